package dev.tulle.kernel.ir;

/// The type of an expression: a compute scalar, or a short vector (a mask, when boolean) of `lanes` > 1 of them: a power of two, 1024 at
/// most.
public record Type(Scalar scalar, int lanes) {
  public static final Type I32 = new Type(Scalar.I32, 1);
  public static final Type I64 = new Type(Scalar.I64, 1);
  public static final Type F32 = new Type(Scalar.F32, 1);
  public static final Type BOOL = new Type(Scalar.BOOL, 1);

  public Type {
    if (scalar != scalar.compute()) throw Types.bug("an expression has no type " + scalar);
    if (lanes < 1 || lanes > 1024 || Integer.bitCount(lanes) != 1) throw Types.bug("lane count " + lanes);
  }

  public Type withLanes(int count) {
    return new Type(scalar, count);
  }

  public Type withScalar(Scalar other) {
    return new Type(other, lanes);
  }

  public boolean isVector() {
    return lanes > 1;
  }

  @Override
  public String toString() {
    String name = scalar.name().toLowerCase(java.util.Locale.ROOT);
    return lanes == 1 ? name : name + "x" + lanes;
  }
}
