package dev.tulle.models.trial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.tulle.runtime.DeviceChoice;
import dev.tulle.runtime.Devices;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Every row of the table of models on the CPU, and one of each folder on OpenCL, where drivers take long to compile; with the system property `tulle.full` all of them.
class TrialsTest {
  private static final boolean FULL = Boolean.getBoolean("tulle.full");
  private static final Set<String> ON_OTHERS = Set.of("Fista", "TopKSoftmax", "WindowAttention", "Splat");

  @TestFactory
  Stream<DynamicTest> everyModelComputesWhatPlainLoopsDo() {
    return Trials.all().stream().map(trial -> test(trial, Devices.cpu()));
  }

  @TestFactory
  Stream<DynamicTest> openClComputesTheSame() {
    var devices = Devices.usable().stream().filter(choice -> choice.info().backend().equals("opencl")).toList();
    assumeFalse(devices.isEmpty(), "there is no OpenCL device");
    return Trials.all()
        .stream()
        .filter(trial -> FULL || ON_OTHERS.contains(trial.model()))
        .flatMap(trial -> devices.stream().map(device -> test(trial, device)));
  }

  private static DynamicTest test(Trial trial, DeviceChoice device) {
    var name = trial.model() + " " + trial.parameters() + " on " + device.info().backend();
    return dynamicTest(name, () -> {
      var run = new RunTrial(trial, device, _ -> {});
      var outcome = run.compare();
      assertTrue(outcome.error() <= 1, () -> outcome.error() + " times what is allowed: " + outcome.worst());
      run.measure().ifPresent(measured -> assertTrue(measured.reached(), measured::text));
    });
  }

  /// A comparison that cannot fail would say nothing.
  @TestFactory
  Stream<DynamicTest> aWrongOracleIsNoticed() {
    return Stream.of(Trials.all().getFirst()).map(trial -> dynamicTest(trial.model(), () -> {
      var samples = trial.samples().get().stream().filter(sample -> sample.label().equals("[9, 16, 40]")).map(TrialsTest::off).toList();
      var changed = new Trial(trial.file(), trial.model(), trial.what(), trial.parameters(), () -> samples);
      var error = new RunTrial(changed, Devices.cpu(), _ -> {}).compare().error();
      assertTrue(error > 1 && samples.size() == 1, () -> "error " + error);
    }));
  }

  /// The same, with the largest element of each output a ten-thousandth larger.
  private static Sample off(Sample sample) {
    Oracle oracle = in -> {
      var outputs = sample.oracle().evaluate(in);
      for (var step : outputs) for (var grid : step.values()) {
        var values = grid.toReference().values();
        var largest = IntStream.range(0, values.length).reduce((i, j) -> Math.abs(values[i]) >= Math.abs(values[j]) ? i : j).orElseThrow();
        values[largest] *= 1.0001;
      }
      return List.copyOf(outputs);
    };
    return new Sample(sample.label(), sample.weights(), sample.sizes(), sample.steps(), oracle);
  }

  @Test
  void everyTrialIsInTheTableOfTheReadme() throws IOException {
    var page = Files.readString(Path.of("README.md"));
    var missing = Trials.all().stream().map(TableCommand::start).filter(start -> !page.contains(start)).toList();
    assertEquals(List.of(), missing, "`./tulle demo table` prints these rows");
  }
}
