package dev.tulle.dsl.check.prove;

import dev.tulle.dsl.model.Expr;
import dev.tulle.dsl.model.Function;
import dev.tulle.dsl.model.Index;
import dev.tulle.dsl.model.Pattern;
import dev.tulle.dsl.model.ValueType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What is known at one place: conditions that hold, and with them that every index lies in its range and no size is negative. Answers whether a condition follows.
///
/// A condition is taken apart by its connectives; comparisons of integers are decided by [Inequalities], everything else by finding the same condition among what is
/// known, names of patterns looked through.
public final class Knowledge {
  private static final int DEEPEST = 12;

  /// What a defined pattern's name stands for.
  public record Definition(List<Index> indices, Expr condition) {}

  private final Map<Pattern, Definition> definitions;
  private final List<Expr> known;
  private final Map<Index, String> indexNames;

  private Knowledge(Map<Pattern, Definition> definitions, List<Expr> known, Map<Index, String> indexNames) {
    this.definitions = definitions;
    this.known = known;
    this.indexNames = indexNames;
  }

  /// @param definitions of the patterns whose names are looked through; the map may grow while the knowledge is used
  public static Knowledge of(Map<Pattern, Definition> definitions) {
    return new Knowledge(definitions, List.of(), new IdentityHashMap<>());
  }

  /// The same and one condition more.
  public Knowledge and(Expr condition) {
    if (condition instanceof Expr.Literal) return this;
    List<Expr> more = new ArrayList<>(known);
    flatten(condition, more);
    return new Knowledge(definitions, more, indexNames);
  }

  private static void flatten(Expr condition, List<Expr> out) {
    if (condition instanceof Expr.Apply a && a.function() == Function.AND) a.arguments().forEach(x -> flatten(x, out));
    else out.add(condition);
  }

  /// Whether the condition must hold here.
  public boolean implies(Expr goal) {
    return prove(goal, known, DEEPEST);
  }

  /// Whether `0 ≤ position < extent` must hold here.
  public boolean inside(Expr position, Expr extent) {
    return implies(compare(Function.LESS_EQUAL, Expr.integer(0), position)) && implies(compare(Function.LESS, position, extent));
  }

  /// Whether two integers are equal here.
  public boolean equal(Expr a, Expr b) {
    return polynomial(a).equals(polynomial(b)) || implies(compare(Function.LESS_EQUAL, a, b)) && implies(compare(Function.LESS_EQUAL, b, a));
  }

  private static Expr compare(Function function, Expr a, Expr b) {
    return new Expr.Apply(function, ValueType.BOOL, List.of(a, b));
  }

  private static Expr not(Expr e) {
    return new Expr.Apply(Function.NOT, ValueType.BOOL, List.of(e));
  }

  private boolean prove(Expr goal, List<Expr> facts, int depth) {
    if (goal instanceof Expr.Literal l) return l.value() != 0 || contradictory(facts, depth);
    String key = key(goal);
    for (Expr fact : facts) if (key(fact).equals(key)) return true;
    if (depth == 0) return false;
    if (goal instanceof Expr.Apply a) {
      List<Expr> x = a.arguments();
      switch (a.function()) {
        case AND -> {
          return prove(x.get(0), facts, depth - 1) && prove(x.get(1), with(facts, x.get(0)), depth - 1);
        }
        case OR -> {
          if (prove(x.get(0), facts, depth - 1)) return true;
          return prove(x.get(1), with(facts, not(x.get(0))), depth - 1);
        }
        case NOT -> {
          Expr pushed = negation(x.getFirst());
          if (!(pushed instanceof Expr.Apply p && p.function() == Function.NOT)) return prove(pushed, facts, depth - 1);
        }
        default -> {
          if (isIntegerComparison(goal) && follows(goal, facts)) return true;
        }
      }
    }
    if (goal instanceof Expr.Member m && definitions.containsKey(m.pattern()) && prove(expanded(m), facts, depth - 1)) return true;
    return byCases(goal, facts, depth);
  }

  /// Looks at what is known: through names of patterns, and at each side of a disjunction.
  private boolean byCases(Expr goal, List<Expr> facts, int depth) {
    for (int i = 0; i < facts.size(); i++) {
      Expr fact = facts.get(i);
      if (fact instanceof Expr.Apply n && n.function() == Function.NOT) {
        Expr pushed = negation(n.arguments().getFirst());
        if (!pushed.equals(fact)) return prove(goal, replaced(facts, i, pushed), depth - 1);
        if (n.arguments().getFirst() instanceof Expr.Member m && definitions.containsKey(m.pattern())) {
          return prove(goal, replaced(facts, i, not(expanded(m))), depth - 1);
        }
      }
      if (fact instanceof Expr.Member m && definitions.containsKey(m.pattern())) return prove(goal, replaced(facts, i, expanded(m)), depth - 1);
      if (fact instanceof Expr.Apply a && a.function() == Function.OR) {
        return prove(goal, replaced(facts, i, a.arguments().get(0)), depth - 1) && prove(goal, replaced(facts, i, a.arguments().get(1)), depth - 1);
      }
    }
    return contradictory(facts, 0);
  }

  private boolean contradictory(List<Expr> facts, int depth) {
    Set<String> keys = new HashSet<>();
    facts.forEach(f -> keys.add(key(f)));
    for (Expr f : facts) if (f instanceof Expr.Apply a && a.function() == Function.NOT && keys.contains(key(a.arguments().getFirst()))) return true;
    if (facts.stream().noneMatch(Knowledge::isIntegerComparison)) return false;
    return depth >= 0 && Inequalities.contradict(inequalities(facts, Polynomial.constant(0)));
  }

  private static List<Expr> with(List<Expr> facts, Expr more) {
    List<Expr> all = new ArrayList<>(facts);
    flatten(more, all);
    return all;
  }

  private static List<Expr> replaced(List<Expr> facts, int at, Expr by) {
    List<Expr> all = new ArrayList<>(facts);
    all.remove(at);
    flatten(by, all);
    return all;
  }

  private Expr expanded(Expr.Member m) {
    Definition d = definitions.get(m.pattern());
    Map<Index, Expr> map = new IdentityHashMap<>();
    for (int i = 0; i < m.at().size(); i++) map.put(d.indices().get(i), m.at().get(i));
    return Substitute.indices(d.condition(), map);
  }

  private static Expr negation(Expr e) {
    if (e instanceof Expr.Literal l) return new Expr.Literal(ValueType.BOOL, l.value() == 0 ? 1 : 0);
    if (!(e instanceof Expr.Apply a)) return not(e);
    List<Expr> x = a.arguments();
    return switch (a.function()) {
      case NOT -> x.getFirst();
      case AND -> new Expr.Apply(Function.OR, ValueType.BOOL, List.of(not(x.get(0)), not(x.get(1))));
      case OR -> new Expr.Apply(Function.AND, ValueType.BOOL, List.of(not(x.get(0)), not(x.get(1))));
      case LESS -> isIntegerComparison(e) ? compare(Function.GREATER_EQUAL, x.get(0), x.get(1)) : not(e);
      case LESS_EQUAL -> isIntegerComparison(e) ? compare(Function.GREATER, x.get(0), x.get(1)) : not(e);
      case GREATER -> isIntegerComparison(e) ? compare(Function.LESS_EQUAL, x.get(0), x.get(1)) : not(e);
      case GREATER_EQUAL -> isIntegerComparison(e) ? compare(Function.LESS, x.get(0), x.get(1)) : not(e);
      case EQUAL -> compare(Function.NOT_EQUAL, x.get(0), x.get(1));
      case NOT_EQUAL -> compare(Function.EQUAL, x.get(0), x.get(1));
      default -> not(e);
    };
  }

  private static boolean isIntegerComparison(Expr e) {
    return e instanceof Expr.Apply a
        && a.arguments().size() == 2
        && a.arguments().getFirst().type() == ValueType.INT
        && switch (a.function()) {
          case LESS, LESS_EQUAL, GREATER, GREATER_EQUAL, EQUAL, NOT_EQUAL -> true;
          default -> false;
        };
  }

  /// Whether an integer comparison follows from those among the facts: its opposite contradicts them.
  private boolean follows(Expr goal, List<Expr> facts) {
    try {
      Expr.Apply a = (Expr.Apply) goal;
      Polynomial difference = polynomial(a.arguments().get(1)).minus(polynomial(a.arguments().get(0)));
      return switch (a.function()) {
        case LESS_EQUAL -> refuted(facts, difference.times(-1).plus(-1));
        case LESS -> refuted(facts, difference.times(-1));
        case GREATER_EQUAL -> refuted(facts, difference.plus(-1));
        case GREATER -> refuted(facts, difference);
        case EQUAL -> refuted(facts, difference.plus(-1)) && refuted(facts, difference.times(-1).plus(-1));
        case NOT_EQUAL -> refuted(facts, difference, difference.times(-1));
        default -> false;
      };
    } catch (ArithmeticException _) {
      return false;
    }
  }

  private boolean refuted(List<Expr> facts, Polynomial... assumed) {
    Polynomial mentioned = Polynomial.constant(0);
    for (Polynomial p : assumed) mentioned = mentioned.plus(p);
    Set<Polynomial> all = new LinkedHashSet<>(inequalities(facts, assumed));
    all.addAll(List.of(assumed));
    return Inequalities.contradict(all);
  }

  /// The integer facts as `p ≥ 0`, with the ranges of every index, size and quotient that occurs, and these times each other where products occur.
  private List<Polynomial> inequalities(List<Expr> facts, Polynomial... mentioned) {
    Atoms atoms = new Atoms();
    List<Polynomial> all = new ArrayList<>();
    for (Expr fact : facts) {
      if (!isIntegerComparison(fact)) continue;
      Expr.Apply a = (Expr.Apply) fact;
      Polynomial d = atoms.polynomial(a.arguments().get(1)).minus(atoms.polynomial(a.arguments().get(0)));
      switch (a.function()) {
        case LESS -> all.add(d.plus(-1));
        case LESS_EQUAL -> all.add(d);
        case GREATER -> all.add(d.times(-1).plus(-1));
        case GREATER_EQUAL -> all.add(d.times(-1));
        case EQUAL -> all.addAll(List.of(d, d.times(-1)));
        default -> {}
      }
    }
    for (Polynomial p : mentioned) p.monomials().forEach(m -> m.forEach(atoms::mention));
    all.addAll(atoms.ranges());
    all.addAll(atoms.products(all, mentioned));
    return all;
  }

  private Polynomial polynomial(Expr e) {
    return new Atoms().polynomial(e);
  }

  /// What every atom name that was ever made stands for, so that its range can be stated.
  private final Map<String, Expr> meanings = new HashMap<>();

  private String name(Index index) {
    return indexNames.computeIfAbsent(index, i -> i.name() + "#" + indexNames.size());
  }

  /// A text that equal conditions share: integer parts are brought into normal form.
  private String key(Expr e) {
    if (e.type() == ValueType.INT) {
      try {
        return polynomial(e).toString();
      } catch (ArithmeticException _) {
        return "overflow " + System.identityHashCode(e);
      }
    }
    return structure(e);
  }

  private String structure(Expr e) {
    return switch (e) {
      case Expr.Literal l -> l.type() + ":" + l.value();
      case Expr.SizeValue s -> s.name();
      case Expr.IndexValue i -> name(i.index());
      case Expr.Read r -> r.tensor().name() + keys(r.at());
      case Expr.Member m -> m.pattern().name() + keys(m.at());
      case Expr.Defined d -> "defined " + structure(d.read());
      case Expr.Apply a -> a.function() + keys(a.arguments());
      case Expr.Cast c -> "cast " + c.to() + key(c.operand());
      case Expr.If i -> "if" + keys(List.of(i.condition(), i.then(), i.otherwise()));
      case Expr.Coalesce c -> "??" + keys(List.of(c.first(), c.second()));
      case Expr.Reduce r -> r.operator() + names(r.over()) + keys(List.of(r.where(), r.body()));
      case Expr.RowOperation r -> r.operator() + names(r.over()) + names(r.at()) + keys(List.of(r.where(), r.body()));
      case Expr.Selection s -> s.operator() + names(s.over()) + names(s.at()) + keys(List.of(s.count(), s.where(), s.body()));
    };
  }

  private String keys(List<Expr> list) {
    StringBuilder out = new StringBuilder("(");
    list.forEach(e -> out.append(key(e)).append(", "));
    return out.append(")").toString();
  }

  private String names(List<Index> list) {
    StringBuilder out = new StringBuilder("<");
    list.forEach(i -> out.append(name(i)).append(" "));
    return out.append(">").toString();
  }

  /// The atoms of some polynomials.
  private final class Atoms {
    private final Map<String, Expr> mentioned = new LinkedHashMap<>();

    Polynomial polynomial(Expr e) {
      return switch (e) {
        case Expr.Literal l when l.type() == ValueType.INT -> Polynomial.constant((long) l.value());
        case Expr.SizeValue s -> atom(s.name(), s);
        case Expr.IndexValue i -> atom(name(i.index()), i);
        case Expr.Apply a ->
            switch (a.function()) {
              case ADD -> polynomial(a.arguments().get(0)).plus(polynomial(a.arguments().get(1)));
              case SUBTRACT -> polynomial(a.arguments().get(0)).minus(polynomial(a.arguments().get(1)));
              case MULTIPLY -> polynomial(a.arguments().get(0)).times(polynomial(a.arguments().get(1)));
              case NEGATE -> polynomial(a.arguments().getFirst()).times(-1);
              case MODULO -> {
                // a % b = a − b · (a / b)
                Expr quotient = new Expr.Apply(Function.DIVIDE, ValueType.INT, a.arguments());
                yield polynomial(a.arguments().get(0)).minus(polynomial(a.arguments().get(1)).times(polynomial(quotient)));
              }
              case DIVIDE -> {
                Polynomial n = polynomial(a.arguments().get(0));
                Polynomial d = polynomial(a.arguments().get(1));
                if (d.isConstant() && d.constantPart() == 1) yield n;
                boolean exact = n.isConstant() && d.isConstant() && d.constantPart() != 0;
                yield exact ? Polynomial.constant(Math.floorDiv(n.constantPart(), d.constantPart())) : atom("[" + n + "]/[" + d + "]", a);
              }
              default -> atom(a.function() + keys(a.arguments()), a);
            };
        case Expr.Literal _, Expr.Read _, Expr.Member _, Expr.Defined _, Expr.Cast _, Expr.If _, Expr.Coalesce _, Expr.Reduce _ -> atom(structure(e), e);
        case Expr.RowOperation _, Expr.Selection _ -> atom(structure(e), e);
      };
    }

    private Polynomial atom(String name, Expr meaning) {
      meanings.putIfAbsent(name, meaning);
      mentioned.putIfAbsent(name, meaning);
      return Polynomial.atom(name);
    }

    void mention(String name) {
      mentioned.putIfAbsent(name, meanings.get(name));
    }

    /// What holds of the atoms by what they are. Stating it may mention more atoms, so it goes on until nothing is new.
    List<Polynomial> ranges() {
      List<Polynomial> all = new ArrayList<>();
      Set<String> done = new HashSet<>();
      while (done.size() < mentioned.size()) {
        for (String name : List.copyOf(mentioned.keySet())) if (done.add(name)) all.addAll(range(name, mentioned.get(name)));
      }
      return all;
    }

    private List<Polynomial> range(String name, Expr meaning) {
      Polynomial self = Polynomial.atom(name);
      return switch (meaning) {
        case Expr.SizeValue _ -> List.of(self);
        case Expr.IndexValue(Index index) -> List.of(self, polynomial(index.range()).minus(self).plus(-1));
        case Expr.Apply a ->
            switch (a.function()) {
              case DIVIDE -> quotient(self, polynomial(a.arguments().get(0)), polynomial(a.arguments().get(1)));
              case MIN -> List.of(polynomial(a.arguments().get(0)).minus(self), polynomial(a.arguments().get(1)).minus(self));
              case MAX -> List.of(self.minus(polynomial(a.arguments().get(0))), self.minus(polynomial(a.arguments().get(1))));
              case ABS -> List.of(self, self.minus(polynomial(a.arguments().getFirst())), self.plus(polynomial(a.arguments().getFirst())));
              default -> List.of();
            };
        case Expr.Read r ->
            switch (r.tensor().element()) {
              case U8 -> List.of(self, self.times(-1).plus(255));
              case I8 -> List.of(self.plus(128), self.times(-1).plus(127));
              case F32, F16, BF16, I32, BOOL -> List.of();
            };
        case Expr.Reduce r ->
            switch (r.operator()) {
              case COUNT -> List.of(self);
              case ARGMAX, ARGMIN -> List.of(self.plus(1), polynomial(r.over().getFirst().range()).minus(self).plus(-1));
              case SUM, PROD, MAX, MIN, MEAN, LOGSUMEXP, ANY, ALL -> List.of();
            };
        case Expr.Literal _, Expr.Member _, Expr.Defined _, Expr.Cast _, Expr.If _, Expr.Coalesce _, Expr.RowOperation _, Expr.Selection _ -> List.of();
      };
    }

    /// `d · q ≤ n < d · q + d` for a positive divisor.
    private List<Polynomial> quotient(Polynomial q, Polynomial n, Polynomial d) {
      if (d.isConstant() && d.constantPart() <= 0) return List.of();
      Polynomial remainder = n.minus(d.times(q));
      if (d.isConstant()) return List.of(remainder, d.minus(remainder).plus(-1));
      return List.of(remainder);
    }

    /// Where a product of two atoms occurs: the ranges of one times the other, if that is a size or an index and so not negative.
    List<Polynomial> products(List<Polynomial> facts, Polynomial... goals) {
      List<Polynomial> all = new ArrayList<>();
      Set<List<String>> pairs = new LinkedHashSet<>();
      facts.forEach(f -> f.monomials().stream().filter(m -> m.size() == 2).forEach(pairs::add));
      for (Polynomial g : goals) g.monomials().stream().filter(m -> m.size() == 2).forEach(pairs::add);
      for (List<String> pair : pairs) {
        for (int side = 0; side < 2; side++) {
          String factor = pair.get(side);
          Expr meaning = mentioned.get(factor);
          if (!(meaning instanceof Expr.SizeValue || meaning instanceof Expr.IndexValue)) continue;
          String other = pair.get(1 - side);
          for (Polynomial r : range(other, mentioned.get(other))) all.add(r.times(Polynomial.atom(factor)));
        }
      }
      return all;
    }
  }
}
