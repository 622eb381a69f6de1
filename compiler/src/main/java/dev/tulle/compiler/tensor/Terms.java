package dev.tulle.compiler.tensor;

import dev.tulle.dsl.model.Function;
import dev.tulle.dsl.model.ValueType;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/// Building, traversing and substituting terms.
public final class Terms {
  public static final Term TRUE = new Term.Number(ValueType.BOOL, 1);
  public static final Term FALSE = new Term.Number(ValueType.BOOL, 0);

  private Terms() {}

  public static Term integer(long value) {
    return new Term.Number(ValueType.INT, value);
  }

  public static Term number(double value) {
    return new Term.Number(ValueType.FLOAT, value);
  }

  public static Term index(Axis axis) {
    return new Term.IndexOf(axis.index());
  }

  public static Term apply(Function function, Term... arguments) {
    ValueType type = switch (function) {
      case LESS, LESS_EQUAL, GREATER, GREATER_EQUAL, EQUAL, NOT_EQUAL, AND, OR, NOT -> ValueType.BOOL;
      default -> arguments[0].type();
    };
    return new Term.Apply(function, type, List.of(arguments));
  }

  public static Term less(Term a, Term b) {
    return apply(Function.LESS, a, b);
  }

  public static Term lessEqual(Term a, Term b) {
    return apply(Function.LESS_EQUAL, a, b);
  }

  public static Term equal(Term a, Term b) {
    return apply(Function.EQUAL, a, b);
  }

  /// `a and b`, where `b` does not say again what `a` says.
  public static Term and(Term a, Term b) {
    if (a.equals(TRUE) || b.equals(FALSE) && !mayFail(a)) return b;
    if (b.equals(TRUE) || a.equals(FALSE)) return a;
    Term more = knowing(a, b);
    return more.equals(TRUE) ? a : apply(Function.AND, a, more);
  }

  public static Term and(List<Term> terms) {
    return terms.stream().reduce(TRUE, Terms::and);
  }

  /// `a or b`, where `b` does not say again what holds if `a` does not.
  public static Term or(Term a, Term b) {
    if (a.equals(FALSE) || b.equals(TRUE) && !mayFail(a)) return b;
    if (b.equals(FALSE) || a.equals(TRUE) || a.equals(b)) return a;
    Term more = knowing(not(a), b);
    return more.equals(TRUE) && !mayFail(a) ? TRUE : apply(Function.OR, a, more);
  }

  /// The conjuncts of a condition that are not among those of another, which holds wherever it is asked.
  private static Term knowing(Term known, Term condition) {
    List<Term> all = conjuncts(condition);
    List<Term> knownOnes = conjuncts(known);
    List<Term> more = all.stream().filter(c -> !knownOnes.contains(c)).toList();
    if (more.size() == all.size()) return condition;
    return more.stream().reduce((x, y) -> apply(Function.AND, x, y)).orElse(TRUE);
  }

  public static Term not(Term a) {
    if (a instanceof Term.Number n) return n.value() == 0 ? TRUE : FALSE;
    if (a instanceof Term.Apply(Function f, ValueType t, List<Term> args)) {
      if (f == Function.NOT) return args.getFirst();
      if (args.getFirst().type() == ValueType.INT) {
        Optional<Function> opposite = switch (f) {
          case LESS -> Optional.of(Function.GREATER_EQUAL);
          case LESS_EQUAL -> Optional.of(Function.GREATER);
          case GREATER -> Optional.of(Function.LESS_EQUAL);
          case GREATER_EQUAL -> Optional.of(Function.LESS);
          case EQUAL -> Optional.of(Function.NOT_EQUAL);
          case NOT_EQUAL -> Optional.of(Function.EQUAL);
          default -> Optional.empty();
        };
        if (opposite.isPresent()) return new Term.Apply(opposite.get(), t, args);
      }
    }
    return apply(Function.NOT, a);
  }

  /// The terms of a conjunction, left to right.
  public static List<Term> conjuncts(Term term) {
    if (term.equals(TRUE)) return List.of();
    if (term instanceof Term.Apply(Function f, ValueType _, List<Term> args) && f == Function.AND) {
      List<Term> all = new ArrayList<>(conjuncts(args.get(0)));
      all.addAll(conjuncts(args.get(1)));
      return all;
    }
    return List.of(term);
  }

  /// The term with every direct child replaced; the same object if none changed.
  public static Term mapChildren(Term term, UnaryOperator<Term> f) {
    return switch (term) {
      case Term.Number _, Term.SizeOf _, Term.IndexOf _ -> term;
      case Term.Element e -> rebuild(e.at(), f).<Term> map(at -> new Term.Element(e.tensor(), e.type(), at, e.checked())).orElse(term);
      case Term.Exists e -> rebuild(e.at(), f).<Term> map(at -> new Term.Exists(e.tensor(), at)).orElse(term);
      case Term.Apply a -> rebuild(a.arguments(), f).<Term> map(args -> new Term.Apply(a.function(), a.type(), args)).orElse(term);
      case Term.Cast c -> rebuild(List.of(c.operand()), f).<Term> map(x -> new Term.Cast(c.to(), x.getFirst())).orElse(term);
      case Term.Choose c ->
          rebuild(List.of(c.condition(), c.then(), c.otherwise()), f).<Term> map(x -> new Term.Choose(x.get(0), x.get(1), x.get(2)))
              .orElse(term);
      case Term.Reduce r ->
          rebuild(List.of(r.where(), r.body()), f).<Term> map(x -> new Term.Reduce(r.operator(), r.over(), x.get(0), x.get(1)))
              .orElse(term);
      case Term.RowOperation r -> {
        List<Term> children = new ArrayList<>(List.of(r.where(), r.body()));
        children.addAll(r.at());
        yield rebuild(children, f)
            .<Term> map(x -> new Term.RowOperation(r.operator(), r.over(), x.subList(2, x.size()), x.get(0), x.get(1)))
            .orElse(term);
      }
      case Term.Selection s -> {
        List<Term> children = new ArrayList<>(List.of(s.where(), s.body(), s.count(), s.group().orElse(TRUE)));
        children.addAll(s.at());
        yield rebuild(children, f)
            .<Term> map(
                x -> new Term.Selection(
                    s.operator(), s.over(), x.subList(4, x.size()), s.group().map(_ -> x.get(3)), x.get(2), x.get(0), x.get(1)))
            .orElse(term);
      }
    };
  }

  private static Optional<List<Term>> rebuild(List<Term> children, UnaryOperator<Term> f) {
    List<Term> mapped = new ArrayList<>(children.size());
    boolean changed = false;
    for (Term child : children) {
      Term next = f.apply(child);
      changed |= next != child;
      mapped.add(next);
    }
    return changed ? Optional.of(mapped) : Optional.empty();
  }

  /// Calls `visit` for the term and everything in it, outermost first.
  public static void walk(Term term, Consumer<Term> visit) {
    visit.accept(term);
    mapChildren(
        term,
        child -> {
          walk(child, visit);
          return child;
        });
  }

  /// Replaces free indices by terms. Bound names are unique in a program, so nothing is captured.
  public static Term substitute(Term term, Map<String, Term> indices) {
    if (term instanceof Term.IndexOf(String name)) return indices.getOrDefault(name, term);
    return mapChildren(term, child -> substitute(child, indices));
  }

  /// The same for terms that may bind indices themselves: each place gets a copy of its own, so that nothing is bound twice.
  public static Term substitute(Term term, Map<String, Term> indices, Names names) {
    if (term instanceof Term.IndexOf(String name)) return indices.containsKey(name) ? refresh(indices.get(name), names) : term;
    return mapChildren(term, child -> substitute(child, indices, names));
  }

  /// A copy in which every index bound inside has a new name.
  public static Term refresh(Term term, Names names) {
    return rename(term, names::fresh);
  }

  /// A copy that is equal for terms that differ in nothing but the names of what they bind.
  public static Term canonical(Term term) {
    int[] bound = {0};
    return rename(term, _ -> "#" + bound[0]++);
  }

  private static Term rename(Term term, UnaryOperator<String> fresh) {
    Term inner = mapChildren(term, child -> rename(child, fresh));
    return switch (inner) {
      case Term.Reduce r -> {
        List<Axis> over = renamed(r.over(), fresh);
        Map<String, Term> map = renaming(r.over(), over);
        yield new Term.Reduce(r.operator(), over, substitute(r.where(), map), substitute(r.body(), map));
      }
      case Term.RowOperation r -> {
        List<Axis> over = renamed(r.over(), fresh);
        Map<String, Term> map = renaming(r.over(), over);
        yield new Term.RowOperation(r.operator(), over, r.at(), substitute(r.where(), map), substitute(r.body(), map));
      }
      case Term.Selection s -> {
        List<Axis> over = renamed(s.over(), fresh);
        Map<String, Term> map = renaming(s.over(), over);
        yield new Term.Selection(s.operator(), over, s.at(), s.group(), s.count(), substitute(s.where(), map), substitute(s.body(), map));
      }
      case Term.Number _, Term.SizeOf _, Term.IndexOf _, Term.Element _, Term.Exists _, Term.Apply _, Term.Cast _, Term.Choose _ -> inner;
    };
  }

  public static List<Axis> renamed(List<Axis> axes, Names names) {
    return renamed(axes, names::fresh);
  }

  private static List<Axis> renamed(List<Axis> axes, UnaryOperator<String> fresh) {
    return axes.stream().map(a -> new Axis(fresh.apply(a.index()), a.extent())).toList();
  }

  /// The map that replaces the indices of `from` by those of `to`.
  public static Map<String, Term> renaming(List<Axis> from, List<Axis> to) {
    return binding(from, to.stream().map(Terms::index).toList());
  }

  /// The map that replaces the indices of `axes` by `values`.
  public static Map<String, Term> binding(List<Axis> axes, List<Term> values) {
    Map<String, Term> map = new java.util.HashMap<>();
    for (int i = 0; i < axes.size(); i++) map.put(axes.get(i).index(), values.get(i));
    return map;
  }

  /// The indices that occur free in the term, in order of occurrence.
  public static Set<String> freeIndices(Term term) {
    Set<String> free = new LinkedHashSet<>();
    Set<String> bound = new LinkedHashSet<>();
    walk(
        term,
        t -> {
          switch (t) {
            case Term.IndexOf(String name) -> free.add(name);
            case Term.Reduce r -> r.over().forEach(a -> bound.add(a.index()));
            case Term.RowOperation r -> r.over().forEach(a -> bound.add(a.index()));
            case Term.Selection s -> s.over().forEach(a -> bound.add(a.index()));
            case Term.Number _, Term.SizeOf _, Term.Element _, Term.Exists _, Term.Apply _, Term.Cast _, Term.Choose _ -> {}
          }
        });
    free.removeAll(bound);
    return free;
  }

  public static boolean mentions(Term term, String index) {
    return freeIndices(term).contains(index);
  }

  /// The tensors that the term reads, in order of occurrence.
  public static Set<String> reads(Term term) {
    Set<String> names = new LinkedHashSet<>();
    walk(
        term,
        t -> {
          if (t instanceof Term.Element e) names.add(e.tensor());
          if (t instanceof Term.Exists e) names.add(e.tensor());
        });
    return names;
  }

  /// Whether evaluating the term can report an error of the data.
  public static boolean mayFail(Term term) {
    boolean[] fails = {false};
    walk(term, t -> fails[0] |= t instanceof Term.Element e && !e.checked().isEmpty());
    return fails[0];
  }

  /// Whether there is nothing in it that is long to compute, and nothing that can report an error of the data: index arithmetic and loads.
  public static boolean isQuick(Term term) {
    boolean[] all = {true};
    walk(term, t -> all[0] &= switch (t) {
      case Term.Number _, Term.SizeOf _, Term.IndexOf _, Term.Apply _, Term.Cast _, Term.Choose _ -> true;
      case Term.Element e -> e.checked().isEmpty();
      case Term.Exists _, Term.Reduce _, Term.RowOperation _, Term.Selection _ -> false;
    });
    return all[0];
  }
}
