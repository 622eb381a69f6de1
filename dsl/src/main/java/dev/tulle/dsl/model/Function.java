package dev.tulle.dsl.model;

/// The pointwise operators and functions, with their number of arguments. Comparisons, `AND`, `OR`, `NOT` give `BOOL`; `DIVIDE` of two `INT`s is floor.
public enum Function {
  ADD(2),
  SUBTRACT(2),
  MULTIPLY(2),
  DIVIDE(2),
  /// Floor modulus, integers only.
  MODULO(2),
  NEGATE(1),
  LESS(2),
  LESS_EQUAL(2),
  GREATER(2),
  GREATER_EQUAL(2),
  EQUAL(2),
  NOT_EQUAL(2),
  /// The second argument is judged (and evaluated) only where the first is true.
  AND(2),
  /// The second argument is evaluated only where the first is false.
  OR(2),
  NOT(1),
  MIN(2),
  MAX(2),
  EXP(1),
  LOG(1),
  LOG1P(1),
  EXPM1(1),
  SQRT(1),
  RSQRT(1),
  SIN(1),
  COS(1),
  ACOS(1),
  ATAN2(2),
  TANH(1),
  ERF(1),
  SIGMOID(1),
  SOFTPLUS(1),
  RELU(1),
  SILU(1),
  /// With `erf`.
  GELU(1),
  ABS(1),
  /// `sign(0) = 0`.
  SIGN(1),
  FLOOR(1),
  CEIL(1),
  /// Half to even.
  ROUND(1),
  POW(2),
  /// `clamp(x, low, high)`.
  CLAMP(3),
  /// `soft(x, t) = sign(x)·max(abs(x) − t, 0)`.
  SOFT(2),
  /// `hard(x, t) = x` where `abs(x) > t`, else 0.
  HARD(2),
  /// `uniform(seed, up to four indices)`: always five arguments, missing indices are the literal 0.
  UNIFORM(5),
  NORMAL(5),
  GUMBEL(5);

  private final int arity;

  Function(int arity) {
    this.arity = arity;
  }

  public int arity() {
    return arity;
  }
}
