package dev.tulle.compiler.view;

import dev.tulle.compiler.analysis.Interval;
import dev.tulle.compiler.analysis.LinearSum;
import dev.tulle.compiler.tensor.Arithmetic;
import dev.tulle.compiler.tensor.Axis;
import dev.tulle.compiler.tensor.Program;
import dev.tulle.compiler.tensor.Term;
import dev.tulle.compiler.tensor.Terms;
import dev.tulle.dsl.model.Function;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/// Conjunctions under which an index runs through so many values at most, whatever the row: `j <= i and i - j < W` are `W` values `j` from `max(0, i - W + 1)` on. How many is
/// the difference of an upper and a lower bound in which everything but sizes cancels.
final class FindRun {
  private final Set<String> sizes;

  FindRun(Program program) {
    this.sizes = program.sizes().stream().map(Program.Size::name).collect(Collectors.toSet());
  }

  Optional<View.Run> find(Axis axis, List<Term> atoms) {
    List<Term> lows = new ArrayList<>();
    List<Term> highs = new ArrayList<>();
    for (Term atom : atoms) {
      if (!Terms.isQuick(atom)) continue;
      Interval.of(atom, axis.index()).ifPresent(i -> {
        lows.addAll(i.lows());
        highs.addAll(i.highs());
      });
    }
    List<Term> lengths = new ArrayList<>();
    lows.forEach(low -> highs.forEach(high -> length(low, high).ifPresent(lengths::add)));
    highs.forEach(high -> length(Terms.integer(0), high).ifPresent(lengths::add));
    lows.forEach(low -> length(low, axis.extent()).ifPresent(lengths::add));
    if (lengths.isEmpty()) return Optional.empty();
    Term capacity = least(axis.extent(), shortest(lengths));
    if (capacity.equals(axis.extent())) return Optional.empty();
    Term low = Terms.integer(0);
    for (Term l : lows) low = most(low, l);
    return Optional.of(new View.Run(low, capacity));
  }

  /// The smallest number, if one is a number, else one of them.
  private static Term shortest(List<Term> lengths) {
    Optional<Term> number = lengths.stream().filter(l -> Arithmetic.constant(l).isPresent()).reduce(FindRun::least);
    return number.orElse(lengths.getFirst());
  }

  /// Bounds that only say where a run begins.
  static boolean isLow(Term atom, String index) {
    return Interval.of(atom, index).filter(i -> i.highs().isEmpty()).isPresent();
  }

  private Optional<Term> length(Term low, Term high) {
    LinearSum difference = LinearSum.of(high).minus(LinearSum.of(low));
    boolean known = difference.factors().keySet().stream().allMatch(this::isOverSizes);
    return known ? Optional.of(most(Terms.integer(0), difference.term())) : Optional.empty();
  }

  /// Whether it is the same in every row: of sizes alone, and not of the counters of loops.
  boolean isOverSizes(Term term) {
    boolean[] all = {true};
    Terms.walk(term, t -> all[0] &= switch (t) {
      case Term.SizeOf(String name) -> sizes.contains(name);
      case Term.Number _, Term.Apply _ -> true;
      case Term.IndexOf _, Term.Element _, Term.Exists _, Term.Cast _, Term.Choose _, Term.Reduce _, Term.RowOperation _, Term.Selection _ ->
          false;
    });
    return all[0];
  }

  static Term least(Term a, Term b) {
    return extreme(Function.MIN, a, b);
  }

  private static Term most(Term a, Term b) {
    return extreme(Function.MAX, a, b);
  }

  private static Term extreme(Function function, Term a, Term b) {
    if (a.equals(b)) return a;
    OptionalLong x = Arithmetic.constant(a);
    OptionalLong y = Arithmetic.constant(b);
    if (x.isEmpty() || y.isEmpty()) return Terms.apply(function, a, b);
    boolean smaller = x.getAsLong() <= y.getAsLong();
    return smaller == (function == Function.MIN) ? a : b;
  }
}
