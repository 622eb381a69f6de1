package dev.tulle.compiler.pass;

import dev.tulle.compiler.tensor.Axis;
import dev.tulle.compiler.tensor.Term;
import dev.tulle.compiler.tensor.Terms;
import dev.tulle.dsl.model.RowOperator;
import dev.tulle.dsl.model.ValueType;
import java.util.List;
import java.util.Locale;

/// Gives operators that look at a whole row a statement of their own, in the one form that kernels are made from: the operator is all of the statement's value, the row's
/// indices are the last axes of the target, and what is compared is read from a tensor that has them last, too.
///
///     … topk(e, K) f(x[t, e]) …      →      key[t, e] = f(x[t, e]);  topk[t, e] = topk(e, K) key[t, e];  … topk[t, e] …
final class RowStatements {
  private RowStatements() {}

  /// A float that is no candidate becomes NaN, which is none anyway; which integers are candidates is a pattern.
  static Term selection(Term.Selection s, Context context, Hoister hoister) {
    boolean guarded = !s.where().equals(Terms.TRUE);
    boolean isFloat = s.body().type() == ValueType.FLOAT;
    Context anywhere = context.with(s.over(), Terms.TRUE);
    Term body = guarded && isFloat ? new Term.Choose(s.where(), s.body(), Terms.number(Double.NaN)) : s.body();
    Term key = key(body, s.over(), guarded && isFloat ? anywhere : context.with(s.over(), s.where()), hoister);
    Term where = isFloat ? Terms.TRUE : members(s.where(), s.over(), context, hoister);
    List<Axis> self = Terms.renamed(s.over(), hoister.names);
    List<Term> at = self.stream().map(Terms::index).toList();
    Term row = new Term.Selection(s.operator(), s.over(), at, s.group(), s.count(), where, key);
    return named(s.operator().name(), row, self, s.at(), context, hoister);
  }

  /// Where not all elements are asked for, which are is a pattern.
  static Term order(Term.RowOperation r, Context context, Hoister hoister) {
    Term key = key(r.body(), r.over(), context.with(r.over(), r.where()), hoister);
    Term where = members(r.where(), r.over(), context, hoister);
    List<Axis> self = Terms.renamed(r.over(), hoister.names);
    Term row = new Term.RowOperation(r.operator(), r.over(), self.stream().map(Terms::index).toList(), where, key);
    return named(r.operator().name(), row, self, r.at(), context, hoister);
  }

  private static Term members(Term where, List<Axis> over, Context context, Hoister hoister) {
    return where.equals(Terms.TRUE) ? where : hoister.hoist("candidates", where, over, context.with(over, Terms.TRUE));
  }

  /// A running sum looks at each element once, where it stands: any axis may be the row's.
  static Term scan(Term.RowOperation r, Context context, Hoister hoister) {
    boolean alone = r.at().getFirst() instanceof Term.IndexOf(String self) && !Terms.mentions(r.where(), self)
        && !Terms.mentions(r.body(), self);
    if (alone) return hoister.hoist(RowOperator.CUMSUM.name().toLowerCase(Locale.ROOT), r, context);
    List<Axis> self = Terms.renamed(r.over(), hoister.names);
    Term row = new Term.RowOperation(r.operator(), r.over(), self.stream().map(Terms::index).toList(), r.where(), r.body());
    return named(r.operator().name(), row, self, r.at(), context, hoister);
  }

  private static Term named(String suffix, Term row, List<Axis> self, List<Term> at, Context context, Hoister hoister) {
    Term element = hoister.hoist(suffix.toLowerCase(Locale.ROOT), row, context.with(self, Terms.TRUE));
    return Terms.substitute(element, Terms.binding(self, at));
  }

  /// What is compared, as an element of a tensor whose last axes are the row's: the one that is read, if it is so already. Several indices at once are walked as one, so no
  /// one else may read that tensor by its axes in the same kernel: it is always a new one.
  private static Term key(Term body, List<Axis> over, Context inside, Hoister hoister) {
    boolean ready = over.size() == 1 && body instanceof Term.Element e && hoister.isPlain(e) && !e.at().isEmpty()
        && e.at().getLast().equals(Terms.index(over.getFirst()));
    return ready ? body : hoister.hoist("key", body, over, inside);
  }
}
