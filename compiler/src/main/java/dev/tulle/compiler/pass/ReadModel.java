package dev.tulle.compiler.pass;

import static dev.tulle.compiler.tensor.Terms.and;
import static dev.tulle.compiler.tensor.Terms.integer;
import static dev.tulle.compiler.tensor.Terms.less;
import static dev.tulle.compiler.tensor.Terms.lessEqual;
import static dev.tulle.compiler.tensor.Terms.not;
import static dev.tulle.compiler.tensor.Terms.or;

import dev.tulle.compiler.tensor.Axis;
import dev.tulle.compiler.tensor.Declaration;
import dev.tulle.compiler.tensor.Declaration.Role;
import dev.tulle.compiler.tensor.Declaration.Storage;
import dev.tulle.compiler.tensor.Names;
import dev.tulle.compiler.tensor.Program;
import dev.tulle.compiler.tensor.Statement;
import dev.tulle.compiler.tensor.Term;
import dev.tulle.compiler.tensor.Terms;
import dev.tulle.dsl.model.CheckedModel;
import dev.tulle.dsl.model.ElementType;
import dev.tulle.dsl.model.Existence;
import dev.tulle.dsl.model.Expr;
import dev.tulle.dsl.model.Format;
import dev.tulle.dsl.model.Function;
import dev.tulle.dsl.model.Index;
import dev.tulle.dsl.model.Pattern;
import dev.tulle.dsl.model.Symbol;
import dev.tulle.dsl.model.Tensor;
import dev.tulle.dsl.model.ValueType;
import dev.tulle.dsl.source.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The way from the checked model to Tensor IR. What the language leaves implicit is written down here, once: every reduction gets the existence of its body as a
/// condition, `??` and `defined` become choices and tests, a read that may leave its axis becomes a test of the range, and an output with a `where` gets a second
/// tensor that says which of its elements exist.
public final class ReadModel {
  private final Names names = new Names();
  private final Map<Index, String> indices = new HashMap<>();
  private final Map<String, Declaration> declarations = new LinkedHashMap<>();
  private final List<Statement> statements = new ArrayList<>();

  private final Set<String> keep;

  private ReadModel(Set<String> keep) {
    this.keep = keep;
  }

  /// @param keep names of tensors and patterns that are returned although they are no outputs
  public static Program read(CheckedModel model, Set<String> keep) {
    return new ReadModel(keep).program(model);
  }

  /// The name of the pattern that holds which elements of a sparse output exist.
  public static String membersOf(String output) {
    return output + ".members";
  }

  private Program program(CheckedModel model) {
    model.first().sizes().forEach(s -> names.take(s.name()));
    model.first().inputs().forEach(s -> declare(s, Role.INPUT));
    model.weights().forEach(s -> declare(s, Role.WEIGHT));
    model.first().statements().forEach(this::declareTarget);
    model.first().statements().forEach(this::statement);
    Map<String, String> parameters = new LinkedHashMap<>();
    model.parameters().forEach(p -> parameters.put(p.name(), text(p.type(), p.value())));
    return new Program(
        model.name(),
        model.doc(),
        parameters,
        model.first().sizes().stream().map(s -> new Program.Size(s.name(), s.given(), s.doc())).toList(),
        model.first().requirements().stream().map(r -> new Program.Requirement(value(r.condition()), r.text())).toList(),
        declarations,
        statements);
  }

  private static String text(ValueType type, double value) {
    return switch (type) {
      case FLOAT -> Float.toString((float) value);
      case INT -> Long.toString((long) value);
      case BOOL -> value == 0 ? "false" : "true";
    };
  }

  private void declareTarget(dev.tulle.dsl.model.Statement statement) {
    switch (statement) {
      case dev.tulle.dsl.model.Statement.Define d -> declare(d.target(), isReturned(d.target()) ? Role.OUTPUT : Role.LOCAL);
      case dev.tulle.dsl.model.Statement.DefinePattern p ->
          declare(p.target(), keep.contains(p.target().name()) ? Role.OUTPUT : Role.LOCAL);
      case dev.tulle.dsl.model.Statement.Repeat r -> throw notCompiled("repeat", r.span());
      case dev.tulle.dsl.model.Statement.Fold f -> throw notCompiled("fold", f.span());
      case dev.tulle.dsl.model.Statement.Update u -> throw notCompiled("update", u.span());
    }
  }

  private static UnsupportedOperationException notCompiled(String what, Span span) {
    long line = 1 + span.source().text().substring(0, span.start()).lines().count();
    return new UnsupportedOperationException(
        span.source().name() + ":" + line + ": `" + what + "` is not compiled yet: `--device reference` runs it in the interpreter");
  }

  private boolean isReturned(Tensor target) {
    return target.role() == Tensor.Role.OUTPUT || keep.contains(target.name());
  }

  private void declare(Symbol symbol, Role role) {
    names.take(symbol.name());
    ElementType element = switch (symbol) {
      case Tensor t -> t.element();
      case Pattern _ -> ElementType.BOOL;
    };
    boolean stored = symbol instanceof Tensor t && t.existence() instanceof Existence.Stored;
    List<Double> values = symbol instanceof Tensor t ? t.values().stream().map(v -> ((Expr.Literal) v).value()).toList() : List.of();
    List<Term> extents = symbol.axes().stream().map(this::value).toList();
    Storage storage = stored ? storage(symbol.format().orElseThrow()) : new Storage.Dense();
    declarations.put(symbol.name(),
        new Declaration(symbol.name(), role, symbol instanceof Pattern, element, extents, storage, values, symbol.doc()));
  }

  private static Storage storage(Format format) {
    return switch (format) {
      case Format.Csr _, Format.Csc _, Format.Bitmap _ -> new Storage.Csr();
      case Format.Nm(int n, int m) -> new Storage.Nm(n, m);
      case Format.Blocks(int rows, int columns) -> new Storage.Blocks(rows, columns);
    };
  }

  private void statement(dev.tulle.dsl.model.Statement statement) {
    switch (statement) {
      case dev.tulle.dsl.model.Statement.Define d -> {
        List<Axis> axes = bind(d.indices());
        Term where = condition(d.where());
        statements.add(new Statement(d.target().name(), axes, where, value(d.value()), Statement.Stage.RUN));
        if (isReturned(d.target()) && !where.equals(Terms.TRUE)) {
          String members = names.fresh(membersOf(d.target().name()));
          List<Term> extents = axes.stream().map(Axis::extent).toList();
          declarations.put(members,
              new Declaration(members, Role.OUTPUT, true, ElementType.BOOL, extents, new Storage.Dense(), List.of(), ""));
          List<Axis> own = Terms.renamed(axes, names);
          Term membership = Terms.substitute(Terms.refresh(where, names), Terms.renaming(axes, own));
          statements.add(new Statement(members, own, Terms.TRUE, membership, Statement.Stage.RUN));
        }
      }
      case dev.tulle.dsl.model.Statement.DefinePattern p -> {
        List<Axis> axes = bind(p.indices());
        statements.add(new Statement(p.target().name(), axes, Terms.TRUE, condition(p.condition()), Statement.Stage.RUN));
      }
      case dev.tulle.dsl.model.Statement.Repeat r -> throw notCompiled("repeat", r.span());
      case dev.tulle.dsl.model.Statement.Fold f -> throw notCompiled("fold", f.span());
      case dev.tulle.dsl.model.Statement.Update u -> throw notCompiled("update", u.span());
    }
  }

  private List<Axis> bind(List<Index> bound) {
    List<Axis> axes = new ArrayList<>();
    for (Index i : bound) {
      Term extent = value(i.range());
      indices.put(i, names.fresh(i.name()));
      axes.add(new Axis(indices.get(i), extent));
    }
    return axes;
  }

  private Term index(Index index) {
    return new Term.IndexOf(indices.get(index));
  }

  /// The condition as a plain yes or no: false where it does not exist.
  private Term condition(Expr e) {
    return and(existence(e), value(e));
  }

  private List<Term> values(List<Expr> list) {
    return list.stream().map(this::value).toList();
  }

  private Term value(Expr e) {
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
    List<Integer> checked = new ArrayList<>();
    for (int a = 0; a < r.bounds().size(); a++) if (r.bounds().get(a) == Expr.Bound.CHECKED) checked.add(a);
    return new Term.Element(r.tensor().name(), r.type(), values(constants(r).at()), checked);
  }

  /// Declares a constant array at its first use.
  private Expr.Read constants(Expr.Read r) {
    if (r.tensor().role() == Tensor.Role.CONST && !declarations.containsKey(r.tensor().name())) declare(r.tensor(), Role.CONSTANT);
    return r;
  }

  private Term existence(Expr e) {
    return switch (e) {
      case Expr.Literal _, Expr.SizeValue _, Expr.IndexValue _, Expr.Defined _, Expr.Reduce _, Expr.Selection _ -> Terms.TRUE;
      case Expr.Member m -> existences(m.at());
      case Expr.Read r -> {
        Term known = existences(r.at());
        for (int a = 0; a < r.at().size(); a++) {
          if (r.bounds().get(a) == Expr.Bound.ABSENT) known = and(known, inside(value(r.at().get(a)), value(r.tensor().axes().get(a))));
        }
        yield and(
            known,
            switch (r.tensor().existence()) {
              case Existence.Everywhere _ -> Terms.TRUE;
              case Existence.Stored _ -> new Term.Exists(r.tensor().name(), values(r.at()));
              case Existence.Where(List<Index> own, Expr condition) -> {
                List<Axis> axes = bind(own);
                yield Terms.substitute(condition(condition), Terms.binding(axes, values(r.at())));
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
    for (int a = 0; a < at.size(); a++) all = and(all, inside(value(at.get(a)), value(symbol.axes().get(a)), at.get(a)));
    return all;
  }

  /// A position that is a bare index of the axis' own range needs no test.
  private Term inside(Term position, Term extent, Expr source) {
    if (source instanceof Expr.IndexValue(Index i) && value(i.range()).equals(extent)) return Terms.TRUE;
    return inside(position, extent);
  }

  private static Term inside(Term position, Term extent) {
    return and(lessEqual(integer(0), position), less(position, extent));
  }
}
