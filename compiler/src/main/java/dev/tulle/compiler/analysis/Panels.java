package dev.tulle.compiler.analysis;

import static dev.tulle.compiler.tensor.Terms.apply;
import static dev.tulle.compiler.tensor.Terms.integer;

import dev.tulle.compiler.tensor.Arithmetic;
import dev.tulle.compiler.tensor.Statement;
import dev.tulle.compiler.tensor.Term;
import dev.tulle.compiler.tensor.Terms;
import dev.tulle.dsl.model.Function;
import java.util.HashSet;
import java.util.Set;

/// Tensors that are laid out in panels of neighbouring columns: column `f` of row `d` stands at `[f / 32, d, f mod 32]`, so that whoever computes one panel's columns for one row after
/// the other reads memory from front to back.
public final class Panels {
  /// Columns of a panel: whole vectors on every target. What is left of the last panel is 0.
  public static final int WIDTH = 32;

  private Panels() {}

  /// Which panel a column is in.
  public static Term panel(Term column) {
    return apply(Function.DIVIDE, column, integer(WIDTH));
  }

  /// The place of a column in its panel.
  public static Term place(Term column) {
    return apply(Function.MODULO, column, integer(WIDTH));
  }

  /// How many panels there are.
  public static Term count(Term columns) {
    return Arithmetic.divide(Arithmetic.add(columns, integer(WIDTH - 1L)), WIDTH);
  }

  /// Whether a statement reads panels by the columns that its last axis counts.
  public static boolean areReadBy(Statement s) {
    return !s.axes().isEmpty() && !readBy(s.axes().getLast().index(), s.value()).isEmpty();
  }

  /// The tensors that a term reads in panels by the columns that an index counts.
  public static Set<String> readBy(String index, Term term) {
    Term column = new Term.IndexOf(index);
    Set<String> found = new HashSet<>();
    Terms.walk(term, t -> {
      if (t instanceof Term.Element e && !e.at().isEmpty() && e.at().getLast().equals(place(column)) && e.at().contains(panel(column)))
        found.add(e.tensor());
    });
    return found;
  }

  /// The term for columns of one panel alone, the panel `block`: neither division nor remainder is left.
  public static Term inBlock(Term term, String index, Term block) {
    Term column = new Term.IndexOf(index);
    if (term.equals(panel(column))) return block;
    if (term.equals(place(column))) return apply(Function.SUBTRACT, column, Arithmetic.multiply(block, WIDTH));
    return Terms.mapChildren(term, child -> inBlock(child, index, block));
  }
}
