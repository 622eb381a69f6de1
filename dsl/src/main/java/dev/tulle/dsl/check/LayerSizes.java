package dev.tulle.dsl.check;

import dev.tulle.dsl.check.Thing.View;
import dev.tulle.dsl.check.prove.Knowledge;
import dev.tulle.dsl.diagnostic.DiagnosticCode;
import dev.tulle.dsl.model.Expr;
import dev.tulle.dsl.model.Pattern;
import dev.tulle.dsl.model.Tensor;
import dev.tulle.dsl.source.Span;
import dev.tulle.dsl.syntax.Axis;
import dev.tulle.dsl.syntax.Binder;
import dev.tulle.dsl.syntax.Expression;
import dev.tulle.dsl.syntax.Formal;
import java.util.List;

/// Holds what a call hands over, or gets back, to the layer's head: kind, axes, element type, sizes. Sizes are fresh at each call: the first axis that names one says what it is.
///
/// @param inner the names of the layer at this call
/// @param inside expressions over them
/// @param known where the call stands
record LayerSizes(Problems problems, Scope inner, CheckExpression inside, Knowledge known) {
  /// Binds the sizes that the formal names and holds the others to what is given.
  void unify(Formal f, Thing thing, Span span) {
    List<Expression> extents = switch (f) {
      case Formal.OfTensor t -> t.type().axes().stream().map(Axis::extent).toList();
      case Formal.OfPattern p -> p.head().indices().stream().map(b -> b.range().orElseThrow(() -> unranged(b))).toList();
      case Formal.OfValue _ -> List.of();
    };
    if (thing instanceof Thing.Value && extents.isEmpty()) return;
    if (!(thing instanceof View v)) throw misfit(span, "a single value");
    boolean patternWanted = f instanceof Formal.OfPattern;
    if (patternWanted != v.symbol() instanceof Pattern) throw misfit(span, patternWanted ? "no pattern" : "a pattern");
    if (v.rank() != extents.size()) {
      problems.add(DiagnosticCode.T0702, span,
          "`" + f.name().text() + "` has " + extents.size() + (extents.size() == 1 ? " axis" : " axes"),
          "this has " + v.rank(), List.of("the layer says `" + f.span().text() + "`"), sliced(v, extents.size()));
      throw new Unresolved();
    }
    if (f instanceof Formal.OfTensor t && v.symbol() instanceof Tensor tensor
        && t.type().element().valueType() != tensor.element().valueType()) {
      problems.add(DiagnosticCode.T0702, span, "`" + f.name().text() + "` is " + Types.name(t.type().element()),
          "this is " + Types.name(tensor.element()), "");
      throw new Unresolved();
    }
    for (int n = 0; n < extents.size(); n++) {
      if (extents.get(n) instanceof Expression.Name size && inner.find(size.text()) == null) {
        inner.put(size.text(), new Thing.Value(v.axis(n)));
        continue;
      }
      Expr wanted = inside.size(extents.get(n));
      if (known.equal(wanted, v.axis(n))) continue;
      problems.add(
          DiagnosticCode.T0702,
          span,
          "axis " + n + " of `" + f.name().text() + "` does not fit",
          "here it is " + v.extentText(n),
          List.of("the layer says `" + f.span().text() + "`, where `" + extents.get(n).span().text() + "` is " + Describe.expr(wanted)),
          "");
      throw new Unresolved();
    }
  }

  /// The mend of an argument with more axes than the layer takes: an index for each of the first, the rest whole.
  private static String sliced(View v, int wanted) {
    if (v.rank() <= wanted || wanted == 0) return "";
    String slices = "b, ".repeat(v.rank() - wanted) + ":, ".repeat(wanted);
    return "hand it slices, one for each index that is bound around the call: `" + v.symbol().name() + "["
        + slices.substring(0, slices.length() - 2) + "]`";
  }

  private Unresolved unranged(Binder b) {
    problems.add(DiagnosticCode.T0301, b.span(), "what does `" + b.name().text() + "` range over?", "",
        "give it a range: `" + b.name().text() + ": N`");
    return new Unresolved();
  }

  private Unresolved misfit(Span span, String what) {
    problems.add(DiagnosticCode.T0702, span, "a layer takes tensors, slices and patterns", "this is " + what, "");
    return new Unresolved();
  }
}
