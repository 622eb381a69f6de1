package dev.tulle.compiler.constructs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.tulle.compiler.differential.CompiledSpec;
import dev.tulle.compiler.differential.Targets;
import dev.tulle.runtime.DeviceChoice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Every construct of the language on the CPU, with vectors and without, and on every other device. At the end the table of the largest
/// errors is in `target/constructs.md`.
class ConstructsTest {
  private static final long SEED = 20261124;
  private static final Path REPORT = Path.of("target", "constructs.md");
  private static final List<DeviceChoice> DEVICES = Stream.concat(Targets.cpus().stream(), Targets.others().stream()).toList();
  private static final Table TABLE = new Table(DEVICES);

  @TestFactory
  Stream<DynamicNode> constructs() {
    Stream<DynamicNode> missing = Targets.missing().stream().map(reason -> dynamicTest(reason, () -> abort(reason)));
    return Stream.concat(
        Construct.all().stream().map(c -> dynamicContainer(c.name(), DEVICES.stream().map(device -> test(c, device)))), missing);
  }

  private static DynamicNode test(Construct construct, DeviceChoice device) {
    return dynamicTest(device.info().target().name(), () -> {
      for (String program : construct.programs()) {
        CompiledSpec spec = new CompiledSpec(construct.name(), program);
        for (long size : construct.sizes()) {
          Comparison.Found found = Comparison.of(spec, device, size, SEED);
          TABLE.add(construct, device, found.error());
          assertEquals(List.of(), found.wrong(), () -> "size " + size + ", data of seed " + SEED);
          assertTrue(found.error() <= 1, () -> "size " + size + " strays by " + found.error() + " tolerances");
        }
      }
    });
  }

  @AfterAll
  static void writeTheTable() throws IOException {
    Files.createDirectories(REPORT.getParent());
    Files.writeString(REPORT, TABLE.markdown(Targets.missing()));
  }

  @Test
  void everyConstructHasAProgramAndANameOfItsOwn() {
    assertEquals(List.of(), Construct.all().stream().filter(c -> c.programs().isEmpty()).map(Construct::name).toList());
    List<String> names = Construct.all().stream().map(c -> c.section() + ": " + c.name()).toList();
    assertEquals(names.stream().distinct().toList(), names);
  }

  /// The pages are as complete as the language is: what the grammar or a checked model has in it occurs in some program.
  @Test
  void everyWordAndEveryKindOfTheCheckedModelIsUsed() {
    Coverage coverage = new Coverage();
    for (Construct construct : Construct.all()) construct.programs().forEach(coverage::add);
    assertEquals(new TreeSet<>(), coverage.missing());
  }
}
