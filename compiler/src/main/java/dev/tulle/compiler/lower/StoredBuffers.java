package dev.tulle.compiler.lower;

import dev.tulle.compiler.tensor.Declaration;
import dev.tulle.compiler.tensor.Declaration.Storage;
import dev.tulle.kernel.CompilerBug;
import dev.tulle.kernel.ir.Buffer;
import dev.tulle.kernel.ir.Buffer.Access;
import dev.tulle.kernel.ir.Build;
import dev.tulle.kernel.ir.Expr;
import dev.tulle.kernel.ir.Scalar;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The buffers of a sparse tensor, declared as kernels see them: with shapes, and with the value ranges that whoever fills them keeps.
final class StoredBuffers {
  private StoredBuffers() {}

  static String offsets(KernelBuilder builder, Declaration d) {
    Expr rows = Build.add(rows(builder, d), 1);
    Buffer.Range values = new Buffer.Range(Build.i64(0), Build.add(builder.stored(d.name()), 1));
    return builder.buffer(Storages.offsets(d.name()), Scalar.I64, List.of(rows), Access.READ, Optional.of(values));
  }

  /// Rows that have an offset: of the matrix, or of blocks.
  private static Expr rows(KernelBuilder builder, Declaration d) {
    List<Expr> extents = d.extents().stream().map(t -> Build.convert(Scalar.I64, builder.extent(t))).toList();
    int lead = d.extents().size() - 1;
    Expr product = Build.i64(1);
    switch (d.storage()) {
      case Storage.Csr _ -> {
        for (Expr e : extents.subList(0, lead)) product = Build.mul(product, e);
      }
      case Storage.Blocks(int rows, int _) -> {
        for (Expr e : extents.subList(0, lead - 1)) product = Build.mul(product, e);
        product = Build.mul(product, Build.convert(Scalar.I64, blockRows(builder, d, rows)));
      }
      case Storage.Dense _, Storage.Nm _ -> throw new CompilerBug("`" + d.name() + "` has no offsets");
    }
    return product;
  }

  /// Rows of blocks in one matrix.
  static Expr blockRows(KernelBuilder builder, Declaration d, int rows) {
    return ceil(builder.extent(d.extents().get(d.extents().size() - 2)), rows);
  }

  private static Expr ceil(Expr extent, int divisor) {
    return Build.div(Build.add(extent, divisor - 1L), divisor);
  }

  static String indices(KernelBuilder builder, Declaration d) {
    Expr last = builder.extent(d.extents().getLast());
    return switch (d.storage()) {
      case Storage.Csr _ -> indices(builder, d, List.of(builder.stored(d.name())), 0, last);
      case Storage.Nm(int n, int m) -> indices(builder, d, slots(builder, d, n, m), -1, last);
      case Storage.Blocks(int _, int columns) -> indices(builder, d, List.of(builder.stored(d.name())), 0, ceil(last, columns));
      case Storage.Dense _ -> throw new CompilerBug("`" + d.name() + "` has no indices");
    };
  }

  private static String indices(KernelBuilder builder, Declaration d, List<Expr> shape, int low, Expr high) {
    return builder.buffer(Storages.indices(d.name()), Scalar.I32, shape, Access.READ, Optional.of(new Buffer.Range(Build.i32(low), high)));
  }

  private static List<Expr> slots(KernelBuilder builder, Declaration d, int n, int m) {
    List<Expr> shape = new ArrayList<>(d.extents().stream().map(builder::extent).toList());
    shape.set(shape.size() - 1, Build.mul(Build.div(shape.getLast(), m), n));
    return shape;
  }

  static String values(KernelBuilder builder, Declaration d) {
    List<Expr> shape = switch (d.storage()) {
      case Storage.Csr _ -> List.of(builder.stored(d.name()));
      case Storage.Nm(int n, int m) -> slots(builder, d, n, m);
      case Storage.Blocks(int rows, int columns) -> List.of(builder.stored(d.name()), Build.i32(rows), Build.i32(columns));
      case Storage.Dense _ -> throw new CompilerBug("`" + d.name() + "` is dense");
    };
    return builder.buffer(Storages.values(d.name()), Storages.scalar(d.element()), shape, Access.READ, Optional.empty());
  }

  /// How many places (along the first axis of the values; for N:M slots of one row) there are.
  static Expr places(KernelBuilder builder, Declaration d) {
    return switch (d.storage()) {
      case Storage.Csr _, Storage.Blocks _ -> builder.stored(d.name());
      case Storage.Nm(int n, int m) -> Build.convert(Scalar.I64, slots(builder, d, n, m).getLast());
      case Storage.Dense _ -> throw new CompilerBug("`" + d.name() + "` is dense");
    };
  }
}
