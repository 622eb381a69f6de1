package dev.tulle.dsl.syntax;

import dev.tulle.dsl.diagnostic.Diagnostic;
import dev.tulle.dsl.diagnostic.DiagnosticCode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// The reports about one text: at most so many errors, then a closing one that counts the rest; and no more warnings than that.
final class Reports {
  private final int most;
  private final List<Diagnostic> errors = new ArrayList<>();
  private final List<Diagnostic> warnings = new ArrayList<>();
  private Diagnostic firstLeftOut;
  private int leftOut;

  Reports(int most) {
    this.most = most;
  }

  void add(Diagnostic diagnostic) {
    if (!diagnostic.isError()) {
      if (warnings.size() < most) warnings.add(diagnostic);
    } else if (!isFull()) {
      errors.add(diagnostic);
    } else {
      if (firstLeftOut == null) firstLeftOut = diagnostic;
      leftOut++;
    }
  }

  boolean isFull() {
    return errors.size() >= most;
  }

  int errors() {
    return errors.size() + leftOut;
  }

  Reports copy() {
    var copy = new Reports(most);
    copy.reset(this);
    return copy;
  }

  void reset(Reports other) {
    errors.clear();
    errors.addAll(other.errors);
    warnings.clear();
    warnings.addAll(other.warnings);
    firstLeftOut = other.firstLeftOut;
    leftOut = other.leftOut;
  }

  /// In the order of the text.
  List<Diagnostic> list() {
    List<Diagnostic> list = new ArrayList<>(errors);
    list.addAll(warnings);
    list.sort(Comparator.comparingInt((Diagnostic d) -> d.span().start()).thenComparing(Diagnostic::code));
    if (leftOut > 0) {
      String message = "too many errors: " + leftOut + (leftOut == 1 ? " more is not shown" : " more are not shown");
      list.add(new Diagnostic(DiagnosticCode.T0007, message, firstLeftOut.span(), "here is the next", List.of(),
          "mend the first ones and look again"));
    }
    return list;
  }
}
