package dev.tulle.compiler.analysis;

import dev.tulle.compiler.tensor.Arithmetic;
import dev.tulle.compiler.tensor.Axis;
import dev.tulle.compiler.tensor.Program;
import dev.tulle.compiler.tensor.Statement;
import dev.tulle.compiler.tensor.Term;
import dev.tulle.compiler.tensor.Terms;
import dev.tulle.dsl.model.ElementType;
import dev.tulle.dsl.model.Function;
import dev.tulle.dsl.model.ReduceOperator;
import dev.tulle.dsl.model.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// A statement whose value is computed from sums of products in which one axis of the target enters one factor only, and another axis the other factor only. So what one
/// factor is at a row serves all columns, and the other way round:
///
///     y[t, f] = gelu(sum(d) x[t, d] * w[d, f] + b[f])      rows t, columns f, the factor of the rows x[t, d], that of the columns w[d, f]
///
/// @param outer the other axes of the target, in order
/// @param column the last of the axes that can be it
/// @param sums at least one; nothing else in the value is a loop
public record Contraction(List<Axis> outer, Axis row, Axis column, List<Sum> sums) {
  /// Rows and columns from which on sharing them is worth it.
  private static final long LEAST = 8;

  /// One sum of products.
  ///
  /// @param reduce the term of the value
  /// @param slow the indices that are summed over, but for one
  /// @param depth that one: the last axis of what is read, if one is
  /// @param ofRow the factor that mentions the row and not the column
  /// @param ofColumn the factor that mentions the column and not the row
  public record Sum(Term.Reduce reduce, List<Axis> slow, Axis depth, Term ofRow, Term ofColumn) {}

  /// Empty where a statement has not that shape, or its sizes are known to be too small.
  public static Optional<Contraction> of(Program program, Statement s) {
    if (!s.where().equals(Terms.TRUE) || Terms.reads(s.value()).contains(s.target()) || Terms.mayFail(s.value())) return Optional.empty();
    List<Term.Reduce> reductions = new ArrayList<>();
    if (!collect(program, s.value(), reductions) || reductions.isEmpty()) return Optional.empty();
    for (Axis column : s.axes().reversed()) {
      for (Axis row : s.axes().reversed()) {
        if (row == column || isSmall(row) || isSmall(column)) continue;
        List<Sum> sums = reductions.stream().flatMap(r -> sum(r, row, column).stream()).toList();
        List<Axis> outer = s.axes().stream().filter(a -> a != row && a != column).toList();
        if (sums.size() == reductions.size()) return Optional.of(new Contraction(outer, row, column, sums));
      }
    }
    return Optional.empty();
  }

  /// Over sizes: whether there are rows and columns enough.
  public Term isWorthwhile() {
    return Terms.and(enough(row), enough(column));
  }

  private static Term enough(Axis axis) {
    return Arithmetic.constant(axis.extent()).isPresent() ? Terms.TRUE : Terms.lessEqual(Terms.integer(LEAST), axis.extent());
  }

  private static boolean isSmall(Axis axis) {
    OptionalLong extent = Arithmetic.constant(axis.extent());
    return extent.isPresent() && extent.getAsLong() < LEAST;
  }

  /// Collects the sums that are always computed; false if there is any other loop.
  private static boolean collect(Program program, Term term, List<Term.Reduce> sums) {
    return switch (term) {
      case Term.Number _, Term.SizeOf _, Term.IndexOf _ -> true;
      case Term.Element e -> program.declaration(e.tensor()).isDense() && e.at().stream().allMatch(t -> collect(program, t, sums));
      case Term.Reduce r -> {
        sums.add(r);
        yield isPlain(program, r.body());
      }
      case Term.Apply a when a.function() == Function.AND || a.function() == Function.OR -> isPlain(program, a);
      case Term.Apply a -> a.arguments().stream().allMatch(t -> collect(program, t, sums));
      case Term.Cast c -> collect(program, c.operand(), sums);
      case Term.Choose c -> isPlain(program, c);
      case Term.Exists _, Term.RowOperation _, Term.Selection _ -> false;
    };
  }

  /// Whether it is only arithmetic on elements of dense tensors.
  private static boolean isPlain(Program program, Term term) {
    boolean[] all = {true};
    Terms.walk(term, t -> all[0] &= switch (t) {
      case Term.Number _, Term.SizeOf _, Term.IndexOf _, Term.Apply _, Term.Cast _, Term.Choose _ -> true;
      case Term.Element e -> program.declaration(e.tensor()).isDense();
      case Term.Exists _, Term.Reduce _, Term.RowOperation _, Term.Selection _ -> false;
    });
    return all[0];
  }

  private static Optional<Sum> sum(Term.Reduce r, Axis row, Axis column) {
    boolean plain = r.operator() == ReduceOperator.SUM && r.type() == ValueType.FLOAT && r.where().equals(Terms.TRUE);
    if (!plain || !(r.body() instanceof Term.Apply(Function f, ValueType _, List<Term> factors)) || f != Function.MULTIPLY) {
      return Optional.empty();
    }
    Axis depth = r.over()
        .stream()
        .filter(a -> factors.stream().anyMatch(t -> isAlong(t, a.index())))
        .findFirst()
        .orElse(r.over().getLast());
    List<Axis> slow = r.over().stream().filter(a -> a != depth).toList();
    for (List<Term> order : List.of(factors, factors.reversed())) {
      Term ofRow = order.get(0);
      Term ofColumn = order.get(1);
      boolean apart = !Terms.mentions(ofRow, column.index()) && !Terms.mentions(ofColumn, row.index());
      if (apart && Terms.mentions(ofRow, row.index()) && Terms.mentions(ofColumn, column.index()))
        return Optional.of(new Sum(r, slow, depth, ofRow, ofColumn));
    }
    return Optional.empty();
  }

  /// The type of elements that holds the values of a term exactly, if the term is read from memory or converted to it.
  public static Optional<ElementType> storedAs(Program program, Term term) {
    return switch (term) {
      case Term.Element e -> Optional.of(program.declaration(e.tensor()).element());
      case Term.Cast c -> Optional.of(c.to());
      case Term.Number _, Term.SizeOf _, Term.IndexOf _, Term.Exists _, Term.Apply _, Term.Choose _ -> Optional.empty();
      case Term.Reduce _, Term.RowOperation _, Term.Selection _ -> Optional.empty();
    };
  }

  /// Whether consecutive values of an index are neighbours in memory, in all that the term reads with it: the index is the last position, or counts the columns of [Panels].
  public static boolean isAlong(Term term, String index) {
    boolean[] found = {false};
    boolean[] elsewhere = {false};
    Terms.walk(term, t -> {
      if (!(t instanceof Term.Element e) || !Terms.mentions(e, index)) return;
      Term own = new Term.IndexOf(index);
      boolean bare = e.at().getLast().equals(own);
      boolean inPanel = e.at().getLast().equals(Panels.place(own));
      boolean last = (bare || inPanel) && e.at()
          .subList(0, e.at().size() - 1)
          .stream()
          .noneMatch(p -> Terms.mentions(p, index) && !(inPanel && p.equals(Panels.panel(own))));
      found[0] |= last;
      elsewhere[0] |= !last;
    });
    return found[0] && !elsewhere[0];
  }
}
