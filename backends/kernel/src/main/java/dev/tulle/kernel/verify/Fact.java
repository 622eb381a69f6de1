package dev.tulle.kernel.verify;

/// `form ≥ 0`, or `form = 0`.
record Fact(LinearForm form, boolean equality) {
  static Fact atLeastZero(LinearForm form) {
    return new Fact(form, false);
  }

  static Fact zero(LinearForm form) {
    return new Fact(form, true);
  }

  /// `a ≤ b`.
  static Fact atMost(LinearForm a, LinearForm b) {
    return atLeastZero(b.minus(a));
  }

  /// `a < b`.
  static Fact less(LinearForm a, LinearForm b) {
    return atLeastZero(b.minus(a).plus(-1));
  }

  static Fact equal(LinearForm a, LinearForm b) {
    return zero(a.minus(b));
  }

  @Override
  public String toString() {
    return form.relation(equality ? "=" : "<=");
  }
}
