package dev.tulle.dsl.check.prove;

import dev.tulle.dsl.model.Expr;
import dev.tulle.dsl.model.Function;
import dev.tulle.dsl.model.Index;
import dev.tulle.dsl.model.Pattern;
import dev.tulle.dsl.model.ValueType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Whether conditions contradict each other: taken apart by their connectives, names of patterns looked through, each side of a disjunction followed, until every way
/// holds a condition and its opposite or integer inequalities that [Inequalities] refutes. Effort is bounded: what takes more steps counts as possible.
final class Tableau {
  private final Terms terms;
  private final Ranges ranges;
  private final Map<Pattern, Knowledge.Definition> definitions;

  Tableau(Terms terms, Map<Pattern, Knowledge.Definition> definitions) {
    this.terms = terms;
    this.ranges = new Ranges(terms);
    this.definitions = definitions;
  }

  /// Two conditions of which one holds, with their texts and those of their opposites.
  private record Choice(Expr first, Expr second, String one, String other, String notOne, String notOther) {}

  private Choice choice(Expr first, Expr second) {
    return new Choice(first, second, terms.key(first), terms.key(second), terms.key(Conditions.negation(first)),
        terms.key(Conditions.negation(second)));
  }

  /// One way in which all conditions may hold: the texts of those that cannot be taken apart, the integer inequalities, and what is left to look at.
  private record Way(Set<String> literals, List<Polynomial> bounds, List<Choice> choices, List<Expr> names) {
    Way copy() {
      return new Way(new HashSet<>(literals), new ArrayList<>(bounds), new ArrayList<>(choices), new ArrayList<>(names));
    }
  }

  boolean contradictory(List<Expr> conditions) {
    terms.effort().begin();
    return closes(new Way(new HashSet<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>()), new ArrayDeque<>(conditions));
  }

  private boolean closes(Way way, Deque<Expr> waiting) {
    int judged = -1;
    while (true) {
      while (!waiting.isEmpty()) if (impossible(waiting.removeFirst(), way, waiting)) return true;
      if (way.bounds.size() > judged && refuted(way.bounds)) return true;
      judged = way.bounds.size();
      decide(way, waiting);
      if (!waiting.isEmpty()) continue;
      if (!terms.effort().takes(way.choices.size())) return false;
      if (!way.names.isEmpty()) {
        waiting.add(way.names.removeFirst()); // what is known stands before what is asked, see below
        continue;
      }
      if (way.choices.isEmpty()) return false;
      Choice choice = way.choices.removeLast();
      Deque<Expr> second = new ArrayDeque<>(List.of(choice.second, Conditions.negation(choice.first)));
      return closes(way.copy(), new ArrayDeque<>(List.of(choice.first))) && closes(way, second);
    }
  }

  private boolean refuted(List<Polynomial> bounds) {
    try {
      return Inequalities.contradict(ranges.around(bounds));
    } catch (ArithmeticException _) {
      return false;
    }
  }

  /// Adds a condition to a way.
  ///
  /// @return whether it cannot hold there
  private boolean impossible(Expr e, Way way, Deque<Expr> waiting) {
    switch (e) {
      case Expr.Literal l -> {
        return l.value() == 0;
      }
      // in front: what is known stands in the list of choices before what is asked, which is tried first
      case Expr.Apply a when a.function() == Function.AND -> a.arguments().reversed().forEach(waiting::addFirst);
      case Expr.Apply a when a.function() == Function.OR -> {
        if (way.literals.add(terms.key(e))) way.choices.add(choice(a.arguments().get(0), a.arguments().get(1)));
      }
      case Expr.If i ->
          way.choices
              .add(choice(Conditions.and(i.condition(), i.then()), Conditions.and(Conditions.negation(i.condition()), i.otherwise())));
      case Expr.Apply a when a.function() == Function.NOT && isComposed(a.arguments().getFirst()) ->
          waiting.addFirst(Conditions.negation(a.arguments().getFirst()));
      default -> {
        if (!way.literals.add(terms.key(e))) return false;
        if (way.literals.contains(terms.key(Conditions.negation(e)))) return true;
        if (Conditions.isIntegerComparison(e)) compare((Expr.Apply) e, way);
        lookedThrough(e).ifPresent(way.names::add);
      }
    }
    return false;
  }

  private static boolean isComposed(Expr e) {
    return e instanceof Expr.Literal
        || e instanceof Expr.If
        || Conditions.isIntegerComparison(e)
        || e instanceof Expr.Apply a
            && switch (a.function()) {
              case AND, OR, NOT, EQUAL, NOT_EQUAL -> true;
              default -> false;
            };
  }

  private void compare(Expr.Apply a, Way way) {
    List<Expr> x = a.arguments();
    try {
      switch (a.function()) {
        case EQUAL -> way.bounds.addAll(List.of(terms.difference(a), terms.difference(a).times(-1)));
        case NOT_EQUAL ->
            way.choices.addFirst(choice(Conditions.compare(Function.LESS, x.get(0), x.get(1)),
                Conditions.compare(Function.GREATER, x.get(0), x.get(1))));
        default -> way.bounds.add(terms.natural(a));
      }
      for (Expr operand : x) cases(operand, way);
    } catch (ArithmeticException _) {
      // numbers that leave 64 bits prove nothing
    }
  }

  /// What `min`, `max`, `abs`, `clamp` and `if` inside an operand are: one of two values.
  private void cases(Expr written, Way way) {
    Expr e = clampWrittenOut(written);
    if (e != written && way.literals.add("cases " + terms.key(written))) equal(written, e, way);
    if (e instanceof Expr.If i && way.literals.add("cases " + terms.key(e))) {
      way.choices.addFirst(choice(Conditions.and(i.condition(), same(e, i.then())),
          Conditions.and(Conditions.negation(i.condition()), same(e, i.otherwise()))));
    }
    if (!(e instanceof Expr.Apply a) || a.type() != ValueType.INT) return;
    List<Expr> x = a.arguments();
    x.forEach(inner -> cases(inner, way));
    boolean split = switch (a.function()) {
      case MIN, MAX, ABS -> way.literals.add("cases " + terms.key(e));
      default -> false;
    };
    if (!split) return;
    Expr one = x.getFirst();
    Expr other = a.function() == Function.ABS ? new Expr.Apply(Function.NEGATE, ValueType.INT, x) : x.get(1);
    Function order = a.function() == Function.MIN ? Function.LESS_EQUAL : Function.GREATER_EQUAL;
    Expr ordered = Conditions.compare(order, one, other);
    way.choices.addFirst(choice(Conditions.and(ordered, same(e, one)), Conditions.and(Conditions.negation(ordered), same(e, other))));
  }

  /// `clamp(x, low, high)` as `min(max(x, low), high)`.
  private static Expr clampWrittenOut(Expr e) {
    if (!(e instanceof Expr.Apply a) || a.function() != Function.CLAMP || a.type() != ValueType.INT) return e;
    Expr low = new Expr.Apply(Function.MAX, ValueType.INT, a.arguments().subList(0, 2));
    return new Expr.Apply(Function.MIN, ValueType.INT, List.of(low, a.arguments().get(2)));
  }

  private void equal(Expr a, Expr b, Way way) {
    Polynomial difference = terms.polynomial(a).minus(terms.polynomial(b));
    way.bounds.addAll(List.of(difference, difference.times(-1)));
  }

  private static Expr same(Expr a, Expr b) {
    return Conditions.compare(Function.EQUAL, a, b);
  }

  /// Settles the choices of which one side is known to hold or not to hold.
  private void decide(Way way, Deque<Expr> waiting) {
    Set<String> holds = way.literals;
    way.choices.removeIf(
        c -> {
          if (holds.contains(c.one) || holds.contains(c.other)) return true;
          if (holds.contains(c.notOne)) return waiting.add(c.second);
          return holds.contains(c.notOther) && waiting.add(c.first);
        });
  }

  /// What the name of a pattern says at these positions, outside of its axes false. A selection is not moved to positions that are no indices: it stays a name.
  private Optional<Expr> lookedThrough(Expr e) {
    boolean negated = e instanceof Expr.Apply a && a.function() == Function.NOT;
    Expr inner = negated ? ((Expr.Apply) e).arguments().getFirst() : e;
    if (!(inner instanceof Expr.Member m)) return Optional.empty();
    Knowledge.Definition d = definitions.get(m.pattern());
    if (d == null) return Optional.empty();
    Map<Index, Expr> positions = new IdentityHashMap<>();
    for (int i = 0; i < m.at().size(); i++) positions.put(d.indices().get(i), m.at().get(i));
    if (!Substitute.moves(d.condition(), positions)) return Optional.empty();
    Expr says = Substitute.indices(d.condition(), positions);
    for (int i = 0; i < m.at().size(); i++) says = Conditions.and(says, Conditions.inside(m.at().get(i), m.pattern().axes().get(i)));
    return Optional.of(negated ? Conditions.negation(says) : says);
  }
}
