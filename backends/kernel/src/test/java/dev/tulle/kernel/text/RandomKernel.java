package dev.tulle.kernel.text;

import dev.tulle.kernel.ir.Buffer;
import dev.tulle.kernel.ir.Expr;
import dev.tulle.kernel.ir.Kernel;
import dev.tulle.kernel.ir.Scalar;
import dev.tulle.kernel.ir.Stmt;
import dev.tulle.kernel.ir.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Kernels of every node kind, well typed node by node but otherwise without meaning: names may be undeclared or of another type.
final class RandomKernel {
  private static final List<String> NAMES = List.of("n", "i", "x", "w.values", "a_1", "let", "row 1", "ü`\\", "$t");
  private static final List<Integer> LANES = List.of(1, 1, 1, 2, 8);

  private final Random random;

  RandomKernel(long seed) {
    random = new Random(seed);
  }

  Kernel next() {
    return new Kernel(
        name(),
        List.of("a \"doc\"", "\\ ü"),
        List.of(new Kernel.SizeParameter("n", Scalar.I32), new Kernel.SizeParameter(name(), Scalar.I64)),
        List.of(expr(Type.BOOL, 3)),
        List.of(
            new Buffer(name(), any(Scalar.values()), positions(2), any(Buffer.Access.values()), Optional.empty()),
            new Buffer("x", Scalar.BF16, List.of(), Buffer.Access.READ,
                Optional.of(new Buffer.Range(expr(Type.I64, 2), expr(Type.I64, 2))))),
        List.of(new Kernel.GridAxis("i", integer(2))),
        block(4));
  }

  private Stmt.Block block(int depth) {
    return new Stmt.Block(IntStream.range(0, random.nextInt(4)).mapToObj(_ -> statement(depth)).toList());
  }

  private Stmt statement(int depth) {
    int d = depth - 1;
    return switch (random.nextInt(depth > 0 ? 16 : 11)) {
      case 0, 1 -> new Stmt.Let(name(), expr(type(), 3));
      case 2 -> new Stmt.Var(name(), expr(type(), 3));
      case 3 -> new Stmt.Assign(name(), expr(type(), 3));
      case 4 -> new Stmt.Alloc(name(), any(Scalar.values()), List.of(1 + random.nextInt(9), 3), any(Stmt.Space.values()));
      case 5 -> {
        Type type = type();
        yield new Stmt.Store(name(), positions(2), expr(type, 3), mask(type, 2));
      }
      case 6 -> new Stmt.Atomic(any(Stmt.AtomicOp.values()), name(), positions(2), integer(2));
      case 7 -> new Stmt.Collect(name(), any(Expr.FoldOp.values()), name(), 1 + random.nextInt(64));
      case 8 -> new Stmt.Scan(name(), name(), 1 + random.nextInt(64));
      case 9 -> new Stmt.Fail(random.nextInt(9), expr(Type.I32, 3), expr(Type.I32, 3));
      case 10 -> new Stmt.Multiply(name(), name(), random.nextBoolean(), name(), random.nextBoolean(), 16 * (1 + random.nextInt(3)),
          1 + random.nextInt(4));
      case 11 -> block(d);
      case 12 -> new Stmt.If(expr(Type.BOOL, 3), block(d), block(d));
      case 13 -> {
        Expr from = integer(2);
        yield new Stmt.For(name(), from, expr(from.type(), 2), 1 + random.nextInt(3), random.nextBoolean(), block(d));
      }
      case 14 -> new Stmt.While(expr(Type.BOOL, 3), integer(2), block(d));
      default -> new Stmt.Items(name(), 1 + random.nextInt(32), block(d));
    };
  }

  private Optional<Expr> mask(Type type, int depth) {
    return random.nextBoolean() ? Optional.empty() : Optional.of(expr(type.withScalar(Scalar.BOOL), depth));
  }

  private Expr integer(int depth) {
    return expr(random.nextBoolean() ? Type.I32 : Type.I64, depth);
  }

  private List<Expr> positions(int depth) {
    return IntStream.range(0, random.nextInt(3)).mapToObj(_ -> integer(depth)).toList();
  }

  private Type type() {
    return new Type(any(Scalar.I32, Scalar.I64, Scalar.F32, Scalar.BOOL), LANES.get(random.nextInt(LANES.size())));
  }

  private Expr expr(Type t, int depth) {
    if (depth <= 0 || random.nextInt(6) == 0) {
      return switch (random.nextInt(3)) {
        case 0 -> new Expr.Ref(name(), t);
        default -> new Expr.Const(t, t.scalar() == Scalar.F32 ? floatBits() : random.nextLong() >> random.nextInt(64));
      };
    }
    List<Supplier<Expr>> choices = new ArrayList<>(common(t, depth - 1));
    int d = depth - 1;
    switch (t.scalar()) {
      case F32 -> {
        choices.add(() -> new Expr.Fma(expr(t, d), expr(t, d), expr(t, d)));
        choices.add(() -> new Expr.Unary(any(Expr.UnaryOp.SQRT, Expr.UnaryOp.ROUND, Expr.UnaryOp.NEG), expr(t, d)));
        choices.add(() -> new Expr.Round(any(Scalar.F16, Scalar.BF16), expr(t, d)));
        choices.add(() -> new Expr.Bits(t, expr(t.withScalar(Scalar.I32), d)));
        choices.add(
            () -> new Expr.Binary(any(Expr.BinaryOp.ADD, Expr.BinaryOp.SUB, Expr.BinaryOp.DIV, Expr.BinaryOp.MIN), expr(t, d), expr(t, d)));
      }
      case I32, I64 -> {
        List<Expr.BinaryOp> ops = Stream.of(Expr.BinaryOp.values()).filter(op -> !op.isComparison()).toList();
        choices.add(() -> new Expr.Binary(ops.get(random.nextInt(ops.size())), expr(t, d), expr(t, d)));
        choices.add(() -> new Expr.Binary(any(Expr.BinaryOp.SUB, Expr.BinaryOp.MUL), expr(t, d), expr(t, d)));
        choices.add(() -> new Expr.Convert(t, expr(t.withScalar(any(Scalar.values()).compute()), d)));
        if (t.scalar() == Scalar.I32) choices.add(() -> new Expr.Bits(t, expr(t.withScalar(Scalar.F32), d)));
        if (t.scalar() == Scalar.I32) choices.add(() -> t.isVector() ? new Expr.Iota(t.lanes()) : expr(t, d));
      }
      case BOOL -> {
        Type operand = t.withScalar(any(Scalar.I32, Scalar.I64, Scalar.F32));
        choices.add(() -> new Expr.Binary(any(Expr.BinaryOp.LT, Expr.BinaryOp.GE, Expr.BinaryOp.NE), expr(operand, d), expr(operand, d)));
        choices.add(() -> new Expr.Binary(any(Expr.BinaryOp.AND, Expr.BinaryOp.XOR, Expr.BinaryOp.EQ), expr(t, d), expr(t, d)));
        choices.add(() -> new Expr.Unary(Expr.UnaryOp.NOT, expr(t, d)));
        if (t.isVector()) choices.add(() -> new Expr.Prefix(t.lanes(), integer(d)));
      }
      case F16, BF16, I8, U8 -> throw new IllegalStateException("not a compute type");
    }
    return choices.get(random.nextInt(choices.size())).get();
  }

  private List<Supplier<Expr>> common(Type t, int d) {
    List<Supplier<Expr>> choices = new ArrayList<>();
    choices.add(() -> new Expr.Select(expr(t.withScalar(Scalar.BOOL), d), expr(t, d), expr(t, d)));
    choices.add(() -> new Expr.Load(t, name(), positions(d), mask(t, d)));
    if (t.isVector()) choices.add(() -> new Expr.Splat(t.lanes(), expr(t.withLanes(1), d)));
    if (!t.isVector()) choices.add(
        () -> new Expr.LaneFold(t.scalar() == Scalar.F32 ? Expr.FoldOp.ADD : t.scalar() == Scalar.BOOL ? Expr.FoldOp.OR : Expr.FoldOp.MIN,
            expr(t.withLanes(4), d)));
    return choices;
  }

  private int floatBits() {
    return switch (random.nextInt(4)) {
      case 0 -> 0x7f800000 | random.nextInt();
      case 1 -> Float.floatToRawIntBits(random.nextInt(20) - 10);
      default -> random.nextInt();
    };
  }

  private String name() {
    return NAMES.get(random.nextInt(NAMES.size()));
  }

  @SafeVarargs
  private final <T> T any(T... choices) {
    return choices[random.nextInt(choices.length)];
  }
}
