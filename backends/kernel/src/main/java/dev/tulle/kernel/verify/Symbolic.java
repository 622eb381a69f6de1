package dev.tulle.kernel.verify;

import dev.tulle.kernel.ir.Expr;
import dev.tulle.kernel.ir.Expr.BinaryOp;
import dev.tulle.kernel.ir.Scalar;
import dev.tulle.kernel.ir.Traversal;
import dev.tulle.kernel.ir.Type;
import dev.tulle.kernel.text.KernelPrinter;
import dev.tulle.kernel.verify.Term.Level;
import dev.tulle.kernel.verify.Value.Real;
import dev.tulle.kernel.verify.Value.Truth;
import dev.tulle.kernel.verify.Value.Whole;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/// Evaluates expressions to what is known of them. Integer sums, multiples, floor divisions, minima, maxima and selects become linear forms
/// over terms with facts; anything else a term that is equal to itself. Integers are taken not to wrap, except that a product of two
/// unknown `I32` is just an unknown.
final class Symbolic {
  private final Terms terms;
  private final Prover prover;
  private final Conditions conditions;

  /// Told of every load, under the conditions that guard it; gives its value.
  private final BiFunction<Expr.Load, State, Value> loads;

  /// What values that are like no other vary with, where the walk is now.
  Level level = Level.LAUNCH;

  /// Facts about the sizes alone, which hold everywhere.
  List<Fact> launchFacts = List.of();

  Symbolic(Terms terms, Prover prover, Conditions conditions, BiFunction<Expr.Load, State, Value> loads) {
    this.terms = terms;
    this.prover = prover;
    this.conditions = conditions;
    this.loads = loads;
  }

  LinearForm whole(Expr e, State s) {
    return ((Whole) value(e, s)).form();
  }

  Condition truth(Expr e, State s) {
    return ((Truth) value(e, s)).condition();
  }

  /// Of a vector, the value in its [Terms#lane].
  Value value(Expr e, State s) {
    return switch (e) {
      case Expr.Const c -> constant(c);
      case Expr.Ref r -> s.names.get(r.name());
      case Expr.Unary u -> unary(u, value(u.operand(), s));
      case Expr.Binary b -> binary(b, value(b.left(), s), value(b.right(), s), s);
      case Expr.Select c -> select(c, s);
      case Expr.Convert c -> convert(c, value(c.operand(), s), s);
      case Expr.Load l -> loads.apply(l, s);
      case Expr.Fma _, Expr.Round _, Expr.Bits _ -> same(e, Traversal.children(e).stream().map(c -> value(c, s)).toList());
      case Expr.Splat c -> value(c.operand(), s);
      case Expr.Iota i -> new Whole(i.lanes() == 1 ? LinearForm.ZERO : LinearForm.of(terms.lane(i.lanes())));
      case Expr.Prefix p -> {
        LinearForm lane = LinearForm.of(terms.lane(p.lanes()));
        yield new Truth(conditions.compare(BinaryOp.LT, lane, whole(p.count(), s), () -> KernelPrinter.print(p)));
      }
      case Expr.LaneFold f -> {
        value(f.operand(), s);
        yield fresh(f.type(), () -> KernelPrinter.print(f));
      }
    };
  }

  private Value constant(Expr.Const c) {
    return switch (c.type().scalar()) {
      case BOOL -> new Truth(conditions.constant(c.bits() == 1));
      case F32 -> new Real(terms.of("float " + c.bits(), () -> KernelPrinter.print(c), Level.LAUNCH, t -> t));
      case I32, I64, F16, BF16, I8, U8 -> new Whole(LinearForm.of(c.bits()));
    };
  }

  /// A value of which only is known that it is the same whenever its operands are.
  private Value same(Expr e, List<Value> operands) {
    String key = operation(e) + " " + e.type() + " " + operands.stream().map(Value::key).toList();
    Level of = operands.stream().map(Value::level).reduce(Level.LAUNCH, Level::or);
    return unknown(e, key, of);
  }

  private static String operation(Expr e) {
    return switch (e) {
      case Expr.Unary u -> u.op().name();
      case Expr.Binary b -> b.op().name();
      case Expr.Round r -> "ROUND_" + r.storage();
      case Expr.LaneFold f -> "FOLD_" + f.op();
      case Expr.Load l -> "LOAD_" + l.buffer();
      case Expr.Const _, Expr.Ref _, Expr.Fma _, Expr.Select _, Expr.Convert _, Expr.Bits _, Expr.Splat _, Expr.Iota _, Expr.Prefix _ ->
          e.getClass().getSimpleName();
    };
  }

  private Value unknown(Expr e, String key, Level of) {
    Supplier<String> name = () -> KernelPrinter.print(e);
    return switch (e.type().scalar()) {
      case BOOL -> new Truth(conditions.unknown(key, name, of));
      case F32 -> new Real(terms.of(key, name, of, t -> t));
      case I32, I64, F16, BF16, I8, U8 -> new Whole(LinearForm.of(terms.of(key, name, of, t -> t)));
    };
  }

  /// A value of `type` that is like no other; a vector's differs from lane to lane.
  Value fresh(Type type, Supplier<String> name) {
    Term term = terms.fresh(name, type.isVector() ? Level.ITEM : level);
    return switch (type.scalar()) {
      case BOOL -> new Truth(conditions.unknown(term));
      case F32 -> new Real(term);
      case I32, I64, F16, BF16, I8, U8 -> new Whole(LinearForm.of(term));
    };
  }

  /// A load of a buffer that nobody writes, at these positions: the same value each time, within the buffer's range.
  Value stored(Expr.Load l, List<LinearForm> at, ArrayShape array) {
    String key = operation(l) + " " + at.stream().map(LinearForm::key).toList();
    Level of = at.stream().map(LinearForm::level).reduce(Level.LAUNCH, Level::or);
    if (!array.element().isInteger()) return unknown(l, key, of);
    return new Whole(
        LinearForm.of(terms.of(key, () -> KernelPrinter.print(l), of, t -> t.define(array.range(LinearForm.of(t)), List.of()))));
  }

  private Value unary(Expr.Unary u, Value x) {
    if (x instanceof Truth t) return new Truth(conditions.not(t.condition()));
    if (!(x instanceof Whole w)) return same(u, List.of(x));
    LinearForm form = w.form();
    return switch (u.op()) {
      case NEG -> new Whole(form.times(-1));
      case ABS -> either("ABS " + form.key(), u, form.level(), form, form.times(-1), BinaryOp.MAX);
      case NOT, SQRT, FLOOR, CEIL, ROUND -> same(u, List.of(x));
    };
  }

  private Value binary(Expr.Binary b, Value x, Value y, State s) {
    if (x instanceof Truth p && y instanceof Truth q) {
      if (b.op() == BinaryOp.AND) return new Truth(conditions.and(p.condition(), q.condition()));
      if (b.op() == BinaryOp.OR) return new Truth(conditions.or(p.condition(), q.condition()));
    }
    if (!(x instanceof Whole v && y instanceof Whole w)) return same(b, List.of(x, y));
    if (b.op().isComparison()) return new Truth(conditions.compare(b.op(), v.form(), w.form(), () -> KernelPrinter.print(b)));
    try {
      return integer(b, v.form(), w.form(), s);
    } catch (ArithmeticException tooLarge) {
      return same(b, List.of(x, y));
    }
  }

  private Value integer(Expr.Binary b, LinearForm x, LinearForm y, State s) {
    boolean wide = b.type().scalar() == Scalar.I64;
    boolean shift = y.isConstant() && y.constant() >= 0 && y.constant() < 31;
    return switch (b.op()) {
      case ADD -> new Whole(x.plus(y));
      case SUB -> new Whole(x.minus(y));
      case MUL -> wide || x.isConstant() || y.isConstant() ? new Whole(terms.product(x, y)) : same(b, List.of(new Whole(x), new Whole(y)));
      case DIV -> divide(b, x, y);
      case MOD -> modulo(b, x, y);
      case MIN, MAX -> either(b.op() + " " + x.key() + " " + y.key(), b, x.level().or(y.level()), x, y, b.op());
      case AND -> {
        boolean low = y.isConstant() && y.constant() >= 0 && Long.bitCount(y.constant() + 1) == 1;
        yield low ? modulo(b, x, y.plus(1)) : same(b, List.of(new Whole(x), new Whole(y)));
      }
      case SHL -> shift ? new Whole(x.times(1L << y.constant())) : same(b, List.of(new Whole(x), new Whole(y)));
      case SHR -> shift ? divide(b, x, LinearForm.of(1L << y.constant())) : same(b, List.of(new Whole(x), new Whole(y)));
      case USHR -> {
        boolean plain = shift && s.path.proves(prover, Fact.atLeastZero(x));
        yield plain ? divide(b, x, LinearForm.of(1L << y.constant())) : same(b, List.of(new Whole(x), new Whole(y)));
      }
      case OR, XOR -> same(b, List.of(new Whole(x), new Whole(y)));
      case LT, LE, GT, GE, EQ, NE -> throw new IllegalArgumentException("a comparison");
    };
  }

  /// Floor division. Multiples of a constant divisor come out: `(16 t + l) / 16` is `t + l / 16`.
  private Value divide(Expr e, LinearForm x, LinearForm divisor) {
    if (divisor.isConstant(0)) return new Whole(LinearForm.ZERO);
    if (divisor.isConstant()) {
      long d = divisor.constant();
      TreeMap<Term, Long> rest = new TreeMap<>();
      LinearForm whole = LinearForm.of(Math.floorDiv(x.constant(), d));
      for (var factor : x.factors().entrySet()) {
        if (factor.getValue() % d == 0) whole = whole.plus(LinearForm.of(factor.getKey()), factor.getValue() / d);
        else rest.put(factor.getKey(), factor.getValue());
      }
      LinearForm inner = new LinearForm(rest, Math.floorMod(x.constant(), d));
      if (rest.isEmpty()) return new Whole(whole.plus(inner.constant() / d));
      return new Whole(whole.plus(d > 0 ? quotient(inner, divisor) : LinearForm.of(unrelated(e, inner, divisor))));
    }
    boolean positive = prover.proves(launchFacts, Fact.less(LinearForm.ZERO, divisor));
    return new Whole(positive ? quotient(x, divisor) : LinearForm.of(unrelated(e, x, divisor)));
  }

  private Term unrelated(Expr e, LinearForm x, LinearForm divisor) {
    return terms.of("quotient? " + x.key() + " / " + divisor.key(), () -> KernelPrinter.print(e), x.level().or(divisor.level()), t -> t);
  }

  /// `q · d ≤ x ≤ q · d + d − 1`.
  private LinearForm quotient(LinearForm x, LinearForm divisor) {
    Term quotient = terms.of(
        "quotient " + x.key() + " / " + divisor.key(),
        () -> "((" + x + ") / " + (divisor.isConstant() ? divisor : "(" + divisor + ")") + ")",
        x.level().or(divisor.level()),
        q -> {
          boolean natural = prover.proves(launchFacts, Fact.atLeastZero(x));
          if (natural) q.define(List.of(Fact.atLeastZero(LinearForm.of(q))), List.of());
          LinearForm multiple = terms.product(LinearForm.of(q), divisor);
          List<Fact> facts = new ArrayList<>(q.facts());
          facts.add(Fact.atMost(multiple, x));
          facts.add(Fact.less(x, multiple.plus(divisor)));
          if (divisor.isConstant())
            most(x).ifPresent(m -> facts.add(Fact.atMost(LinearForm.of(q), LinearForm.of(Math.floorDiv(m, divisor.constant())))));
          return q.define(facts, List.of());
        });
    return LinearForm.of(quotient);
  }

  /// The constant that a single term plus a constant is known not to exceed.
  private static OptionalLong most(LinearForm x) {
    if (x.factors().size() != 1) return OptionalLong.empty();
    Term t = x.factors().firstKey();
    if (x.factor(t) != 1) return OptionalLong.empty();
    return t.facts()
        .stream()
        .map(Fact::form)
        .filter(f -> f.factors().size() == 1 && f.factor(t) == -1)
        .mapToLong(f -> f.constant() + x.constant())
        .min();
  }

  private Value modulo(Expr e, LinearForm x, LinearForm divisor) {
    if (divisor.isConstant(0)) return new Whole(LinearForm.ZERO);
    LinearForm quotient = ((Whole) divide(e, x, divisor)).form();
    return new Whole(x.minus(terms.product(quotient, divisor)));
  }

  /// The smaller or larger of two.
  private Value either(String key, Expr e, Level of, LinearForm x, LinearForm y, BinaryOp op) {
    LinearForm difference = op == BinaryOp.MIN ? y.minus(x) : x.minus(y);
    if (difference.isConstant()) return new Whole(difference.constant() >= 0 ? x : y);
    Term result = terms.of(
        key,
        () -> KernelPrinter.print(e),
        of,
        t -> {
          LinearForm r = LinearForm.of(t);
          Fact first = op == BinaryOp.MIN ? Fact.atMost(r, x) : Fact.atMost(x, r);
          Fact second = op == BinaryOp.MIN ? Fact.atMost(r, y) : Fact.atMost(y, r);
          return t.define(List.of(first, second), List.of(List.of(Fact.equal(r, x)), List.of(Fact.equal(r, y))));
        });
    return new Whole(LinearForm.of(result));
  }

  private Value select(Expr.Select e, State s) {
    Condition condition = truth(e.condition(), s);
    boolean guards = !e.type().isVector();
    Value then = value(e.then(), guards ? s.under(condition.whenTrue()) : s);
    Value otherwise = value(e.otherwise(), guards ? s.under(condition.whenFalse()) : s);
    if (condition.isAlways() || then.equals(otherwise)) return then;
    if (condition.isNever()) return otherwise;
    if (then instanceof Truth a && otherwise instanceof Truth b) {
      if (b.condition().isNever()) return new Truth(conditions.and(condition, a.condition()));
      if (a.condition().isAlways()) return new Truth(conditions.or(condition, b.condition()));
      if (a.condition().isNever()) return new Truth(conditions.and(conditions.not(condition), b.condition()));
      if (b.condition().isAlways()) return new Truth(conditions.or(conditions.not(condition), a.condition()));
    }
    if (then instanceof Whole a && otherwise instanceof Whole b)
      return new Whole(join(() -> KernelPrinter.print(e), condition, a.form(), b.form()));
    return same(e, List.of(new Truth(condition), then, otherwise));
  }

  /// One of two, by a condition.
  LinearForm join(Supplier<String> name, Condition condition, LinearForm then, LinearForm otherwise) {
    if (then.isConstant(1) && otherwise.isConstant(0)) return LinearForm.of(condition.atom());
    Level of = condition.atom().level.or(then.level()).or(otherwise.level());
    Term result = terms.of(
        "select #" + condition.atom().number + " " + then.key() + " " + otherwise.key(),
        name,
        of,
        t -> {
          List<Fact> first = new ArrayList<>(condition.whenTrue());
          first.add(Fact.equal(LinearForm.of(t), then));
          List<Fact> second = new ArrayList<>(condition.whenFalse());
          second.add(Fact.equal(LinearForm.of(t), otherwise));
          return t.define(List.of(), List.of(first, second));
        });
    return LinearForm.of(result);
  }

  private Value convert(Expr.Convert c, Value x, State s) {
    return switch (x) {
      case Truth t when c.type().scalar().isInteger() -> new Whole(LinearForm.of(t.condition().atom()));
      case Whole w when c.type().scalar() == Scalar.I64 -> w;
      case Whole w when c.type().scalar() == Scalar.I32 && fits(w.form(), s) -> w;
      case Truth _, Whole _, Real _ -> same(c, List.of(x));
    };
  }

  private boolean fits(LinearForm form, State s) {
    List<Fact> known = s.path.facts();
    return prover.proves(known, Fact.atMost(form, LinearForm.of(Integer.MAX_VALUE)))
        && prover.proves(known, Fact.atMost(LinearForm.of(Integer.MIN_VALUE), form));
  }
}
