package dev.tulle.kernel.verify;

import dev.tulle.kernel.ir.Expr.BinaryOp;
import dev.tulle.kernel.verify.Term.Level;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Makes [Condition]s. A side that is no conjunction (a false `and`, a true `or`, `!=`) says only the truth value; its cases say the rest.
final class Conditions {
  /// A fact that does not hold: `0 ≤ −1`.
  static final Fact NEVER = Fact.atLeastZero(LinearForm.of(-1));

  private final Terms terms;

  Conditions(Terms terms) {
    this.terms = terms;
  }

  private static Fact isTrue(Term atom) {
    return Fact.zero(LinearForm.of(atom).plus(-1));
  }

  private static Fact isFalse(Term atom) {
    return Fact.zero(LinearForm.of(atom));
  }

  private static List<Fact> all(List<Fact> first, List<Fact> second) {
    return Stream.concat(first.stream(), second.stream()).toList();
  }

  private static Term truth(Term atom, List<List<Fact>> cases) {
    return atom.define(List.of(Fact.atLeastZero(LinearForm.of(atom)), Fact.atMost(LinearForm.of(atom), LinearForm.of(1))), cases);
  }

  /// A truth value of which nothing else is known.
  Condition unknown(Term fresh) {
    return opaque(truth(fresh, List.of()));
  }

  /// What is true or false after a choice: where one side has one value alone, the other value says which side was taken, and what that side knew.
  Condition joined(Term fresh, Condition choice, Condition then, Condition otherwise) {
    Condition truth = unknown(fresh);
    List<Fact> whenTrue = otherwise.isNever() ? all(choice.whenTrue(), then.whenTrue())
        : then.isNever() ? all(choice.whenFalse(), otherwise.whenTrue()) : List.of();
    List<Fact> whenFalse = otherwise.isAlways() ? all(choice.whenTrue(), then.whenFalse())
        : then.isAlways() ? all(choice.whenFalse(), otherwise.whenFalse()) : List.of();
    return new Condition(truth.atom(), all(truth.whenTrue(), whenTrue), all(truth.whenFalse(), whenFalse));
  }

  /// As above; the same for the same key.
  Condition unknown(String key, Supplier<String> name, Level level) {
    return opaque(terms.of("truth " + key, name, level, t -> truth(t, List.of())));
  }

  private static Condition opaque(Term atom) {
    return new Condition(atom, List.of(isTrue(atom)), List.of(isFalse(atom)));
  }

  Condition constant(boolean value) {
    Term atom = terms.of("constant " + value, () -> Boolean.toString(value), Level.LAUNCH,
        t -> t.define(List.of(value ? isTrue(t) : isFalse(t)), List.of()));
    return value ? new Condition(atom, List.of(), List.of(NEVER)) : new Condition(atom, List.of(NEVER), List.of());
  }

  Condition compare(BinaryOp op, LinearForm a, LinearForm b, Supplier<String> name) {
    return switch (op) {
      case LE -> atLeastZero(b.minus(a), name);
      case LT -> atLeastZero(b.minus(a).plus(-1), name);
      case GE -> atLeastZero(a.minus(b), name);
      case GT -> atLeastZero(a.minus(b).plus(-1), name);
      case EQ -> zero(a.minus(b), name);
      case NE -> not(zero(a.minus(b), name));
      case ADD, SUB, MUL, DIV, MOD, MIN, MAX, AND, OR, XOR, SHL, SHR, USHR -> throw new IllegalArgumentException("no comparison: " + op);
    };
  }

  private Condition atLeastZero(LinearForm form, Supplier<String> name) {
    if (form.isConstant()) return constant(form.constant() >= 0);
    Fact yes = Fact.atLeastZero(form);
    Fact no = Fact.atLeastZero(form.times(-1).plus(-1));
    Term atom = terms.of("0 <= " + form.key(), name, form.level(),
        t -> truth(t, List.of(List.of(isTrue(t), yes), List.of(isFalse(t), no))));
    return new Condition(atom, List.of(yes), List.of(no));
  }

  private Condition zero(LinearForm form, Supplier<String> name) {
    if (form.isConstant()) return constant(form.constant() == 0);
    Fact yes = Fact.zero(form);
    Fact above = Fact.atLeastZero(form.plus(-1));
    Fact below = Fact.atLeastZero(form.times(-1).plus(-1));
    Term atom = terms.of(
        "0 = " + form.key(),
        name,
        form.level(),
        t -> truth(t, List.of(List.of(isTrue(t), yes), List.of(isFalse(t), above), List.of(isFalse(t), below))));
    return new Condition(atom, List.of(yes), List.of(isFalse(atom)));
  }

  Condition not(Condition a) {
    if (a.isAlways() || a.isNever()) return constant(a.isNever());
    Term atom = terms.of(
        "not #" + a.atom().number,
        () -> "not(" + a.atom() + ")",
        a.atom().level,
        t -> t.define(List.of(Fact.equal(LinearForm.of(t).plus(LinearForm.of(a.atom())), LinearForm.of(1))), a.atom().cases()));
    return new Condition(atom, a.whenFalse(), a.whenTrue());
  }

  Condition and(Condition a, Condition b) {
    if (a.isNever() || b.isAlways()) return a;
    if (b.isNever() || a.isAlways()) return b;
    List<Fact> both = all(a.whenTrue(), b.whenTrue());
    Term atom = terms.of(
        "and #" + a.atom().number + " #" + b.atom().number,
        () -> a.atom() + " & " + b.atom(),
        a.atom().level.or(b.atom().level),
        t -> truth(
            t,
            List.of(all(List.of(isTrue(t)), both), all(List.of(isFalse(t)), a.whenFalse()), all(List.of(isFalse(t)), b.whenFalse()))));
    return new Condition(atom, both, List.of(isFalse(atom)));
  }

  Condition or(Condition a, Condition b) {
    return not(and(not(a), not(b)));
  }
}
