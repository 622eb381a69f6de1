package dev.tulle.compiler.lower;

import dev.tulle.compiler.analysis.LaneSafety;
import dev.tulle.compiler.analysis.Pieces;
import dev.tulle.compiler.tensor.Arithmetic;
import dev.tulle.compiler.tensor.Axis;
import dev.tulle.compiler.tensor.Term;
import dev.tulle.compiler.tensor.Terms;
import dev.tulle.dsl.model.Function;
import dev.tulle.dsl.model.ReduceOperator;
import dev.tulle.dsl.model.ValueType;
import dev.tulle.kernel.CompilerBug;
import dev.tulle.kernel.ir.Build;
import dev.tulle.kernel.ir.Expr;
import dev.tulle.kernel.ir.Type;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/// A reduction as loops around an accumulator, one nest for each piece of its condition. Outside of lanes its own last index runs along lanes where that is safe.
final class LowerReduction {
  private final KernelBuilder builder;
  private final LowerTerm terms;
  private final Loops loops;

  LowerReduction(KernelBuilder builder, LowerTerm terms, Loops loops) {
    this.builder = builder;
    this.terms = terms;
    this.loops = loops;
  }

  Loops loops() {
    return loops;
  }

  Expr value(Term.Reduce r, Scope scope) {
    return switch (r.operator()) {
      case SUM, PROD, MAX, MIN, ANY, ALL, COUNT -> fold(r, Monoid.of(r.operator(), r.body().type()), scope);
      case ARGMAX, ARGMIN -> best(r, scope);
      case MEAN, LOGSUMEXP -> throw new CompilerBug("not expanded: " + r.operator());
    };
  }

  private Expr fold(Term.Reduce r, Monoid monoid, Scope scope) {
    Optional<String> along = along(r, scope);
    int lanes = scope.lane().map(Scope.Lane::width).orElse(along.isPresent() ? builder.target.lanes() : 1);
    Expr unit = Build.splat(lanes, monoid.unit());
    Expr.Ref sum = builder.variable(r.operator().name().toLowerCase(Locale.ROOT), unit);
    for (List<Term> piece : Pieces.of(r.where())) {
      loops.nest(r.over(), piece, scope, along, inner -> builder.assign(sum, step(monoid, sum, r.body(), inner, scope)));
    }
    return along.isPresent() ? Build.laneFold(monoid.fold(), sum) : sum;
  }

  /// The accumulator with one more element; lanes that do not take part keep theirs.
  private Expr step(Monoid monoid, Expr sum, Term body, Scope inner, Scope outer) {
    int lanes = sum.type().lanes();
    Optional<Expr> mask = inner.lane().flatMap(Scope.Lane::mask);
    boolean sameLanes = mask.equals(outer.lane().flatMap(Scope.Lane::mask));
    Expr next;
    if (monoid == Monoid.SUM_F32 && body instanceof Term.Apply(Function f, ValueType _, List<Term> args) && f == Function.MULTIPLY) {
      next = Build.fma(terms.value(args.get(0), inner), terms.value(args.get(1), inner), sum);
    } else {
      next = monoid.combine(sum, Build.splat(lanes, monoid.lift(terms.value(body, inner))));
    }
    return mask.isEmpty() || sameLanes ? next : Build.select(mask.get(), next, sum);
  }

  private Optional<String> along(Term.Reduce r, Scope scope) {
    if (scope.lane().isPresent() || builder.target.lanes() == 1) return Optional.empty();
    Axis last = r.over().getLast();
    OptionalLong extent = Arithmetic.constant(last.extent());
    if (extent.isPresent() && extent.getAsLong() < builder.target.lanes()) return Optional.empty();
    LaneSafety safety = new LaneSafety(builder.program, last.index());
    if (terms.readsValues(r.where(), last.index()) || terms.readsValues(r.body(), last.index())) return Optional.empty();
    if (!safety.allows(r.where()) || !safety.allows(r.body())) return Optional.empty();
    builder.note("lanes run along " + last.index() + ", an index of the " + r.operator().name().toLowerCase(Locale.ROOT));
    return Optional.of(last.index());
  }

  /// The index of the largest (smallest) element: the lower of equals, −1 if there is none, NaN never.
  private Expr best(Term.Reduce r, Scope scope) {
    boolean largest = r.operator() == ReduceOperator.ARGMAX;
    int lanes = scope.lane().map(Scope.Lane::width).orElse(1);
    Type type = r.body().type() == ValueType.INT ? Type.I32 : Type.F32;
    Expr.Ref value = builder.variable("best", Build.splat(lanes, LowerTerm.zero(type)));
    Expr.Ref index = builder.variable("best_at", Build.splat(lanes, Build.i32(-1)));
    Term self = Terms.index(r.over().getFirst());
    for (List<Term> piece : Pieces.of(r.where())) {
      loops.nest(
          r.over(),
          piece,
          scope,
          Optional.empty(),
          inner -> {
            Expr x = builder.let("candidate", Build.splat(lanes, terms.value(r.body(), inner)));
            Expr at = Build.splat(lanes, terms.value(self, inner));
            Expr better = largest ? Build.gt(x, value) : Build.lt(x, value);
            Expr tie = Build.and(Build.eq(x, value), Build.lt(at, index));
            Expr first = Build.and(Build.lt(index, Build.i32(0)), Build.eq(x, x));
            Expr take = Build.or(first, better, tie);
            Optional<Expr> mask = inner.lane().flatMap(Scope.Lane::mask);
            Expr taken = builder.let("take", mask.map(m -> Build.and(m, take)).orElse(take));
            builder.assign(value, Build.select(taken, x, value));
            builder.assign(index, Build.select(taken, at, index));
          });
    }
    return index;
  }
}
