package dev.tulle.runtime.tensor;

import dev.tulle.kernel.ir.Scalar;
import java.util.Locale;

/// How an element of a tensor is stored. All types are little-endian in memory, as the machines that Tulle runs on.
public enum ElementType {
  F32(Scalar.F32),
  F16(Scalar.F16),
  /// The upper half of an `F32`.
  BF16(Scalar.BF16),
  I32(Scalar.I32),
  /// For the runtime's own lists and counts; the language has no 64-bit elements.
  I64(Scalar.I64),
  I8(Scalar.I8),
  U8(Scalar.U8),
  /// One byte, 0 or 1.
  BOOL(Scalar.BOOL);

  private final Scalar scalar;

  ElementType(Scalar scalar) {
    this.scalar = scalar;
  }

  public static ElementType of(Scalar scalar) {
    return switch (scalar) {
      case F32 -> F32;
      case F16 -> F16;
      case BF16 -> BF16;
      case I32 -> I32;
      case I64 -> I64;
      case I8 -> I8;
      case U8 -> U8;
      case BOOL -> BOOL;
    };
  }

  /// The same type as kernels name it.
  public Scalar scalar() {
    return scalar;
  }

  /// Size of one element in memory.
  public int bytes() {
    return scalar.bytes();
  }

  public boolean isFloat() {
    return scalar.compute() == Scalar.F32;
  }

  public boolean isInteger() {
    return scalar.isInteger();
  }

  /// As the language writes it: `f32`.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
