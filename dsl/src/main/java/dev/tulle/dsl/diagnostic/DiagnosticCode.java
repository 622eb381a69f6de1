package dev.tulle.dsl.diagnostic;

/// Every kind of report. `T00..` are slips of syntax, `T01..` names, `T02..` element types, `T03..` index ranges and sizes, `T04..` existence, `T05..` patterns and
/// selections, `T06..` formats, `T07..` layers and imports, `T09..` what is not checked or compiled yet.
public enum DiagnosticCode {
  /// A part of the language that the checker does not know yet.
  T0901("not checked yet", Severity.ERROR),
  /// A part of the language that the compiler does not lower yet; the reference interpreter runs it.
  T0902("not compiled yet", Severity.ERROR);

  /// How bad it is.
  public enum Severity {
    ERROR,
    WARNING
  }

  private final String title;
  private final Severity severity;

  DiagnosticCode(String title, Severity severity) {
    this.title = title;
    this.severity = severity;
  }

  public String title() {
    return title;
  }

  public Severity severity() {
    return severity;
  }
}
