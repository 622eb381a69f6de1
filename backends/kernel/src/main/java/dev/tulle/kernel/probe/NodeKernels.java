package dev.tulle.kernel.probe;

import dev.tulle.kernel.ir.Arithmetic;
import dev.tulle.kernel.ir.Buffer;
import dev.tulle.kernel.ir.Build;
import dev.tulle.kernel.ir.Expr;
import dev.tulle.kernel.ir.Expr.BinaryOp;
import dev.tulle.kernel.ir.Expr.FoldOp;
import dev.tulle.kernel.ir.Expr.UnaryOp;
import dev.tulle.kernel.ir.Kernel;
import dev.tulle.kernel.ir.Scalar;
import dev.tulle.kernel.ir.Stmt;
import dev.tulle.kernel.ir.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/// One small kernel for each kind of expression and each type, over `rows` rows of `n` elements: whole vectors first, then a masked rest.
/// The last buffer is the result, the others may hold anything.
public final class NodeKernels {
  private static final Expr N = Build.ref("n", Type.I32);
  private static final Expr ROW = Build.ref("row", Type.I32);
  private static final Expr I = Build.ref("i", Type.I32);

  private final int lanes;
  private final List<Kernel> kernels = new ArrayList<>();

  private NodeKernels(int lanes) {
    this.lanes = lanes;
  }

  /// @param lanes 1, or a power of two up to 16
  public static List<Kernel> of(int lanes) {
    NodeKernels all = new NodeKernels(lanes);
    all.storage();
    for (Scalar s : all.computed()) {
      all.unary(s);
      all.binary(s);
      all.mixed(s);
      if (lanes > 1) all.folds(s);
    }
    all.floats();
    if (lanes > 1) all.masks();
    return all.kernels;
  }

  /// The same, several in one kernel one after another: for a compiler that takes long over each kernel, however small. Buffers are named
  /// for the node.
  public static List<Kernel> together(int lanes, int count) {
    List<Kernel> single = of(lanes);
    List<Kernel> together = new ArrayList<>();
    for (int from = 0; from < single.size(); from += count) {
      List<Kernel> part = single.subList(from, Math.min(from + count, single.size()));
      Kernel first = part.getFirst();
      together.add(
          new Kernel("nodes_" + from + "_x" + lanes, List.of(), first.sizes(), first.facts(),
              part.stream().flatMap(k -> k.buffers().stream()).toList(), first.grid(),
              new Stmt.Block(part.stream().<Stmt> map(Kernel::body).toList())));
    }
    return together;
  }

  /// Vectors of 16 `I64` are wider than any machine's.
  private List<Scalar> computed() {
    return lanes == 16 ? List.of(Scalar.I32, Scalar.F32, Scalar.BOOL) : List.of(Scalar.I32, Scalar.I64, Scalar.F32, Scalar.BOOL);
  }

  private void storage() {
    for (Scalar s : Scalar.values()) {
      if (lanes == 16 && s == Scalar.I64) continue;
      add("copy_" + s, List.of(s), s, in -> in.getFirst());
    }
    add("widen_F16", List.of(Scalar.F16), Scalar.F32, in -> in.getFirst());
    add("widen_BF16", List.of(Scalar.BF16), Scalar.F32, in -> in.getFirst());
    add("widen_I8", List.of(Scalar.I8), Scalar.I32, in -> in.getFirst());
    add("widen_U8", List.of(Scalar.U8), Scalar.I32, in -> in.getFirst());
    add("narrow_F16", List.of(Scalar.F32), Scalar.F16, in -> in.getFirst());
    add("narrow_BF16", List.of(Scalar.F32), Scalar.BF16, in -> in.getFirst());
    add("narrow_I8", List.of(Scalar.I32), Scalar.I8, in -> Build.sub(Build.binary(BinaryOp.AND, in.getFirst(), Build.i32(255)), 128));
    add("narrow_U8", List.of(Scalar.I32), Scalar.U8, in -> Build.binary(BinaryOp.AND, in.getFirst(), Build.i32(255)));
  }

  private void unary(Scalar s) {
    for (UnaryOp op : UnaryOp.values()) {
      boolean legal = switch (op) {
        case NOT -> s == Scalar.BOOL;
        case NEG, ABS -> s != Scalar.BOOL;
        case SQRT, FLOOR, CEIL, ROUND -> s == Scalar.F32;
      };
      if (legal) add(op + "_" + s, List.of(s), s, in -> new Expr.Unary(op, in.getFirst()));
    }
  }

  private void binary(Scalar s) {
    for (BinaryOp op : BinaryOp.values()) {
      boolean legal = switch (op) {
        case ADD, SUB, MUL, DIV, MIN, MAX, LT, LE, GT, GE -> s != Scalar.BOOL;
        case MOD, SHL, SHR, USHR -> s.isInteger();
        case AND, OR, XOR -> s != Scalar.F32;
        case EQ, NE -> true;
      };
      if (legal) add(op + "_" + s, List.of(s, s), op.isComparison() ? Scalar.BOOL : s, in -> new Expr.Binary(op, in.get(0), in.get(1)));
    }
    if (!s.isInteger()) return;
    for (long divisor : new long[] {1, 3, 8, -5}) {
      String by = "_by_" + (divisor < 0 ? "minus_" : "") + Math.abs(divisor) + "_" + s;
      for (BinaryOp op : List.of(BinaryOp.DIV, BinaryOp.MOD)) {
        add(op + by, List.of(s), s, in -> new Expr.Binary(op, in.getFirst(), Build.constant(in.getFirst().type(), divisor)));
      }
    }
  }

  private void mixed(Scalar s) {
    add("SELECT_" + s, List.of(Scalar.BOOL, s, s), s, in -> new Expr.Select(in.get(0), in.get(1), in.get(2)));
    add("CHOOSE_" + s, List.of(s, s), s, in -> Build.select(new Expr.Binary(BinaryOp.NE, in.get(0), in.get(1)), in.get(0), in.get(1)));
    for (Scalar to : computed()) {
      if (to != Scalar.BOOL) add("CONVERT_" + s + "_" + to, List.of(s), to, in -> new Expr.Convert(new Type(to, lanes), in.getFirst()));
    }
    long bits = s == Scalar.F32 ? Arithmetic.ofFloat(-1.1f) : s == Scalar.BOOL ? 1 : -7;
    add("CONST_" + s, List.of(), s, _ -> Build.constant(new Type(s, lanes), bits));
  }

  private void folds(Scalar s) {
    for (FoldOp op : FoldOp.values()) {
      boolean logic = op == FoldOp.AND || op == FoldOp.OR;
      if (logic ? s == Scalar.F32 : s == Scalar.BOOL) continue;
      add("FOLD_" + op + "_" + s, List.of(s), s, in -> new Expr.Splat(lanes, new Expr.LaneFold(op, in.getFirst())));
    }
  }

  private void floats() {
    List<Scalar> three = List.of(Scalar.F32, Scalar.F32, Scalar.F32);
    add("FMA", three, Scalar.F32, in -> new Expr.Fma(in.get(0), in.get(1), in.get(2)));
    for (Scalar storage : List.of(Scalar.F16, Scalar.BF16)) {
      add("ROUND_" + storage, List.of(Scalar.F32), Scalar.F32, in -> new Expr.Round(storage, in.getFirst()));
    }
    add("BITS_to_I32", List.of(Scalar.F32), Scalar.I32, in -> new Expr.Bits(new Type(Scalar.I32, lanes), in.getFirst()));
    add("BITS_to_F32", List.of(Scalar.I32), Scalar.F32, in -> new Expr.Bits(new Type(Scalar.F32, lanes), in.getFirst()));
    for (float f : new float[] {0f, -0f, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.MIN_VALUE, Float.MAX_VALUE}) {
      add("CONST_" + Integer.toHexString(Float.floatToRawIntBits(f)), List.of(), Scalar.F32,
          _ -> Build.constant(new Type(Scalar.F32, lanes), Arithmetic.ofFloat(f)));
    }
  }

  private void masks() {
    add("IOTA", List.of(), Scalar.I32, _ -> new Expr.Iota(lanes));
    for (int shift : new int[] {-40, -3, 0, 5, 40}) {
      String name = shift < 0 ? "minus_" + -shift : "" + shift;
      add("PREFIX_" + name, List.of(), Scalar.BOOL, _ -> new Expr.Prefix(lanes, Build.add(ROW, shift)));
      add("PREFIX_I64_" + name, List.of(), Scalar.BOOL, _ -> new Expr.Prefix(lanes, Build.add(Build.convert(Scalar.I64, ROW), shift)));
    }
    add("SPLAT_BOOL", List.of(), Scalar.BOOL, _ -> new Expr.Splat(lanes, Build.gt(ROW, Build.i32(1))));
  }

  private void add(String name, List<Scalar> in, Scalar out, Function<List<Expr>, Expr> value) {
    List<Buffer> buffers = new ArrayList<>();
    for (int b = 0; b < in.size(); b++) buffers.add(buffer(name + "_in" + b, in.get(b), Buffer.Access.READ));
    buffers.add(buffer(name + "_out", out, Buffer.Access.READ_WRITE));
    Stmt whole = Build.loop("i", Build.i32(0), N, lanes,
        store(name, value.apply(loads(name, in, I, Optional.empty())), I, Optional.empty()));
    Stmt body = lanes == 1 ? whole : Build.block(whole, rest(name, in, value));
    kernels.add(
        new Kernel("node_" + name + "_x" + lanes, List.of(),
            List.of(new Kernel.SizeParameter("rows", Scalar.I32), new Kernel.SizeParameter("n", Scalar.I32)), List.of(), buffers,
            List.of(new Kernel.GridAxis("row", Build.ref("rows", Type.I32))), new Stmt.Block(List.of(body))));
  }

  private Stmt rest(String name, List<Scalar> in, Function<List<Expr>, Expr> value) {
    Expr from = Build.ref("from_", Type.I32);
    Expr mask = Build.ref("mask", new Type(Scalar.BOOL, lanes));
    return Build.block(
        Build.let("from_", Build.mul(Build.div(N, lanes), lanes)),
        Build.let("mask", new Expr.Prefix(lanes, Build.sub(N, from))),
        Build.when(Build.lt(from, N), store(name, value.apply(loads(name, in, from, Optional.of(mask))), from, Optional.of(mask))));
  }

  private List<Expr> loads(String name, List<Scalar> in, Expr at, Optional<Expr> mask) {
    return IntStream.range(0, in.size())
        .<Expr> mapToObj(b -> new Expr.Load(new Type(in.get(b).compute(), lanes), name + "_in" + b, List.of(ROW, at), mask))
        .toList();
  }

  private static Stmt store(String name, Expr value, Expr at, Optional<Expr> mask) {
    return new Stmt.Store(name + "_out", List.of(ROW, at), value, mask);
  }

  private static Buffer buffer(String name, Scalar element, Buffer.Access access) {
    return new Buffer(name, element, List.of(Build.ref("rows", Type.I32), N), access, Optional.empty());
  }
}
