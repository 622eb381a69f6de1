package dev.tulle.compiler.differential;

import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.tulle.kernel.device.Target;
import dev.tulle.runtime.DeviceChoice;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/// Every spec of the resources, on every target. A spec may say its sizes in its first line: `// sizes 0 4 8`; data may be kept to some
/// kinds: `// data RANDOM TIES`; and `// groups` that it also runs where items run side by side.
class SpecsTest {
  private static final Pattern SIZES = Pattern.compile("^// sizes((?: \\d+)+)$", Pattern.MULTILINE);
  private static final Pattern DATA = Pattern.compile("^// data((?: \\w+)+)$", Pattern.MULTILINE);
  /// Specs whose kernels are others where items run side by side: on devices with groups in each build.
  private static final Pattern GROUPS = Pattern.compile("^// groups$", Pattern.MULTILINE);
  /// Nothing, little, and around the block of four rows and the lengths of vectors.
  private static final List<Integer> STANDARD = List.of(0, 1, 2, 3, 4, 5, 8, 15, 16, 17, 31, 33);
  /// In each build every third spec runs on devices whose drivers take long to compile.
  private static final int OTHERS = 3;

  @TestFactory
  Stream<DynamicNode> specs() throws IOException, URISyntaxException {
    Path folder = Path.of(Objects.requireNonNull(SpecsTest.class.getResource("/specs")).toURI());
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> specs = files.filter(f -> f.getFileName().toString().contains(System.getProperty("tulle.spec", ""))).sorted().toList();
      return IntStream.range(0, specs.size()).mapToObj(i -> container(specs.get(i), Targets.FULL || i % OTHERS == 0)).toList().stream();
    }
  }

  private static DynamicNode container(Path file, boolean onOthers) {
    String name = file.getFileName().toString().replace(".tulle", "");
    String text = read(file);
    Differential differential = new Differential(new CompiledSpec(name, text));
    List<Integer> sizes = said(SIZES, text).map(list -> list.stream().map(Integer::valueOf).toList()).orElse(STANDARD);
    List<DataPattern> data = said(DATA, text).map(list -> list.stream().map(DataPattern::valueOf).toList())
        .orElse(List.of(DataPattern.values()));
    List<DynamicNode> nodes = new ArrayList<>();
    for (DeviceChoice device : Targets.interpreters())
      nodes.add(target(differential, device, near(sizes, device.info().target()), data));
    for (DeviceChoice device : Targets.cpus()) nodes.add(target(differential, device, sizes, data));
    if (GROUPS.matcher(text).find()) {
      for (DeviceChoice device : Targets.groups()) nodes.add(target(differential, device, few(sizes), List.of(data.getFirst())));
    }
    if (onOthers) {
      for (DeviceChoice device : Targets.others()) nodes.add(target(differential, device, Targets.FULL ? sizes : few(sizes), data));
      for (String reason : Targets.missing()) nodes.add(dynamicTest(reason, () -> abort(reason)));
    }
    return dynamicContainer(name, nodes);
  }

  /// The interpreter is slow: with each vector length the sizes that matter to it, and for groups less and more than a tile.
  private static List<Integer> near(List<Integer> sizes, Target target) {
    if (target.isParallel()) return sizes.stream().filter(s -> s == 0 || s == 5 || s == 17 || target.matrices() && s == 33).toList();
    int lanes = target.lanes();
    return sizes.stream().filter(s -> s == 5 || s <= 2 || lanes > 1 && Math.abs(s % lanes) <= 1 && s <= 2 * lanes + 1 && s <= 17).toList();
  }

  /// Nothing, the size for every kind of data, and the largest.
  private static List<Integer> few(List<Integer> sizes) {
    return sizes.stream().filter(s -> s == 0 || s == 5 || s.equals(sizes.getLast())).toList();
  }

  /// Every kind of data at one size, and a kind in turn at the others.
  private static DynamicNode target(Differential differential, DeviceChoice device, List<Integer> sizes, List<DataPattern> data) {
    Stream<DynamicNode> tests = IntStream.range(0, sizes.size()).boxed().flatMap(i -> {
      List<DataPattern> kinds = sizes.get(i) == 5 ? data : List.of(data.getFirst(), data.get(i % data.size()));
      return kinds.stream().distinct().map(kind -> {
        Map<String, Long> extents = differential.sizes(sizes.get(i));
        return dynamicTest(extents + " " + kind, () -> differential.check(device, extents, kind));
      });
    });
    return dynamicContainer(device.info().target().name(), tests);
  }

  private static Optional<List<String>> said(Pattern directive, String text) {
    Matcher matcher = directive.matcher(text);
    return matcher.find() ? Optional.of(Stream.of(matcher.group(1).strip().split(" ")).collect(Collectors.toList())) : Optional.empty();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
