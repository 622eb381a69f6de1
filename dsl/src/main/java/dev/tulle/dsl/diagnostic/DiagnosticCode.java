package dev.tulle.dsl.diagnostic;

/// Every kind of report. `T00..` are slips of syntax, `T01..` names, `T02..` element types, `T03..` index ranges and sizes, `T04..` existence, `T05..` patterns and
/// selections, `T06..` formats, `T07..` layers and imports, `T08..` options and files, `T10..` loops, `T11..` states.
///
/// Each has a text beside this class in the resources (`T0001.md`: cause, example, mend), and a file below `src/test/resources/reports` in which it is reported.
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

  T0101("unknown name", Severity.ERROR),
  T0102("a name given twice", Severity.ERROR),
  T0103("an index with the name of something else", Severity.ERROR),
  T0104("wrong number of indices", Severity.ERROR),
  T0105("indices missing or out of place", Severity.ERROR),
  T0106("unknown function or layer", Severity.ERROR),
  T0107("wrong number of arguments", Severity.ERROR),
  T0108("a size that is never used", Severity.WARNING),
  T0109("a size that may be misspelt", Severity.WARNING),
  T0110("a model that returns nothing", Severity.WARNING),
  T0111("a name that nothing reads", Severity.WARNING),
  T0201("wrong type", Severity.ERROR),
  T0202("an integer where a float is wanted", Severity.ERROR),
  T0203("a constant quotient that is not exact", Severity.ERROR),
  T0204("a comparison chained in two directions", Severity.ERROR),
  T0205("a sum of booleans", Severity.ERROR),
  T0301("an index without a range", Severity.ERROR),
  T0302("a position that may leave its axis", Severity.ERROR),
  T0303("not a size", Severity.ERROR),
  T0304("an index with two sizes", Severity.ERROR),
  T0401("a definition that may not exist", Severity.ERROR),
  T0402("a reduction over unclear elements", Severity.ERROR),
  T0403("`not` or `or` of what may not exist", Severity.ERROR),
  T0404("a `where` that does not reach the row operator", Severity.WARNING),
  T0501("a row operator over an index that is not bound around it", Severity.ERROR),
  T0502("an operator over too many indices", Severity.ERROR),
  T0503("sorting a row with absent elements", Severity.ERROR),
  T0601("unknown or misplaced format", Severity.ERROR),
  T0602("a size that the format does not divide", Severity.ERROR),
  T0701("an unknown import", Severity.ERROR),
  T0702("an argument that does not fit the layer", Severity.ERROR),
  T0703("a layer with weights that is not bound by `let`", Severity.ERROR),
  T0704("a layer that calls itself", Severity.ERROR),
  T0705("a result that the layer does not give", Severity.ERROR),
  T0706("layers that make the model too large", Severity.ERROR),
  T0801("no such model, parameter or weight", Severity.ERROR),
  T0802("a file that cannot be read", Severity.ERROR),
  T1001("an item out of place", Severity.ERROR),
  T1002("`next` of what the loop does not carry", Severity.ERROR),
  T1003("a second `next` or `until`", Severity.ERROR),
  T1004("`until` and `at most` belong together", Severity.ERROR),
  T1005("`until` over rows that nothing carries", Severity.ERROR),
  T1006("`skip` or `stop` for a part of an element", Severity.ERROR),
  T1007("an order that cannot be", Severity.ERROR),
  T1008("a carried name that never changes", Severity.WARNING),
  T1009("a layer of tensors called in a fold", Severity.ERROR),
  T1101("a declaration that depends on what is not known yet", Severity.ERROR),
  T1102("`update` of what is no state", Severity.ERROR),
  T1103("a state updated twice", Severity.ERROR),
  T1104("a state that is never updated", Severity.WARNING);

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
