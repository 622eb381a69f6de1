package dev.tulle.kernel.ir;

/// Element types. `I32`, `I64`, `F32` and `BOOL` are *compute* types: the only ones an expression has. The others live in memory: a load
/// widens them to their compute type, a store narrows to them (floats round to nearest even, integers must already fit).
public enum Scalar {
  I32(4),
  I64(8),
  F32(4),
  BOOL(1),
  F16(2),
  BF16(2),
  I8(1),
  U8(1);

  private final int bytes;

  Scalar(int bytes) {
    this.bytes = bytes;
  }

  /// Size of one element in memory; a `BOOL` is one byte, 0 or 1.
  public int bytes() {
    return bytes;
  }

  public Scalar compute() {
    return switch (this) {
      case I32, I8, U8 -> I32;
      case I64 -> I64;
      case F32, F16, BF16 -> F32;
      case BOOL -> BOOL;
    };
  }

  public boolean isInteger() {
    return compute() == I32 || compute() == I64;
  }
}
