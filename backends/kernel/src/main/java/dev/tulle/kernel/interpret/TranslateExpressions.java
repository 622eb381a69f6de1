package dev.tulle.kernel.interpret;

import dev.tulle.kernel.CompilerBug;
import dev.tulle.kernel.ir.Arithmetic;
import dev.tulle.kernel.ir.Expr;
import dev.tulle.kernel.ir.Scalar;
import dev.tulle.kernel.ir.Traversal;
import dev.tulle.kernel.ir.Type;
import dev.tulle.kernel.text.KernelPrinter;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;
import java.util.function.Supplier;

/// Translates expressions to closures.
final class TranslateExpressions {
  private final String kernel;
  private final Slots slots;

  TranslateExpressions(String kernel, Slots slots) {
    this.kernel = kernel;
    this.slots = slots;
  }

  Code.Value scalar(Expr e) {
    if (e.type().isVector()) throw slots.bug("a vector where a scalar belongs: " + KernelPrinter.print(e));
    return switch (e) {
      case Expr.Const c -> {
        long bits = c.bits();
        yield _ -> bits;
      }
      case Expr.Ref r -> {
        int slot = slots.slot(r.name(), r.type());
        yield f -> f.scalars[slot];
      }
      case Expr.Select s -> {
        Code.Value condition = scalar(s.condition());
        Code.Value then = scalar(s.then());
        Code.Value otherwise = scalar(s.otherwise());
        yield f -> condition.of(f) == 1 ? then.of(f) : otherwise.of(f);
      }
      case Expr.Binary b -> {
        LongBinaryOperator op = operation(b);
        Code.Value left = scalar(b.left());
        Code.Value right = scalar(b.right());
        yield f -> op.applyAsLong(left.of(f), right.of(f));
      }
      case Expr.Unary _, Expr.Convert _, Expr.Round _, Expr.Bits _ -> {
        LongUnaryOperator op = operation(e);
        Code.Value operand = scalar(Traversal.children(e).getFirst());
        yield f -> op.applyAsLong(operand.of(f));
      }
      case Expr.Fma m -> {
        Code.Value a = scalar(m.a());
        Code.Value b = scalar(m.b());
        Code.Value c = scalar(m.c());
        yield f -> fma(a.of(f), b.of(f), c.of(f));
      }
      case Expr.LaneFold fold -> {
        Code.Lanes operand = lanes(fold.operand());
        Scalar scalar = fold.type().scalar();
        yield f -> halve(fold.op(), scalar, operand.of(f));
      }
      case Expr.Load l -> load(l);
      case Expr.Iota _ -> _ -> 0;
      case Expr.Splat _, Expr.Prefix _ -> throw slots.bug("a vector of one lane: " + KernelPrinter.print(e));
    };
  }

  private Code.Value load(Expr.Load l) {
    Access access = access(l.type(), l.buffer(), l.at(), () -> KernelPrinter.print(l));
    if (l.mask().isEmpty()) return access::read;
    Code.Value mask = scalar(l.mask().get());
    return f -> mask.of(f) == 1 ? access.read(f) : 0;
  }

  /// @param type of what is read or written there
  Access access(Type type, String buffer, List<Expr> at, Supplier<String> text) {
    Slots.Slot slot = slots.array(buffer);
    if (at.size() != slot.rank()) throw slots.bug(buffer + " has " + slot.rank() + " axes: " + text.get());
    if (type.scalar() != slot.type().scalar()) {
      throw slots.bug(buffer + " has elements of " + slot.element() + ", not " + type + ": " + text.get());
    }
    if (type.isVector() && at.isEmpty()) throw slots.bug(buffer + " has no axis for lanes: " + text.get());
    return new Access(kernel, slot.number(), at.stream().map(this::scalar).toArray(Code.Value[]::new), text);
  }

  /// Translates a vector expression, or a scalar one to one lane.
  Code.Lanes lanes(Expr e) {
    int lanes = e.type().lanes();
    if (lanes == 1) {
      Code.Value value = scalar(e);
      return f -> new long[] {value.of(f)};
    }
    return switch (e) {
      case Expr.Const c -> {
        long[] values = new long[lanes];
        Arrays.fill(values, c.bits());
        yield _ -> values;
      }
      case Expr.Ref r -> {
        int slot = slots.slot(r.name(), r.type());
        yield f -> f.vectors[slot];
      }
      case Expr.Select s -> {
        Code.Lanes condition = lanes(s.condition());
        Code.Lanes then = lanes(s.then());
        Code.Lanes otherwise = lanes(s.otherwise());
        yield f -> {
          long[] c = condition.of(f);
          long[] a = then.of(f);
          long[] b = otherwise.of(f);
          return each(lanes, i -> c[i] == 1 ? a[i] : b[i]);
        };
      }
      case Expr.Binary b -> {
        LongBinaryOperator op = operation(b);
        Code.Lanes left = lanes(b.left());
        Code.Lanes right = lanes(b.right());
        yield f -> {
          long[] x = left.of(f);
          long[] y = right.of(f);
          return each(lanes, i -> op.applyAsLong(x[i], y[i]));
        };
      }
      case Expr.Unary _, Expr.Convert _, Expr.Round _, Expr.Bits _ -> {
        LongUnaryOperator op = operation(e);
        Code.Lanes operand = lanes(Traversal.children(e).getFirst());
        yield f -> {
          long[] x = operand.of(f);
          return each(lanes, i -> op.applyAsLong(x[i]));
        };
      }
      case Expr.Fma m -> {
        Code.Lanes a = lanes(m.a());
        Code.Lanes b = lanes(m.b());
        Code.Lanes c = lanes(m.c());
        yield f -> {
          long[] x = a.of(f);
          long[] y = b.of(f);
          long[] z = c.of(f);
          return each(lanes, i -> fma(x[i], y[i], z[i]));
        };
      }
      case Expr.Splat s -> {
        Code.Value operand = scalar(s.operand());
        yield f -> {
          long x = operand.of(f);
          return each(lanes, _ -> x);
        };
      }
      case Expr.Iota _ -> _ -> each(lanes, i -> i);
      case Expr.Prefix p -> {
        Code.Value count = scalar(p.count());
        yield f -> {
          long n = count.of(f);
          return each(lanes, i -> i < n ? 1 : 0);
        };
      }
      case Expr.Load l -> {
        Access access = access(l.type(), l.buffer(), l.at(), () -> KernelPrinter.print(l));
        Mask mask = mask(l.mask(), lanes);
        yield f -> access.read(f, mask.of(f));
      }
      case Expr.LaneFold _ -> throw slots.bug("a fold to several lanes: " + KernelPrinter.print(e));
    };
  }

  /// Which lanes are active.
  interface Mask {
    boolean[] of(Frame frame);
  }

  Mask mask(Optional<Expr> mask, int lanes) {
    if (mask.isEmpty()) {
      boolean[] all = new boolean[lanes];
      Arrays.fill(all, true);
      return _ -> all;
    }
    Code.Lanes code = lanes(mask.get());
    return f -> {
      long[] bits = code.of(f);
      boolean[] active = new boolean[lanes];
      for (int i = 0; i < lanes; i++) active[i] = bits[i] == 1;
      return active;
    };
  }

  private interface Lane {
    long of(int lane);
  }

  private static long[] each(int lanes, Lane lane) {
    long[] result = new long[lanes];
    for (int i = 0; i < lanes; i++) result[i] = lane.of(i);
    return result;
  }

  private static LongBinaryOperator operation(Expr.Binary b) {
    Expr.BinaryOp op = b.op();
    Scalar scalar = b.left().type().scalar();
    return (x, y) -> Arithmetic.binary(op, scalar, x, y);
  }

  /// The operation of a node with one operand.
  private LongUnaryOperator operation(Expr e) {
    return switch (e) {
      case Expr.Unary u -> {
        Scalar scalar = u.type().scalar();
        yield x -> Arithmetic.unary(u.op(), scalar, x);
      }
      case Expr.Convert c -> {
        Scalar to = c.type().scalar();
        Scalar from = c.operand().type().scalar();
        yield x -> Arithmetic.convert(to, from, x);
      }
      case Expr.Round r -> x -> Arithmetic.ofFloat(Arithmetic.round(r.storage(), Arithmetic.toFloat(x)));
      case Expr.Bits _ -> x -> x;
      case Expr.Const _, Expr.Ref _, Expr.Binary _, Expr.Fma _, Expr.Select _, Expr.Load _ -> throw unexpected(e);
      case Expr.Splat _, Expr.Iota _, Expr.Prefix _, Expr.LaneFold _ -> throw unexpected(e);
    };
  }

  private CompilerBug unexpected(Expr e) {
    return slots.bug("no operation of one operand: " + KernelPrinter.print(e));
  }

  private static long fma(long a, long b, long c) {
    return Arithmetic.ofFloat(Math.fma(Arithmetic.toFloat(a), Arithmetic.toFloat(b), Arithmetic.toFloat(c)));
  }

  /// The fold by halves that [Expr.LaneFold] and [dev.tulle.kernel.ir.Stmt.Collect] share: element `i` with `i + half`, the half being the
  /// power of two below the length.
  static long halve(Expr.FoldOp op, Scalar scalar, long[] values) {
    long[] rest = values.clone();
    int length = rest.length;
    while (length > 1) {
      int half = Integer.highestOneBit(length - 1);
      for (int i = 0; i + half < length; i++) rest[i] = Arithmetic.fold(op, scalar, rest[i], rest[i + half]);
      length = half;
    }
    return rest[0];
  }
}
