package dev.tulle.compiler.pass;

import static dev.tulle.compiler.tensor.Terms.and;
import static dev.tulle.compiler.tensor.Terms.integer;
import static dev.tulle.compiler.tensor.Terms.less;
import static dev.tulle.compiler.tensor.Terms.lessEqual;
import static dev.tulle.compiler.tensor.Terms.not;
import static dev.tulle.compiler.tensor.Terms.or;

import dev.tulle.compiler.tensor.Axis;
import dev.tulle.compiler.tensor.Names;
import dev.tulle.compiler.tensor.Term;
import dev.tulle.compiler.tensor.Terms;
import dev.tulle.dsl.model.Existence;
import dev.tulle.dsl.model.Expr;
import dev.tulle.dsl.model.Function;
import dev.tulle.dsl.model.Index;
import dev.tulle.dsl.model.Symbol;
import dev.tulle.dsl.model.Tensor;
import dev.tulle.dsl.model.ValueType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Expressions of the checked model as terms: their values, and the conditions under which they exist.
final class ReadTerms {
  private final Names names;
  private final Consumer<Tensor> read;
  private final Map<Index, Term> indices = new HashMap<>();

  /// @param read gets every tensor that is read
  ReadTerms(Names names, Consumer<Tensor> read) {
    this.names = names;
    this.read = read;
  }

  List<Axis> bind(List<Index> bound) {
    List<Axis> axes = new ArrayList<>();
    for (Index i : bound) {
      Term extent = value(i.range());
      String name = names.fresh(i.name());
      indices.put(i, new Term.IndexOf(name));
      axes.add(new Axis(name, extent));
    }
    return axes;
  }

  /// The counter of a loop is a size inside of it.
  void count(Index counter, String name) {
    indices.put(counter, new Term.SizeOf(name));
  }

  private Term index(Index index) {
    return indices.get(index);
  }

  /// The condition as a plain yes or no: false where it does not exist.
  Term condition(Expr e) {
    return and(existence(e), value(e));
  }

  List<Term> values(List<Expr> list) {
    return list.stream().map(this::value).toList();
  }

  Term value(Expr e) {
    return switch (e) {
      case Expr.Literal l -> new Term.Number(l.type(), l.value());
      case Expr.SizeValue s -> new Term.SizeOf(s.name());
      case Expr.IndexValue i -> index(i.index());
      case Expr.Read r -> element(r);
      case Expr.Member m ->
          and(inside(m.pattern(), m.at()), new Term.Element(m.pattern().name(), ValueType.BOOL, values(m.at()), List.of()));
      case Expr.Defined d -> existence(d.read());
      case Expr.Apply a when a.function() == Function.AND -> and(value(a.arguments().get(0)), value(a.arguments().get(1)));
      case Expr.Apply a when a.function() == Function.OR -> or(value(a.arguments().get(0)), value(a.arguments().get(1)));
      case Expr.Apply a when a.function() == Function.NOT -> not(value(a.arguments().getFirst()));
      case Expr.Apply a -> new Term.Apply(a.function(), a.type(), values(a.arguments()));
      case Expr.Cast c -> new Term.Cast(c.to(), value(c.operand()));
      case Expr.If i -> new Term.Choose(value(i.condition()), value(i.then()), value(i.otherwise()));
      // A chain is read from the right: each choice asks for the existence of one part, and the parts after it know its answer.
      case Expr.Coalesce(Expr.Coalesce(Expr a, Expr b), Expr c) -> value(new Expr.Coalesce(a, new Expr.Coalesce(b, c)));
      case Expr.Coalesce c -> {
        Term first = existence(c.first());
        yield first.equals(Terms.TRUE) ? value(c.first()) : new Term.Choose(first, value(c.first()), value(c.second()));
      }
      case Expr.Reduce r -> {
        List<Axis> over = bind(r.over());
        yield new Term.Reduce(r.operator(), over, and(condition(r.where()), existence(r.body())), value(r.body()));
      }
      case Expr.RowOperation r -> {
        List<Term> at = r.at().stream().map(this::index).toList();
        List<Axis> over = bind(r.over());
        yield new Term.RowOperation(r.operator(), over, at, and(condition(r.where()), existence(r.body())), value(r.body()));
      }
      case Expr.Selection s -> {
        List<Term> at = s.at().stream().map(this::index).toList();
        Optional<Term> group = s.group().map(this::value);
        Term count = value(s.count());
        List<Axis> over = bind(s.over());
        yield new Term.Selection(s.operator(), over, at, group, count, and(condition(s.where()), existence(s.body())), value(s.body()));
      }
    };
  }

  private Term.Element element(Expr.Read r) {
    read.accept(r.tensor());
    List<Integer> checked = new ArrayList<>();
    for (int a = 0; a < r.bounds().size(); a++) if (r.bounds().get(a) == Expr.Bound.CHECKED) checked.add(a);
    return new Term.Element(r.tensor().name(), r.type(), values(r.at()), checked);
  }

  Term existence(Expr e) {
    return switch (e) {
      case Expr.Literal _, Expr.SizeValue _, Expr.IndexValue _, Expr.Defined _, Expr.Reduce _, Expr.Selection _ -> Terms.TRUE;
      case Expr.Member m -> existences(m.at());
      case Expr.Read r -> {
        Term known = existences(r.at());
        for (int a = 0; a < r.at().size(); a++) {
          if (r.bounds().get(a) == Expr.Bound.ABSENT) known = and(known, within(r.at().get(a), r.tensor().axes().get(a)));
        }
        yield and(
            known,
            switch (r.tensor().existence()) {
              case Existence.Everywhere _ -> Terms.TRUE;
              case Existence.Stored _ -> new Term.Exists(r.tensor().name(), values(r.at()));
              case Existence.Where(List<Index> own, Expr condition) -> {
                List<Axis> axes = bind(own);
                yield Terms.substitute(condition(condition), Terms.binding(axes, values(r.at())), names);
              }
            });
      }
      case Expr.Apply a when a.function() == Function.AND ->
          and(existence(a.arguments().get(0)), or(not(guard(a, 1)), existence(a.arguments().get(1))));
      case Expr.Apply a when a.function() == Function.OR ->
          and(existence(a.arguments().get(0)), or(guard(a, 1), existence(a.arguments().get(1))));
      case Expr.Apply a -> existences(a.arguments());
      case Expr.Cast c -> existence(c.operand());
      case Expr.If i -> {
        Term then = existence(i.then());
        Term otherwise = existence(i.otherwise());
        Term chosen = then.equals(otherwise) ? then : new Term.Choose(value(i.condition()), then, otherwise);
        yield and(existence(i.condition()), chosen);
      }
      case Expr.Coalesce c -> or(existence(c.first()), existence(c.second()));
      case Expr.RowOperation r -> {
        List<Term> at = r.at().stream().map(this::index).toList();
        List<Axis> over = bind(r.over());
        yield Terms.substitute(and(condition(r.where()), existence(r.body())), Terms.binding(over, at));
      }
    };
  }

  /// The first argument of a lazy operator, as the guard of the other's existence; true (for `AND`) or false (for `OR`) where the other always exists, so that
  /// nothing is said twice.
  private Term guard(Expr.Apply lazy, int other) {
    boolean always = existence(lazy.arguments().get(other)).equals(Terms.TRUE);
    if (always) return lazy.function() == Function.AND ? Terms.TRUE : Terms.FALSE;
    return value(lazy.arguments().get(0));
  }

  private Term existences(List<Expr> list) {
    return and(list.stream().map(this::existence).toList());
  }

  private Term inside(Symbol symbol, List<Expr> at) {
    Term all = Terms.TRUE;
    for (int a = 0; a < at.size(); a++) all = and(all, inside(at.get(a), symbol.axes().get(a)));
    return all;
  }

  /// A position that is a bare index of the axis' own range needs no test.
  private Term inside(Expr position, Expr extent) {
    if (position instanceof Expr.IndexValue(Index i) && value(i.range()).equals(value(extent))) return Terms.TRUE;
    return within(position, extent);
  }

  /// Both bounds; each has a position of its own, which may bind indices.
  private Term within(Expr position, Expr extent) {
    return and(lessEqual(integer(0), value(position)), less(value(position), value(extent)));
  }
}
