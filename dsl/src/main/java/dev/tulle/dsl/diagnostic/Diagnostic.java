package dev.tulle.dsl.diagnostic;

import dev.tulle.dsl.source.Span;
import java.util.List;

/// One report about a source text.
///
/// @param message one line, without the code
/// @param span where the caret stands
/// @param label what stands beside the caret, may be empty
/// @param notes the other side and what was tried: lines that begin with `=`
/// @param help a mend, may be empty
public record Diagnostic(DiagnosticCode code, String message, Span span, String label, List<String> notes, String help) {
  public Diagnostic {
    notes = List.copyOf(notes);
  }

  public boolean isError() {
    return code.severity() == DiagnosticCode.Severity.ERROR;
  }
}
