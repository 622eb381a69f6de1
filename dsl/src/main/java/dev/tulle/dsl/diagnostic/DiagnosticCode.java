package dev.tulle.dsl.diagnostic;

/// Every kind of report. `T00..` are slips of syntax, `T01..` names, `T02..` element types, `T03..` index ranges and sizes, `T04..` existence, `T05..` patterns and
/// selections, `T06..` formats, `T07..` layers and imports, `T09..` what is not checked or compiled yet.
public enum DiagnosticCode {
  T0001("unexpected text", Severity.ERROR),
  T0002("a character or operator of another language", Severity.ERROR),
  T0003("a name that is not plain ASCII", Severity.ERROR),
  T0004("a number that cannot be read", Severity.ERROR),
  T0005("nested too deeply", Severity.ERROR),
  T0006("text too long", Severity.ERROR),
  T0007("too many errors", Severity.ERROR),
  T0010("`=` inside an expression", Severity.ERROR),
  T0011("a product after an operator that ends its term", Severity.ERROR),
  T0012("an operator that needs parentheses", Severity.ERROR),
  T0013("an operator without its indices or its operand", Severity.ERROR),
  T0014("`else` without `if`", Severity.ERROR),
  T0015("a comment that looks like a division", Severity.WARNING),
  T0016("a sign at the start of an operand", Severity.ERROR),
  T0017("`min` or `max` of other than two values", Severity.ERROR),
  T0018("a reserved word as a name", Severity.ERROR),
  T0019("a missing brace", Severity.ERROR),
  T0020("text outside of a model or layer", Severity.ERROR),
  T0021("brackets do not match", Severity.ERROR),
  T0022("an incomplete `if`", Severity.ERROR),
  T0023("an item without its word", Severity.ERROR),
  T0024("an unknown element type", Severity.ERROR),
  T0025("a selection without its count", Severity.ERROR),

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
