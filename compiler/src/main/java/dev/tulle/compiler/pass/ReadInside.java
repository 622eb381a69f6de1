package dev.tulle.compiler.pass;

import dev.tulle.compiler.tensor.Arithmetic;
import dev.tulle.compiler.tensor.Axis;
import dev.tulle.compiler.tensor.Declaration;
import dev.tulle.compiler.tensor.Names;
import dev.tulle.compiler.tensor.Term;
import dev.tulle.compiler.tensor.Terms;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/// Lets reads ask whether they are inside, in a term that is computed for more elements than are asked for: what showed that they are may be among the conditions that are gone.
///
///     sum(k) x[k, j - 1]      →      sum(k) (if 0 <= j - 1 and j - 1 < N then x[k, j - 1] else 0)
///
/// Leaves what is read at a bare index of the axis' own extent, and what already asks.
record ReadInside(Map<String, Declaration> declarations, Names names) {
  Term rewrite(Term term, Context context) {
    return Context.rewrite(term, new Context(context.axes(), Terms.TRUE), (t, c) -> switch (t) {
      case Term.Element e -> {
        Term inside = inside(e.tensor(), e.at(), e.checked(), c);
        yield inside.equals(Terms.TRUE) ? e : new Term.Choose(inside, e, Hoister.zero(e.type()));
      }
      case Term.Exists e -> Terms.and(inside(e.tensor(), e.at(), List.of(), c), e);
      case Term.Number _, Term.SizeOf _, Term.IndexOf _, Term.Apply _, Term.Cast _, Term.Choose _ -> t;
      case Term.Reduce _, Term.RowOperation _, Term.Selection _ -> t;
    });
  }

  /// What is not known yet of the positions that nobody checks.
  private Term inside(String tensor, List<Term> at, List<Integer> checked, Context context) {
    List<Term> extents = declarations.get(tensor).extents();
    List<Term> known = Terms.conjuncts(context.condition());
    Term all = Terms.TRUE;
    for (int a = 0; a < at.size(); a++) {
      if (checked.contains(a) || isInside(at.get(a), extents.get(a), context)) continue;
      Term low = Terms.lessEqual(Terms.integer(0), at.get(a));
      Term high = Terms.less(at.get(a), extents.get(a));
      if (!known.contains(low)) all = Terms.and(all, Terms.refresh(low, names));
      if (!known.contains(high)) all = Terms.and(all, Terms.refresh(high, names));
    }
    return all;
  }

  private static boolean isInside(Term position, Term extent, Context context) {
    if (position instanceof Term.IndexOf(String name)) return context.axes().contains(new Axis(name, extent));
    OptionalLong number = Arithmetic.constant(position);
    OptionalLong end = Arithmetic.constant(extent);
    return number.isPresent() && end.isPresent() && 0 <= number.getAsLong() && number.getAsLong() < end.getAsLong();
  }
}
