package dev.tulle.perf.cases;

import dev.tulle.perf.measure.Case;
import dev.tulle.perf.measure.Contestant;
import dev.tulle.perf.measure.SideBySide;
import dev.tulle.perf.measure.Wanted;
import dev.tulle.perf.peer.Mkl;
import dev.tulle.perf.peer.OneDnn;
import dev.tulle.perf.peer.OpenBlas;
import dev.tulle.runtime.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Param;

/// One token through a layer of 4096 inputs of which only the active ones count, beside the dense product over all of them, ours and the peers'; those get the inactive ones as zeros.
public class ActiveNeurons extends SideBySide {
  private static final int INPUTS = 4096;
  private static final int OUTPUTS = 14336;

  @Param({"410", "1434", "2048", "4096"})
  int keep;

  @Param("2")
  int threads;

  @Override
  protected String title() {
    return keep + " of 4096 inputs active, 14336 outputs, 1 token";
  }

  @Override
  protected Case prepare() {
    Tensor x = Fresh.tensor(1, INPUTS);
    Tensor w = Fresh.tensor(OUTPUTS, INPUTS);
    var options = Ours.options(Map.of("KEEP", (double) keep), Map.of());
    var ours = Ours.open("neurons.tulle", options, threads, Map.of("w", w), Map.of("x", x), "y");
    int[] active = active(x, w);
    Tensor zeroed = Tensor.of(new float[INPUTS], 1, INPUTS);
    for (int d : active) zeroed.set(d, Fresh.at(x, d));
    int[] sizes = {1, OUTPUTS, INPUTS};
    MemorySegment a = zeroed.data();
    MemorySegment b = w.data();
    var dense = Ours.open("linear.tulle", Ours.options(Map.of(), Map.of()), threads, Map.of("w", w), Map.of("x", zeroed), "y");
    return new Contestants(ours).add("ours dense", () -> new Contestant("ours, dense", dense.run(), dense.result()))
        .dense("MKL", () -> Mkl.open(threads).dense(), " dense", a, b, true, sizes)
        .dense("OpenBLAS", () -> OpenBlas.open(threads), " dense", a, b, true, sizes)
        .dense("oneDNN", () -> OneDnn.open(threads), " dense", a, b, true, sizes)
        .in(
            title(), threads, 2.0 * keep * OUTPUTS, 4.0 * keep * OUTPUTS + 4.0 * (INPUTS + OUTPUTS),
            Wanted.of(1, OUTPUTS, row -> LinearLayer.products(zeroed, row, w, OUTPUTS, INPUTS)));
  }

  /// The inputs with the largest `abs(x[d]) * norm[d]`.
  private int[] active(Tensor x, Tensor w) {
    double[] norm = new double[INPUTS];
    for (long i = 0; i < w.count(); i++) norm[(int) (i % INPUTS)] += (double) Fresh.at(w, i) * Fresh.at(w, i);
    List<Integer> order = IntStream.range(0, INPUTS)
        .boxed()
        .sorted(Comparator.comparingDouble(d -> -Math.abs(Fresh.at(x, d)) * Math.sqrt(norm[d])))
        .toList();
    return order.stream().limit(keep).mapToInt(d -> d).toArray();
  }
}
