package dev.tulle.dsl.model;

/// How one element is stored. `F16`, `BF16` compute in `F32`; `I8`, `U8` widen to `I32`.
public enum ElementType {
  F32,
  F16,
  BF16,
  I32,
  I8,
  U8,
  BOOL;

  /// How a value is stored where nothing else is said.
  public static ElementType of(ValueType type) {
    return switch (type) {
      case FLOAT -> F32;
      case INT -> I32;
      case BOOL -> BOOL;
    };
  }

  /// The type in which a value read from such an element takes part in an expression.
  public ValueType valueType() {
    return switch (this) {
      case F32, F16, BF16 -> ValueType.FLOAT;
      case I32, I8, U8 -> ValueType.INT;
      case BOOL -> ValueType.BOOL;
    };
  }
}
