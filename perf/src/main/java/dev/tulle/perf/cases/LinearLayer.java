package dev.tulle.perf.cases;

import dev.tulle.perf.measure.Case;
import dev.tulle.perf.measure.SideBySide;
import dev.tulle.perf.measure.Wanted;
import dev.tulle.perf.peer.Mkl;
import dev.tulle.perf.peer.OneDnn;
import dev.tulle.perf.peer.OpenBlas;
import dev.tulle.runtime.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Param;

/// A dense linear layer.
public class LinearLayer extends SideBySide {
  /// Rows, outputs, inputs.
  @Param({"1024x1024x1024", "16x4096x4096", "1x4096x4096"})
  String shape;

  @Param({"1", "2"})
  int threads;

  @Override
  protected String title() {
    return "dense " + shape;
  }

  @Override
  protected Case prepare() {
    String[] parts = shape.split("x");
    int[] sizes = {Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), Integer.parseInt(parts[2])};
    int inner = sizes[2];
    Tensor x = Fresh.tensor(sizes[0], inner);
    Tensor w = Fresh.tensor(sizes[1], inner);
    var ours = Ours.open("linear.tulle", Ours.options(Map.of(), Map.of()), threads, Map.of("w", w), Map.of("x", x), "y");
    MemorySegment a = x.data();
    MemorySegment b = w.data();
    return new Contestants(ours).dense("MKL", () -> Mkl.open(threads).dense(), "", a, b, true, sizes)
        .dense("OpenBLAS", () -> OpenBlas.open(threads), "", a, b, true, sizes)
        .dense("oneDNN", () -> OneDnn.open(threads), "", a, b, true, sizes)
        .in(title(), threads, 2.0 * sizes[0] * sizes[1] * inner, 4.0 * (x.count() + w.count() + (double) sizes[0] * sizes[1]),
            Wanted.of(sizes[0], sizes[1], row -> products(x, row, w, sizes[1], inner)));
  }

  /// A row of `x` times each row of `w`.
  static double[] products(Tensor x, long row, Tensor w, int rows, int length) {
    return IntStream.range(0, rows).mapToDouble(f -> dot(x, row, w, f, length)).toArray();
  }

  /// Of two rows.
  static double dot(Tensor x, long row, Tensor w, long other, int length) {
    double sum = 0;
    for (int d = 0; d < length; d++) sum += (double) Fresh.at(x, row * length + d) * Fresh.at(w, other * length + d);
    return sum;
  }
}
