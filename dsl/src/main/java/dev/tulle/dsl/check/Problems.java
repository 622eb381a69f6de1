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
  private boolean slips;
  private final Set<String> seen = new HashSet<>();
  /// The calls of layers that are being checked, outermost first.
  private final List<Span> calls = new ArrayList<>();

  /// From here on reports are about what this call makes of a layer.
  void enter(Span call) {
    calls.add(call);
  }

  void leave() {
    calls.removeLast();
  }

  /// From here on reports are about no call.
  void outermost() {
    calls.clear();
  }

  void add(DiagnosticCode code, Span span, String message, String label, List<String> written, String help) {
    List<String> notes = new ArrayList<>(written);
    if (!calls.isEmpty() && !contains(calls.getLast(), span)) {
      Span call = calls.getLast();
      notes.add("in the call `" + call.text().lines().findFirst().orElse("") + "` of line " + call.line());
    }
    boolean first = seen.add(code + ":" + span.source().name() + ":" + span.start());
    if (first && list.size() < MOST) list.add(new Diagnostic(code, message, span, label, notes, help));
  }

  private static boolean contains(Span outer, Span inner) {
    return outer.source() == inner.source() && outer.start() <= inner.start() && inner.end() <= outer.end();
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

  /// Says that the text has slips of syntax: what is missing in it may have been lost with them.
  void hasSlips() {
    slips = true;
  }

  boolean hasErrors() {
    return slips || list.stream().anyMatch(Diagnostic::isError);
  }
}
