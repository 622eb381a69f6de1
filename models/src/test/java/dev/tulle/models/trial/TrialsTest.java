package dev.tulle.models.trial;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.tulle.runtime.DeviceChoice;
import dev.tulle.runtime.Devices;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Every row of the table of models: on the CPU, and every sixth on OpenCL, where drivers take long to compile; with the system property `tulle.full` all of them.
class TrialsTest {
  private static final boolean FULL = Boolean.getBoolean("tulle.full");
  private static final int OTHERS = 6;

  @TestFactory
  Stream<DynamicTest> everyModelComputesWhatPlainLoopsDo() {
    var trials = Trials.all();
    var cpu = trials.stream().map(trial -> test(trial, Devices.cpu()));
    var others = Devices.usable()
        .stream()
        .filter(choice -> choice.info().backend().equals("opencl"))
        .flatMap(choice -> IntStream
            .range(0, trials.size())
            .filter(i -> FULL || i % OTHERS == 0)
            .mapToObj(i -> test(trials.get(i), choice)));
    return Stream.concat(cpu, others);
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
}
