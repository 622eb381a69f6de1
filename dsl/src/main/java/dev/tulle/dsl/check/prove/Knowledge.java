package dev.tulle.dsl.check.prove;

import dev.tulle.dsl.model.Expr;
import dev.tulle.dsl.model.Function;
import dev.tulle.dsl.model.Index;
import dev.tulle.dsl.model.Pattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What is known at one place: conditions that hold, and with them that every index lies in its range and no size is negative. Answers whether a condition follows,
/// by a [Tableau] of what is known and the opposite.
public final class Knowledge {
  /// What a defined pattern's name stands for.
  public record Definition(List<Index> indices, Expr condition) {}

  private final Map<Pattern, Definition> definitions;
  private final Terms terms;
  private final List<Expr> known;

  private Knowledge(Map<Pattern, Definition> definitions, Terms terms, List<Expr> known) {
    this.definitions = definitions;
    this.terms = terms;
    this.known = known;
  }

  /// @param definitions of the patterns whose names are looked through; the map may grow while the knowledge is used
  public static Knowledge of(Map<Pattern, Definition> definitions) {
    return new Knowledge(definitions, new Terms(), List.of());
  }

  /// The same and one condition more.
  public Knowledge and(Expr condition) {
    if (Conditions.isTrue(condition)) return this;
    List<Expr> more = new ArrayList<>(known);
    more.add(condition);
    return new Knowledge(definitions, terms, more);
  }

  /// Whether the condition must hold here.
  public boolean implies(Expr goal) {
    if (Conditions.isTrue(goal)) return true;
    List<Expr> conditions = new ArrayList<>(known);
    conditions.add(Conditions.negation(goal));
    return new Tableau(terms, definitions).contradictory(conditions);
  }

  /// What the last question that was answered with no has tried, for messages.
  public String tried(String what) {
    return terms.effort().isSpent() ? "gave up after trying " + what + ": there are too many cases, a simpler condition may be proved"
        : "tried " + what;
  }

  /// Whether `0 ≤ position < extent` must hold here.
  public boolean inside(Expr position, Expr extent) {
    if (position instanceof Expr.IndexValue(Index index) && terms.key(index.range()).equals(terms.key(extent))) return true;
    return implies(Conditions.compare(Function.LESS_EQUAL, Expr.integer(0), position))
        && implies(Conditions.compare(Function.LESS, position, extent));
  }

  /// Whether two integers are written the same way, up to arithmetic.
  public boolean same(Expr a, Expr b) {
    return terms.key(a).equals(terms.key(b));
  }

  /// Whether two integers are equal here.
  public boolean equal(Expr a, Expr b) {
    return terms.key(a).equals(terms.key(b)) || implies(Conditions.compare(Function.EQUAL, a, b));
  }
}
