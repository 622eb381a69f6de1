package dev.tulle.perf.cases;

import dev.tulle.perf.measure.Case;
import dev.tulle.perf.measure.Contestant;
import dev.tulle.perf.measure.SideBySide;
import dev.tulle.perf.measure.Wanted;
import dev.tulle.perf.peer.CompiledC;
import dev.tulle.perf.peer.Mkl;
import dev.tulle.perf.peer.OneDnn;
import dev.tulle.runtime.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;
import org.openjdk.jmh.annotations.Param;

/// A sparse matrix of 4096 rows and columns times a dense one.
public class SparseWeight extends SideBySide {
  private static final int SIZE = 4096;

  @Param({"0.5", "0.2", "0.1", "0.05", "0.01"})
  double density;

  /// Of the dense matrix.
  @Param({"128", "16", "1"})
  int columns;

  @Param("1")
  int threads;

  @Override
  protected String title() {
    return "csr 4096x4096, density " + density + ", " + columns + (columns == 1 ? " column" : " columns");
  }

  @Override
  protected Case prepare() {
    Tensor w = Fresh.sparse(density, SIZE, SIZE);
    Tensor x = Fresh.tensor(SIZE, columns);
    Rows rows = Rows.of(w);
    MemorySegment b = x.data();
    var ours = Ours.open("columns.tulle", Ours.options(Map.of(), Map.of()), threads, Map.of("w", w), Map.of("x", x), "y");
    return new Contestants(ours).add("MKL", () -> {
      Mkl mkl = Mkl.open(threads);
      Mkl.Sparse sparse = mkl.sparse(SIZE, SIZE, columns, rows.offsets, rows.indices, rows.values);
      MemorySegment c = Contestants.floats((long) SIZE * columns);
      return new Contestant(mkl.name() + " sparse", () -> sparse.multiply(b, c), () -> c);
    }).add("C", () -> {
      CompiledC compiled = CompiledC.open(threads);
      MemorySegment c = Contestants.floats((long) SIZE * columns);
      return new Contestant(
          compiled.name(), () -> compiled.multiply(SIZE, columns, rows.offsets, rows.indices, rows.values, b, c), () -> c);
    })
        .dense("oneDNN", () -> OneDnn.open(threads), " dense", w.data(), b, false, new int[] {SIZE, columns, SIZE})
        .in(
            title(), threads, 2.0 * rows.count * columns, 8.0 * rows.count + 4.0 * SIZE + 8.0 * SIZE * columns,
            Wanted.of(SIZE, columns, row -> rows.times(x, row, columns)));
  }

  /// The nonzero elements, row by row.
  private record Rows(long count, MemorySegment offsets, MemorySegment indices, MemorySegment values) {
    static Rows of(Tensor dense) {
      long count = 0;
      for (long i = 0; i < dense.count(); i++) if (Fresh.at(dense, i) != 0) count++;
      Arena arena = Arena.global();
      Rows rows = new Rows(
          count, arena.allocate(ValueLayout.JAVA_INT, SIZE + 1), arena.allocate(ValueLayout.JAVA_INT, count),
          arena.allocate(ValueLayout.JAVA_FLOAT, count));
      int next = 0;
      for (int r = 0; r < SIZE; r++) {
        for (int d = 0; d < SIZE; d++) {
          float value = Fresh.at(dense, (long) r * SIZE + d);
          if (value == 0) continue;
          rows.indices.setAtIndex(ValueLayout.JAVA_INT, next, d);
          rows.values.setAtIndex(ValueLayout.JAVA_FLOAT, next++, value);
        }
        rows.offsets.setAtIndex(ValueLayout.JAVA_INT, r + 1, next);
      }
      return rows;
    }

    double[] times(Tensor x, long row, int columns) {
      double[] sums = new double[columns];
      int end = offsets.getAtIndex(ValueLayout.JAVA_INT, row + 1);
      for (int k = offsets.getAtIndex(ValueLayout.JAVA_INT, row); k < end; k++) {
        long d = indices.getAtIndex(ValueLayout.JAVA_INT, k);
        double value = values.getAtIndex(ValueLayout.JAVA_FLOAT, k);
        for (int n = 0; n < columns; n++) sums[n] += value * Fresh.at(x, d * columns + n);
      }
      return sums;
    }
  }
}
