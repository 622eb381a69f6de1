package dev.tulle.compiler.analysis;

import static dev.tulle.compiler.tensor.Arithmetic.add;
import static dev.tulle.compiler.tensor.Arithmetic.divide;
import static dev.tulle.compiler.tensor.Arithmetic.multiply;
import static dev.tulle.compiler.tensor.Arithmetic.subtract;
import static dev.tulle.compiler.tensor.Terms.integer;

import dev.tulle.compiler.tensor.Term;
import dev.tulle.compiler.tensor.Terms;
import dev.tulle.dsl.model.Function;
import dev.tulle.dsl.model.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What an atom says of one index, as bounds: `low ≤ index < high` for every `low` and every `high` in the lists. The bounds are free of the index; they may load.
///
///     j <= i                 of j:   high i + 1            i - j < W        of j:   low i - W + 1
///     start[i] <= j          of j:   low start[i]          j / 64 == b      of j:   low 64 b, high 64 b + 64
///     abs(i - j) < W         of j:   low i - W + 1, high i + W
public record Interval(List<Term> lows, List<Term> highs) {
  public Interval {
    lows = List.copyOf(lows);
    highs = List.copyOf(highs);
  }

  Interval and(Interval other) {
    List<Term> l = new ArrayList<>(lows);
    List<Term> h = new ArrayList<>(highs);
    l.addAll(other.lows);
    h.addAll(other.highs);
    return new Interval(l, h);
  }

  /// The atom as bounds on `index`, if it is equivalent to such bounds.
  public static Optional<Interval> of(Term atom, String index) {
    if (!(atom instanceof Term.Apply(Function f, ValueType _, List<Term> args))) return Optional.empty();
    if (args.size() != 2 || args.getFirst().type() != ValueType.INT) return Optional.empty();
    Term a = args.get(0);
    Term b = args.get(1);
    if (a instanceof Term.Apply(Function abs, ValueType _, List<Term> inner) && abs == Function.ABS
        && (f == Function.LESS || f == Function.LESS_EQUAL)) {
      Term x = inner.getFirst();
      long limit = f == Function.LESS ? -1 : 0;
      return atMost(subtract(x, b), limit, index).flatMap(h -> atMost(subtract(subtract(integer(0), x), b), limit, index).map(h::and));
    }
    return switch (f) {
      case LESS -> atMost(subtract(a, b), -1, index);
      case LESS_EQUAL -> atMost(subtract(a, b), 0, index);
      case GREATER -> atMost(subtract(b, a), -1, index);
      case GREATER_EQUAL -> atMost(subtract(b, a), 0, index);
      case EQUAL -> atMost(subtract(a, b), 0, index).flatMap(x -> atMost(subtract(b, a), 0, index).map(x::and));
      default -> Optional.empty();
    };
  }

  /// The bounds that `difference ≤ limit` puts on `index`.
  private static Optional<Interval> atMost(Term difference, long limit, String index) {
    Optional<Affine> plain = Affine.of(difference, index);
    if (plain.isPresent()) return bounds(plain.get(), limit);
    Optional<Long> divisor = divisorOf(difference, index);
    if (divisor.isEmpty()) return Optional.empty();
    String quotient = index + "/";
    Term replaced = replaceQuotient(difference, index, new Term.IndexOf(quotient));
    if (Terms.mentions(replaced, index)) return Optional.empty();
    long d = divisor.get();
    return Affine.of(replaced, quotient)
        .flatMap(q -> bounds(q, limit))
        .map(i -> new Interval(i.lows.stream().map(t -> multiply(t, d)).toList(), i.highs.stream().map(t -> multiply(t, d)).toList()));
  }

  private static Optional<Interval> bounds(Affine form, long limit) {
    long c = form.coefficient();
    if (c == 0) return Optional.empty();
    if (c > 0) {
      // floor(n / c) + 1 = floor((n + c) / c)
      Term end = divide(subtract(integer(limit + c), form.rest()), c);
      return Optional.of(new Interval(List.of(), List.of(end)));
    }
    Term lowest = divide(add(form.rest(), integer(-limit - c - 1)), -c);
    return Optional.of(new Interval(List.of(lowest), List.of()));
  }

  /// The one constant by which the term divides the index, if it does.
  private static Optional<Long> divisorOf(Term term, String index) {
    List<Long> found = new ArrayList<>();
    Terms.walk(
        term,
        t -> {
          if (isQuotient(t, index)) found.add((long) ((Term.Number) ((Term.Apply) t).arguments().get(1)).value());
        });
    return found.stream().distinct().count() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
  }

  private static boolean isQuotient(Term t, String index) {
    return t instanceof Term.Apply(Function f, ValueType _, List<Term> args)
        && f == Function.DIVIDE
        && args.get(0) instanceof Term.IndexOf(String name)
        && name.equals(index)
        && args.get(1) instanceof Term.Number n
        && n.value() > 0;
  }

  private static Term replaceQuotient(Term term, String index, Term by) {
    if (isQuotient(term, index)) return by;
    return Terms.mapChildren(term, child -> replaceQuotient(child, index, by));
  }

}
