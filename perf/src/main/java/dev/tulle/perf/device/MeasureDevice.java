package dev.tulle.perf.device;

import dev.tulle.compiler.Compiler;
import dev.tulle.dsl.Front;
import dev.tulle.dsl.source.Source;
import dev.tulle.runtime.DeviceChoice;
import dev.tulle.runtime.Model;
import dev.tulle.runtime.bundle.Bundle;
import dev.tulle.runtime.file.WeightSource;
import dev.tulle.runtime.session.Result;
import dev.tulle.runtime.session.Session;
import dev.tulle.runtime.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/// Measures one device and makes a table of it.
public final class MeasureDevice {
  private static final int WARM_UP = 3;
  private static final int RUNS = 15;
  /// Elements of each output that are computed again.
  private static final int SAMPLES = 64;
  private static final double MILLION = 1e6;

  private MeasureDevice() {}

  /// A Markdown table: for each workload the time to open it, the median of the kernels' time by the device's clock with the least and the
  /// most, the median of the whole run with its copies, and the largest error of the elements that were looked at.
  ///
  /// @param size of a dense axis, 2048 for a large GPU
  public static String table(DeviceChoice device, int size) {
    List<String> lines = new ArrayList<>();
    lines.add("| workload | open, ms | kernels, ms (least … most) | GFLOP/s | run with copies, ms | largest error |");
    lines.add("| --- | ---: | ---: | ---: | ---: | ---: |");
    for (Workload workload : Workload.all(size)) lines.add(measure(workload, device));
    return String.join("\n", lines);
  }

  private static String measure(Workload workload, DeviceChoice device) {
    var model = Front.check(new Source("workload.tulle", workload.spec()), Front.Options.defaults()).model().orElseThrow();
    Bundle bundle = Compiler.compile(model, List.of(device.info().target()), Compiler.Options.defaults());
    long start = System.nanoTime();
    try (Session session = Model.of(bundle).open(device, WeightSource.of(workload.weights()))) {
      double opened = (System.nanoTime() - start) / MILLION;
      double[] kernels = new double[RUNS];
      double[] whole = new double[RUNS];
      Result last = null;
      for (int i = -WARM_UP; i < RUNS; i++) {
        long before = System.nanoTime();
        last = session.run(workload.inputs());
        if (i < 0) continue;
        whole[i] = (System.nanoTime() - before) / MILLION;
        kernels[i] = last.kernelNanoseconds().orElse(last.nanoseconds()) / MILLION;
      }
      Arrays.sort(kernels);
      Arrays.sort(whole);
      double median = kernels[RUNS / 2];
      return String.format(Locale.ROOT, "| %s | %.0f | %.3f (%.3f … %.3f) | %.1f | %.3f | %.1e |", workload.name(), opened, median,
          kernels[0],
          kernels[RUNS - 1], workload.operations() / (median * MILLION), whole[RUNS / 2], error(workload, last.tensor(workload.output())));
    }
  }

  private static double error(Workload workload, Tensor output) {
    Random random = new Random(1);
    double largest = 0;
    for (int i = 0; i < SAMPLES; i++) {
      long at = random.nextLong(output.count());
      largest = Math.max(largest, Math.abs(output.getFloat(at) - workload.expected().applyAsDouble(at)));
    }
    return largest;
  }
}
