package dev.tulle.dsl.check.prove;

import dev.tulle.dsl.model.ElementType;
import dev.tulle.dsl.model.Expr;
import dev.tulle.dsl.model.Function;
import dev.tulle.dsl.model.Index;
import dev.tulle.dsl.model.RowOperator;
import dev.tulle.dsl.model.ValueType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/// Normal forms: integers as polynomials over atoms, everything as a text that equal expressions share. One for each model, so that what was brought into normal form
/// once is kept.
///
/// Arithmetic on indices and sizes is taken to be exact. Arithmetic on loaded integers wraps at 32 bits, so a sum of them is an atom of its own: nothing follows
/// from `ids[t] + 1 < N` for `ids[t]`.
final class Terms {
  private final Effort effort = new Effort();
  private final List<Expr> meanings = new ArrayList<>();
  private final Map<String, Integer> atoms = new HashMap<>();
  private final Map<Index, Integer> indices = new IdentityHashMap<>();
  private final Map<String, Index> canonical = new HashMap<>();
  private final Map<String, Integer> numbers = new HashMap<>();
  private final Map<Expr, String> keys = new IdentityHashMap<>();
  private final Map<Expr, Polynomial> polynomials = new IdentityHashMap<>();

  /// What all proofs of the model may take.
  Effort effort() {
    return effort;
  }

  /// What an atom stands for.
  Expr meaning(int atom) {
    return meanings.get(atom);
  }

  /// A text that equal expressions share. Comparisons of integers that say the same are equal.
  String key(Expr e) {
    String known = keys.get(e);
    if (known != null) return known;
    String made = e.type() == ValueType.INT ? integer(e) : Conditions.isIntegerComparison(e) ? comparison((Expr.Apply) e) : structure(e);
    keys.put(e, made);
    return made;
  }

  private String integer(Expr e) {
    try {
      return polynomial(e).toString();
    } catch (ArithmeticException _) {
      return structure(e);
    }
  }

  private String comparison(Expr.Apply a) {
    try {
      return switch (a.function()) {
        case EQUAL -> "zero " + signless(difference(a));
        case NOT_EQUAL -> "not zero " + signless(difference(a));
        default -> "natural " + natural(a).tightened();
      };
    } catch (ArithmeticException _) {
      return structure(a);
    }
  }

  private static Polynomial signless(Polynomial p) {
    return p.leading() < 0 ? p.times(-1) : p;
  }

  /// Right side minus left side.
  Polynomial difference(Expr.Apply comparison) {
    return polynomial(comparison.arguments().get(1)).minus(polynomial(comparison.arguments().get(0)));
  }

  /// The polynomial that is not negative exactly where the inequality holds.
  Polynomial natural(Expr.Apply inequality) {
    Polynomial d = difference(inequality);
    return switch (inequality.function()) {
      case LESS -> d.plus(-1);
      case LESS_EQUAL -> d;
      case GREATER -> d.times(-1).plus(-1);
      case GREATER_EQUAL -> d.times(-1);
      default -> throw new IllegalArgumentException("no inequality: " + inequality.function());
    };
  }

  private String structure(Expr e) {
    return switch (e) {
      case Expr.Literal l -> l.type() + ":" + l.value();
      case Expr.SizeValue s -> s.name();
      case Expr.IndexValue i -> name(i.index());
      case Expr.Read r -> r.tensor().name() + keys(r.at());
      case Expr.Member m -> m.pattern().name() + keys(m.at());
      case Expr.Defined d -> "defined " + structure(d.read());
      case Expr.Apply a when a.function() == Function.GREATER -> Function.LESS + keys(a.arguments().reversed());
      case Expr.Apply a when a.function() == Function.GREATER_EQUAL -> Function.LESS_EQUAL + keys(a.arguments().reversed());
      case Expr.Apply a -> a.function() + keys(a.arguments());
      case Expr.Cast c -> "cast " + c.to() + keys(List.of(c.operand()));
      case Expr.If i -> "if" + keys(List.of(i.condition(), i.then(), i.otherwise()));
      case Expr.Coalesce c -> "??" + keys(List.of(c.first(), c.second()));
      case Expr.Reduce r -> {
        Map<Index, Expr> bound = canonical(r.over(), Math.max(height(r.where()), height(r.body())));
        yield r.operator() + names(bound, r.over()) + keys(inside(bound, r.where(), r.body()));
      }
      case Expr.RowOperation r -> {
        Map<Index, Expr> bound = canonical(r.over(), Math.max(height(r.where()), height(r.body())));
        yield r.operator() + names(bound, r.over()) + names(Map.of(), r.at()) + keys(inside(bound, r.where(), r.body()));
      }
      case Expr.Selection s -> {
        Map<Index, Expr> bound = canonical(s.over(), Math.max(height(s.where()), height(s.body())));
        String counts = keys(s.group().stream().toList()) + keys(List.of(s.count()));
        yield s.operator() + names(bound, s.over()) + names(Map.of(), s.at()) + counts + keys(inside(bound, s.where(), s.body()));
      }
    };
  }

  /// The parts as numbers, one for each text: the text of a tall expression stays short.
  private String keys(List<Expr> list) {
    StringBuilder out = new StringBuilder("(");
    list.forEach(e -> out.append(numbers.computeIfAbsent(key(e), _ -> numbers.size())).append(", "));
    return out.append(")").toString();
  }

  private String names(Map<Index, Expr> bound, List<Index> list) {
    StringBuilder out = new StringBuilder("<");
    list.forEach(i -> out.append(bound.get(i) instanceof Expr.IndexValue(Index other) ? name(other) : name(i)).append(' '));
    return out.append('>').toString();
  }

  /// For the indices of an operator those that every operator like it has in their place, so that its text does not depend on which indices it binds. Operators
  /// inside are lower and have others.
  private Map<Index, Expr> canonical(List<Index> over, int height) {
    Map<Index, Expr> map = new IdentityHashMap<>();
    for (Index index : over) {
      String place = height + "." + map.size() + "." + key(index.range());
      map.put(index, new Expr.IndexValue(canonical.computeIfAbsent(place, _ -> new Index("_", index.range()))));
    }
    return map;
  }

  private static List<Expr> inside(Map<Index, Expr> bound, Expr... parts) {
    return Arrays.stream(parts).map(e -> Substitute.indices(e, bound)).toList();
  }

  /// How many operators that bind indices stand in one another.
  private static int height(Expr e) {
    int inside = e.children().stream().mapToInt(Terms::height).max().orElse(0);
    return inside + (e instanceof Expr.Reduce || e instanceof Expr.RowOperation || e instanceof Expr.Selection ? 1 : 0);
  }

  private String name(Index index) {
    return index.name() + "#" + indices.computeIfAbsent(index, _ -> indices.size());
  }

  Polynomial polynomial(Expr e) {
    Polynomial known = polynomials.get(e);
    if (known != null) return known;
    Polynomial ring = ring(e);
    boolean wraps = e instanceof Expr.Apply a && isRing(a.function()) && !isBounded(e);
    Polynomial made = wraps ? atom("{" + ring + "}", e) : ring;
    polynomials.put(e, made);
    return made;
  }

  private static boolean isRing(Function f) {
    return f == Function.ADD || f == Function.SUBTRACT || f == Function.MULTIPLY || f == Function.NEGATE;
  }

  /// The polynomial up to multiples of 2³².
  private Polynomial ring(Expr e) {
    return switch (e) {
      case Expr.Literal l when l.type() == ValueType.INT -> Polynomial.constant((long) l.value());
      case Expr.Apply a ->
          switch (a.function()) {
            case ADD -> ring(a.arguments().get(0)).plus(ring(a.arguments().get(1)));
            case SUBTRACT -> ring(a.arguments().get(0)).minus(ring(a.arguments().get(1)));
            case MULTIPLY -> ring(a.arguments().get(0)).times(ring(a.arguments().get(1)));
            case NEGATE -> ring(a.arguments().getFirst()).times(-1);
            case MODULO -> {
              // a % b = a − b · (a / b)
              Expr quotient = new Expr.Apply(Function.DIVIDE, ValueType.INT, a.arguments());
              yield polynomial(a.arguments().get(0)).minus(polynomial(a.arguments().get(1)).times(polynomial(quotient)));
            }
            case DIVIDE -> quotient(a, polynomial(a.arguments().get(0)), polynomial(a.arguments().get(1)));
            default -> atom(structure(e), e);
          };
      default -> atom(structure(e), e);
    };
  }

  private Polynomial quotient(Expr e, Polynomial n, Polynomial d) {
    if (d.isConstant() && d.constantPart() == 1) return n;
    boolean exact = n.isConstant() && d.isConstant() && d.constantPart() != 0;
    return exact ? Polynomial.constant(Math.floorDiv(n.constantPart(), d.constantPart())) : atom("[" + n + "]/[" + d + "]", e);
  }

  private Polynomial atom(String name, Expr meaning) {
    Integer atom = atoms.get(name);
    if (atom == null) {
      atom = meanings.size();
      atoms.put(name, atom);
      meanings.add(meaning);
    }
    return Polynomial.atom(atom);
  }

  /// Whether the value is about as small as an index, so that arithmetic on it does not wrap.
  private static boolean isBounded(Expr e) {
    return switch (e) {
      case Expr.Literal _, Expr.SizeValue _, Expr.IndexValue _ -> true;
      case Expr.Apply a when a.function() == Function.MODULO -> isBounded(a.arguments().get(1));
      case Expr.Apply a -> a.arguments().stream().allMatch(Terms::isBounded);
      case Expr.If i -> isBounded(i.then()) && isBounded(i.otherwise());
      case Expr.Coalesce c -> isBounded(c.first()) && isBounded(c.second());
      case Expr.Read r -> r.tensor().element() == ElementType.U8 || r.tensor().element() == ElementType.I8;
      case Expr.Reduce r ->
          switch (r.operator()) {
            case COUNT, ARGMAX, ARGMIN -> true;
            case SUM, PROD, MAX, MIN, MEAN, LOGSUMEXP, ANY, ALL -> false;
          };
      case Expr.RowOperation r -> r.operator() == RowOperator.ARGSORT || r.operator() == RowOperator.RANK;
      case Expr.Cast _, Expr.Member _, Expr.Defined _, Expr.Selection _ -> false;
    };
  }
}
