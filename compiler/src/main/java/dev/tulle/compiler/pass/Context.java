package dev.tulle.compiler.pass;

import dev.tulle.compiler.tensor.Axis;
import dev.tulle.compiler.tensor.Statement;
import dev.tulle.compiler.tensor.Term;
import dev.tulle.compiler.tensor.Terms;
import dev.tulle.dsl.model.Function;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;

/// Where a term stands: the indices that are bound around it, outermost first, and what is known to hold whenever it is evaluated.
public record Context(List<Axis> axes, Term condition) {
  public Context {
    axes = List.copyOf(axes);
  }

  /// Around the `where` of a statement.
  public static Context ofWhere(Statement s) {
    return new Context(s.axes(), Terms.TRUE);
  }

  /// Around the value of a statement.
  public static Context ofValue(Statement s) {
    return new Context(s.axes(), s.where());
  }

  Context with(List<Axis> more, Term known) {
    List<Axis> all = new ArrayList<>(axes);
    all.addAll(more);
    return new Context(all, Terms.and(condition, known));
  }

  Context knowing(Term known) {
    return with(List.of(), known);
  }

  /// The axes of the given indices, outermost first.
  public List<Axis> axesOf(Set<String> indices) {
    return axes.stream().filter(a -> indices.contains(a.index())).toList();
  }

  /// Rewrites a term from the inside out, each part with its context.
  public static Term rewrite(Term term, Context context, BiFunction<Term, Context, Term> f) {
    Term inner = switch (term) {
      case Term.Number _, Term.SizeOf _, Term.IndexOf _ -> term;
      case Term.Element _, Term.Exists _, Term.Cast _ -> Terms.mapChildren(term, child -> rewrite(child, context, f));
      case Term.Apply a when a.function() == Function.AND || a.function() == Function.OR -> {
        Term first = rewrite(a.arguments().get(0), context, f);
        Term known = a.function() == Function.AND ? first : Terms.not(first);
        Term second = rewrite(a.arguments().get(1), context.knowing(known), f);
        yield Terms.mapChildren(a, child -> child == a.arguments().get(0) ? first : second);
      }
      case Term.Apply _ -> Terms.mapChildren(term, child -> rewrite(child, context, f));
      case Term.Choose c -> {
        Term condition = rewrite(c.condition(), context, f);
        Term then = rewrite(c.then(), context.knowing(condition), f);
        Term otherwise = rewrite(c.otherwise(), context.knowing(Terms.not(condition)), f);
        yield new Term.Choose(condition, then, otherwise);
      }
      case Term.Reduce r -> {
        Term where = rewrite(r.where(), context.with(r.over(), Terms.TRUE), f);
        yield new Term.Reduce(r.operator(), r.over(), where, rewrite(r.body(), context.with(r.over(), where), f));
      }
      case Term.RowOperation r -> {
        Term where = rewrite(r.where(), context.with(r.over(), Terms.TRUE), f);
        Term body = rewrite(r.body(), context.with(r.over(), where), f);
        yield new Term.RowOperation(r.operator(), r.over(), r.at(), where, body);
      }
      case Term.Selection s -> {
        Term where = rewrite(s.where(), context.with(s.over(), Terms.TRUE), f);
        Term body = rewrite(s.body(), context.with(s.over(), where), f);
        Term count = rewrite(s.count(), context, f);
        yield new Term.Selection(s.operator(), s.over(), s.at(), s.group(), count, where, body);
      }
    };
    return f.apply(inner, context);
  }
}
