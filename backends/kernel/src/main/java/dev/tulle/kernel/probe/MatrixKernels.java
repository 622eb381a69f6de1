package dev.tulle.kernel.probe;

import dev.tulle.kernel.ir.Arithmetic;
import dev.tulle.kernel.ir.Buffer;
import dev.tulle.kernel.ir.Build;
import dev.tulle.kernel.ir.Expr;
import dev.tulle.kernel.ir.Kernel;
import dev.tulle.kernel.ir.Scalar;
import dev.tulle.kernel.ir.Stmt;
import dev.tulle.kernel.ir.Stmt.Multiply;
import dev.tulle.kernel.ir.Type;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/// Kernels that stage two factors and multiply them as matrices, with factors laid out either way, several tiles for a warp and warps beside and below each other.
public final class MatrixKernels {
  /// What is summed over; two steps of an instruction.
  public static final int DEPTH = 32;
  private static final int WARPS = 4;
  private static final int ITEMS = WARPS * Multiply.WARP;
  private static final int[] TILES = {2, 3};
  private static final int PAD = 8;

  private MatrixKernels() {}

  public static List<Kernel> all() {
    return Stream.of(Scalar.F16, Scalar.BF16)
        .flatMap(element -> Stream.of(0, 1, 2, 3).map(across -> of(element, across % 2 == 1, across / 2 == 1, 1 << across % 3)))
        .toList();
  }

  /// `c[i, j] = 1 + sum(k) a[i, k] * b[k, j]` of one group, with buffers `a`, `b` and `c` of all rows and columns.
  private static Kernel of(Scalar element, boolean leftAcross, boolean rightAcross, int warpRows) {
    int rows = warpRows * TILES[0] * Multiply.TILE_ROWS;
    int columns = WARPS / warpRows * TILES[1] * Multiply.TILE_COLUMNS;
    List<Stmt> body = new ArrayList<>();
    body.add(new Stmt.Alloc("sum", Scalar.F32, List.of(ITEMS, TILES[0], TILES[1], 4), Stmt.Space.KEPT));
    stage("left", element, leftAcross, rows, body);
    stage("right", element, rightAcross, columns, body);
    Expr l = Build.ref("l", Type.I32);
    body.add(Build.items("l", ITEMS, sums(l, (at, _, _) -> Build.store("sum", at, Build.f32(1)), warpRows)));
    body.add(new Multiply("sum", "left", leftAcross, "right", rightAcross, DEPTH, warpRows));
    body.add(Build.items("l", ITEMS, sums(l, (at, row, column) -> Build.when(
        Build.and(Build.lt(row, Build.i32(rows)), Build.lt(column, Build.i32(columns))),
        Build.store("c", List.of(row, column), new Expr.Load(Type.F32, "sum", at, Optional.empty()))), warpRows)));
    String name = "matrices_" + element.name().toLowerCase(Locale.ROOT) + (leftAcross ? "_across" : "_along")
        + (rightAcross ? "_across" : "_along");
    return new Kernel(name, List.of(), List.of(), List.of(),
        List.of(buffer("left_in", element, shape(leftAcross, rows, 0), Buffer.Access.READ),
            buffer("right_in", element, shape(rightAcross, columns, 0), Buffer.Access.READ),
            buffer("c", Scalar.F32, List.of(rows, columns), Buffer.Access.WRITE)),
        List.of(), Build.block(body));
  }

  private static List<Integer> shape(boolean across, int edge, int pad) {
    return across ? List.of(DEPTH, edge + pad) : List.of(edge, DEPTH + pad);
  }

  private static Buffer buffer(String name, Scalar element, List<Integer> shape, Buffer.Access access) {
    return new Buffer(name, element, shape.stream().map(Build::i32).toList(), access, Optional.empty());
  }

  /// Integers that every type holds, and whose products and sums are exact in any order.
  public static List<byte[]> data(Kernel kernel, long seed) {
    Random random = new Random(seed);
    return kernel.buffers().stream().map(b -> {
      int elements = b.shape().stream().mapToInt(e -> (int) ((Expr.Const) e).bits()).reduce(1, Math::multiplyExact);
      ByteBuffer bytes = ByteBuffer.allocate(elements * b.element().bytes()).order(ByteOrder.LITTLE_ENDIAN);
      while (bytes.hasRemaining()) {
        float value = random.nextInt(-8, 9);
        if (b.element() == Scalar.F32) bytes.putFloat(value);
        else bytes.putShort(b.element() == Scalar.F16 ? Float.floatToFloat16(value) : Arithmetic.floatToBfloat16(value));
      }
      return bytes.array();
    }).toList();
  }

  private static void stage(String array, Scalar element, boolean across, int edge, List<Stmt> body) {
    List<Integer> shape = shape(across, edge, 0);
    body.add(new Stmt.Alloc(array, element, shape(across, edge, PAD), Stmt.Space.GROUP));
    Expr index = Build.add(Build.mul(Build.ref("part", Type.I32), ITEMS), Build.ref("l", Type.I32));
    List<Expr> at = List.of(Build.div(index, shape.get(1)), Build.mod(index, shape.get(1)));
    Stmt copy = Build.store(array, at, new Expr.Load(Type.F32, array + "_in", at, Optional.empty()));
    body.add(Build.items("l", ITEMS, Build.loop("part", Build.i32(0), Build.i32(edge * DEPTH / ITEMS), copy)));
  }

  private interface EachSum {
    Stmt of(List<Expr> at, Expr row, Expr column);
  }

  /// Loops over what item `l` keeps, by the places that [Multiply] defines.
  private static Stmt sums(Expr l, EachSum each, int warpRows) {
    Expr a = Build.ref("a", Type.I32);
    Expr b = Build.ref("b", Type.I32);
    Expr high = Build.ref("high", Type.I32);
    Expr odd = Build.ref("odd", Type.I32);
    // From item to row of warps digit by digit, so that the verifier can follow.
    Expr quads = Build.div(l, 4);
    Expr warp = Build.div(quads, 8);
    int warpColumns = WARPS / warpRows;
    Expr warpRow = warpRows == 1 ? Build.i32(0) : Build.div(warp, warpColumns);
    Expr tileRow = Build.add(Build.mul(warpRow, TILES[0]), a);
    Expr tileColumn = Build.add(Build.mul(Build.sub(warp, Build.mul(warpRow, warpColumns)), TILES[1]), b);
    Expr row = Build.add(Build.add(Build.mul(tileRow, Multiply.TILE_ROWS), Build.mul(high, 8)), Build.mod(quads, 8));
    Expr column = Build.add(Build.add(Build.mul(tileColumn, Multiply.TILE_COLUMNS), Build.mul(Build.mod(l, 4), 2)), odd);
    Stmt stmt = each.of(List.of(l, a, b, Build.add(Build.mul(high, 2), odd)), row, column);
    for (var loop : List.of(List.of(odd, 2), List.of(b, TILES[1]), List.of(high, 2), List.of(a, TILES[0]))) {
      stmt = new Stmt.For(((Expr.Ref) loop.get(0)).name(), Build.i32(0), Build.i32((Integer) loop.get(1)), 1, true, Build.block(stmt));
    }
    return stmt;
  }
}
