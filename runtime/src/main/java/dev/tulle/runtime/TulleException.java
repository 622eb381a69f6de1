package dev.tulle.runtime;

/// Wrong data or trouble with a device: the message names the tensor, the size and the value, and says what to do. A session stays usable
/// after it unless the message says otherwise.
public final class TulleException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Code code;
  private final String detail;

  public TulleException(Code code, String message) {
    super("[" + code.id() + "] " + message);
    this.code = code;
    this.detail = message;
  }

  public TulleException(Code code, String message, Throwable cause) {
    super("[" + code.id() + "] " + message, cause);
    this.code = code;
    this.detail = message;
  }

  public Code code() {
    return code;
  }

  /// The message without the code in front, for a message that says more around it.
  public String detail() {
    return detail;
  }

  /// What went wrong, by kind; `id` is stable and documented.
  public enum Code {
    /// A name that the model does not have, or one that is missing.
    NAME("R0101"),
    /// A wrong element type.
    TYPE("R0102"),
    /// A wrong rank or size, or sizes that disagree.
    SIZE("R0103"),
    /// A `require` of the model does not hold.
    REQUIREMENT("R0104"),
    /// Data that its stored format cannot hold: N:M structure, unsorted or repeated indices.
    FORMAT("R0105"),
    /// An index in the data that points outside of the tensor it reads.
    INDEX("R0106"),
    /// A file that is not what it says: bundle, safetensors, npy.
    FILE("R0201"),
    /// A bundle of another format version.
    VERSION("R0202"),
    /// A bundle that was altered, or whose code wants what it may not.
    UNTRUSTED("R0203"),
    /// No device, or not the one asked for.
    DEVICE("R0301"),
    /// Not enough memory.
    MEMORY("R0302"),
    /// Use after close, or from two threads at once.
    STATE("R0303");

    private final String id;

    Code(String id) {
      this.id = id;
    }

    public String id() {
      return id;
    }
  }
}
