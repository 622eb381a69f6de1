package dev.tulle.dsl.check;

import dev.tulle.dsl.check.Thing.View;
import dev.tulle.dsl.diagnostic.DiagnosticCode;
import dev.tulle.dsl.model.Expr;
import dev.tulle.dsl.model.Tensor;
import dev.tulle.dsl.syntax.Identifier;
import java.util.Collection;
import java.util.List;

/// One namespace, no shadowing: a new name must mean nothing yet.
record Names(Problems problems, Scope scope) {
  /// An index may not bear the name of anything else.
  void freeIndex(Identifier name, Collection<String> bound) {
    Thing known = scope.find(name.text());
    if (known instanceof Thing.Broken) throw new Unresolved();
    if (known != null) {
      boolean size = known instanceof Thing.Value(Expr.SizeValue _);
      List<String> notes = size ? List.of("it is a size: a name alone in the axes of an input is one") : List.of();
      problems.add(DiagnosticCode.T0103, name.span(), "`" + name.text() + "` is something else already", "an index may not bear its name",
          notes, "choose another name for the index");
      throw new Unresolved();
    }
    if (bound.contains(name.text())) {
      problems.add(DiagnosticCode.T0103, name.span(), "index `" + name.text() + "` is bound already", "nothing is shadowed",
          "choose another name");
      throw new Unresolved();
    }
  }

  void free(Identifier name) {
    Thing known = scope.find(name.text());
    if (known == null) return;
    if (!(known instanceof Thing.Broken)) {
      String what = known instanceof View v ? "`" + v.text() + "`" : "a compile-time value or size";
      problems.add(DiagnosticCode.T0102, name.span(), "`" + name.text() + "` is given twice", "", List.of("it is " + what + " already"),
          known instanceof View v && v.symbol() instanceof Tensor t && t.role() == Tensor.Role.CARRIED
              ? "its value in the next step is given by `next " + name.text() + "`; anything else wants another name"
              : "choose another name");
    }
    throw new Unresolved();
  }
}
