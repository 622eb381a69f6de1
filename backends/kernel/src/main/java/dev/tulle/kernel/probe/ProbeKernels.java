package dev.tulle.kernel.probe;

import static dev.tulle.kernel.ir.Build.add;
import static dev.tulle.kernel.ir.Build.and;
import static dev.tulle.kernel.ir.Build.assign;
import static dev.tulle.kernel.ir.Build.block;
import static dev.tulle.kernel.ir.Build.bool;
import static dev.tulle.kernel.ir.Build.div;
import static dev.tulle.kernel.ir.Build.f32;
import static dev.tulle.kernel.ir.Build.fma;
import static dev.tulle.kernel.ir.Build.ge;
import static dev.tulle.kernel.ir.Build.gt;
import static dev.tulle.kernel.ir.Build.i32;
import static dev.tulle.kernel.ir.Build.items;
import static dev.tulle.kernel.ir.Build.let;
import static dev.tulle.kernel.ir.Build.load;
import static dev.tulle.kernel.ir.Build.loop;
import static dev.tulle.kernel.ir.Build.lt;
import static dev.tulle.kernel.ir.Build.mod;
import static dev.tulle.kernel.ir.Build.mul;
import static dev.tulle.kernel.ir.Build.ref;
import static dev.tulle.kernel.ir.Build.select;
import static dev.tulle.kernel.ir.Build.store;
import static dev.tulle.kernel.ir.Build.variable;
import static dev.tulle.kernel.ir.Build.when;

import dev.tulle.kernel.ir.Buffer;
import dev.tulle.kernel.ir.Expr;
import dev.tulle.kernel.ir.Kernel;
import dev.tulle.kernel.ir.Scalar;
import dev.tulle.kernel.ir.Stmt;
import dev.tulle.kernel.ir.Stmt.Space;
import dev.tulle.kernel.ir.Type;
import java.util.List;
import java.util.Optional;

/// The probe kernels. Sizes may be anything, 0 included.
public final class ProbeKernels {
  private static final int ROW_ITEMS = 64;
  private static final int CHUNK = 64;
  private static final int TILE = 16;

  private static final Expr N = size("n");
  private static final Expr M = size("m");
  private static final Expr K = size("k");
  private static final Expr T = ref("t", Type.I32);
  private static final Expr L = ref("l", Type.I32);

  private ProbeKernels() {}

  public static List<Kernel> all() {
    return List.of(rowSum(), compaction(), contraction());
  }

  private static Expr size(String name) {
    return ref(name, Type.I32);
  }

  private static List<Kernel.SizeParameter> sizes(String... names) {
    return List.of(names).stream().map(n -> new Kernel.SizeParameter(n, Scalar.I32)).toList();
  }

  private static Buffer buffer(String name, Scalar element, Buffer.Access access, Expr... shape) {
    return new Buffer(name, element, List.of(shape), access, Optional.empty());
  }

  private static Expr tiles(Expr extent, int tile) {
    return div(add(extent, tile - 1), tile);
  }

  /// `y[t] = sum(j) x[t, j]`: item `l` sums the elements `l, l + 64, …` in order, then the 64 partial sums are collected.
  public static Kernel rowSum() {
    Expr j = ref("j", Type.I32);
    Expr s = ref("s", Type.F32);
    Stmt.Block body = block(
        new Stmt.Alloc("part", Scalar.F32, List.of(ROW_ITEMS), Space.GROUP),
        items(
            "l",
            ROW_ITEMS,
            variable("s", f32(0)),
            loop(
                "c",
                i32(0),
                tiles(M, ROW_ITEMS),
                let("j", add(mul(ref("c", Type.I32), ROW_ITEMS), L)),
                when(lt(j, M), assign("s", add(s, load(Type.F32, "x", T, j))))),
            store("part", List.of(L), s)),
        new Stmt.Collect("total", Expr.FoldOp.ADD, "part", ROW_ITEMS),
        store("y", List.of(T), ref("total", Type.F32)));
    return new Kernel(
        "probe_row_sum",
        List.of("y[t] = sum(j) x[t, j]"),
        sizes("n", "m"),
        List.of(),
        List.of(buffer("x", Scalar.F32, Buffer.Access.READ, N, M), buffer("y", Scalar.F32, Buffer.Access.WRITE, N)),
        List.of(new Kernel.GridAxis("t", N)),
        body);
  }

  /// The positive elements of each row to its front, in order: `value[t, q]` at column `column[t, q]` for `q < kept[t]`; the rest is not
  /// written.
  public static Kernel compaction() {
    Expr j = ref("j", Type.I32);
    Expr q = ref("q", Type.I32);
    Expr base = ref("base", Type.I32);
    Expr keep = ref("keep", Type.BOOL);
    Stmt letJ = let("j", add(mul(ref("c", Type.I32), CHUNK), L));
    Stmt letKeep = let("keep", select(lt(j, M), gt(load(Type.F32, "x", T, j), f32(0)), bool(false)));
    Stmt.Block body = block(
        new Stmt.Alloc("rank", Scalar.I32, List.of(CHUNK), Space.GROUP),
        variable("base", i32(0)),
        loop(
            "c",
            i32(0),
            tiles(M, CHUNK),
            items("l", CHUNK, letJ, letKeep, store("rank", List.of(L), select(keep, i32(1), i32(0)))),
            new Stmt.Scan("found", "rank", CHUNK),
            items(
                "l",
                CHUNK,
                letJ,
                letKeep,
                when(
                    keep,
                    let("q", add(base, load(Type.I32, "rank", L))),
                    when(
                        and(ge(q, i32(0)), lt(q, M)),
                        store("value", List.of(T, q), load(Type.F32, "x", T, j)),
                        store("column", List.of(T, q), j)))),
            assign("base", add(base, ref("found", Type.I32)))),
        store("kept", List.of(T), base));
    return new Kernel(
        "probe_compaction",
        List.of("the positive elements of each row to its front, in order"),
        sizes("n", "m"),
        List.of(),
        List.of(
            buffer("x", Scalar.F32, Buffer.Access.READ, N, M),
            buffer("value", Scalar.F32, Buffer.Access.WRITE, N, M),
            buffer("column", Scalar.I32, Buffer.Access.WRITE, N, M),
            buffer("kept", Scalar.I32, Buffer.Access.WRITE, N)),
        List.of(new Kernel.GridAxis("t", N)),
        body);
  }

  /// `c[i, j] = sum(p) a[i, p] * b[p, j]` in tiles of 16 × 16 staged in group memory, each item keeping one sum; the products are added in the order of `p`, fused.
  public static Kernel contraction() {
    Expr r = ref("r", Type.I32);
    Expr q = ref("q", Type.I32);
    Expr i = ref("i", Type.I32);
    Expr j = ref("j", Type.I32);
    Expr u = ref("u", Type.I32);
    Expr step = mul(ref("p_tile", Type.I32), TILE);
    Expr column = ref("p_a", Type.I32);
    Expr row = ref("p_b", Type.I32);
    Stmt letR = let("r", div(L, TILE));
    Stmt letQ = let("q", mod(L, TILE));
    Stmt letI = let("i", add(mul(ref("ti", Type.I32), TILE), r));
    Stmt letJ = let("j", add(mul(ref("tj", Type.I32), TILE), q));
    Stmt stage = items(
        "l",
        TILE * TILE,
        letR,
        letQ,
        letI,
        letJ,
        let("p_a", add(step, q)),
        let("p_b", add(step, r)),
        store("a_tile", List.of(r, q), select(and(lt(i, N), lt(column, K)), load(Type.F32, "a", i, column), f32(0))),
        store("b_tile", List.of(r, q), select(and(lt(row, K), lt(j, M)), load(Type.F32, "b", row, j), f32(0))));
    Stmt multiply = items(
        "l",
        TILE * TILE,
        letR,
        letQ,
        variable("s", load(Type.F32, "sum", L, i32(0))),
        new Stmt.For(
            "u",
            i32(0),
            i32(TILE),
            1,
            true,
            block(assign("s", fma(load(Type.F32, "a_tile", r, u), load(Type.F32, "b_tile", u, q), ref("s", Type.F32))))),
        store("sum", List.of(L, i32(0)), ref("s", Type.F32)));
    Stmt write = items("l", TILE * TILE, letR, letQ, letI, letJ,
        when(and(lt(i, N), lt(j, M)), store("c", List.of(i, j), load(Type.F32, "sum", L, i32(0)))));
    Stmt.Block body = block(
        new Stmt.Alloc("a_tile", Scalar.F32, List.of(TILE, TILE), Space.GROUP),
        new Stmt.Alloc("b_tile", Scalar.F32, List.of(TILE, TILE), Space.GROUP),
        new Stmt.Alloc("sum", Scalar.F32, List.of(TILE * TILE, 1), Space.KEPT),
        loop("p_tile", i32(0), tiles(K, TILE), stage, multiply),
        write);
    return new Kernel(
        "probe_contraction",
        List.of("c[i, j] = sum(p) a[i, p] * b[p, j], in 16 x 16 tiles"),
        sizes("n", "m", "k"),
        List.of(),
        List.of(
            buffer("a", Scalar.F32, Buffer.Access.READ, N, K),
            buffer("b", Scalar.F32, Buffer.Access.READ, K, M),
            buffer("c", Scalar.F32, Buffer.Access.WRITE, N, M)),
        List.of(new Kernel.GridAxis("ti", tiles(N, TILE)), new Kernel.GridAxis("tj", tiles(M, TILE))),
        body);
  }
}
