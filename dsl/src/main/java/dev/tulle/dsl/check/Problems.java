package dev.tulle.dsl.check;

import dev.tulle.dsl.diagnostic.Diagnostic;
import dev.tulle.dsl.diagnostic.DiagnosticCode;
import dev.tulle.dsl.source.Span;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The reports of one check. The same report at the same place is kept once.
final class Problems {
  private static final int MOST = 100;

  private final List<Diagnostic> list = new ArrayList<>();
  private final Set<String> seen = new HashSet<>();

  void add(DiagnosticCode code, Span span, String message, String label, List<String> notes, String help) {
    boolean first = seen.add(code + ":" + span.source().name() + ":" + span.start());
    if (first && list.size() < MOST) list.add(new Diagnostic(code, message, span, label, notes, help));
  }

  void add(DiagnosticCode code, Span span, String message, String label, String help) {
    add(code, span, message, label, List.of(), help);
  }

  void add(DiagnosticCode code, Span span, String message) {
    add(code, span, message, "", List.of(), "");
  }

  List<Diagnostic> list() {
    return List.copyOf(list);
  }

  boolean hasErrors() {
    return list.stream().anyMatch(Diagnostic::isError);
  }
}
