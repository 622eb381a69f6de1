package dev.tulle.dsl.interpret;

/// Wrong data: the message names the tensor, the size and the value.
public final class InterpretException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Code code;
  private final String text;

  public InterpretException(Code code, String message) {
    super("[" + code.id() + "] " + message);
    this.code = code;
    this.text = message;
  }

  /// The same, with the values of a loop's variables at which it happened.
  InterpretException at(String place) {
    InterpretException located = new InterpretException(code, text + ", at " + place);
    located.initCause(this);
    return located;
  }

  public Code code() {
    return code;
  }

  /// What went wrong, by kind, under the identifiers that the runtime uses for the same mistakes.
  public enum Code {
    /// A name that the model does not have, or one that is missing.
    NAME("R0101"),
    /// A wrong element type, or a value that the type cannot hold.
    TYPE("R0102"),
    /// A wrong rank or size, or sizes that disagree.
    SIZE("R0103"),
    /// A `require` of the model does not hold.
    REQUIREMENT("R0104"),
    /// Data that its stored format, or the `where` of its declaration, does not allow.
    FORMAT("R0105"),
    /// An index in the data that points outside of the tensor it reads.
    INDEX("R0106"),
    /// More elements than an array can hold.
    MEMORY("R0302");

    private final String id;

    Code(String id) {
      this.id = id;
    }

    public String id() {
      return id;
    }
  }
}
