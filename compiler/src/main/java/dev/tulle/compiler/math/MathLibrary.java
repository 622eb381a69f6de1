package dev.tulle.compiler.math;

import dev.tulle.kernel.ir.Expr;
import java.util.function.UnaryOperator;

/// The elementary functions on `F32`, scalars and vectors alike. All treat infinities, NaN, denormals and signed zeros as `java.lang.Math`
/// does. Their errors against the exact result are at most, over all arguments,
///
/// | function | ulp | | --- | --- | | `exp`, `log` | 1.1 | | `acos`, `erf`, `pow` | 1.3 | | `atan2`, `expm1`, `log1p` | 1.75 | | `cos`,
/// `sin`, `tanh` | 2.5 |
///
/// `sin` and `cos` beyond [#TRIGONOMETRIC_RANGE] are 0: neighbouring floats are then more than half a radian apart.
///
/// A value that is used several times is handed to `let`, which gives it a name and returns the reference: a tree would repeat it.
public final class MathLibrary {
  /// The largest argument that `sin` and `cos` reduce.
  public static final float TRIGONOMETRIC_RANGE = 0x1p22f;

  private final Exponential exponential;
  private final Logarithm logarithm;
  private final Trigonometric trigonometric;
  private final InverseTrigonometric inverse;
  private final ErrorFunction errorFunction;
  private final Power power;
  private final RandomNumbers random;

  /// @param let binds a value to a fresh name before the statement that uses the result, and returns a reference to it
  public MathLibrary(UnaryOperator<Expr> let) {
    Sharing share = new Sharing(let);
    exponential = new Exponential(share);
    logarithm = new Logarithm(share);
    trigonometric = new Trigonometric(share);
    inverse = new InverseTrigonometric(share);
    errorFunction = new ErrorFunction(share, exponential);
    power = new Power(share, exponential);
    random = new RandomNumbers(share, logarithm, trigonometric);
  }

  public Expr exp(Expr x) {
    return exponential.exp(x);
  }

  /// `exp(x) − 1`.
  public Expr expm1(Expr x) {
    return exponential.expm1(x);
  }

  public Expr tanh(Expr x) {
    return exponential.tanh(x);
  }

  /// The natural logarithm.
  public Expr log(Expr x) {
    return logarithm.log(x);
  }

  /// `log(1 + x)`.
  public Expr log1p(Expr x) {
    return logarithm.log1p(x);
  }

  public Expr sin(Expr x) {
    return trigonometric.sin(x);
  }

  public Expr cos(Expr x) {
    return trigonometric.cos(x);
  }

  public Expr acos(Expr x) {
    return inverse.acos(x);
  }

  /// The angle of the point `(x, y)`.
  public Expr atan2(Expr y, Expr x) {
    return inverse.atan2(y, x);
  }

  public Expr erf(Expr x) {
    return errorFunction.erf(x);
  }

  /// `x` to the power `y`.
  public Expr pow(Expr x, Expr y) {
    return power.pow(x, y);
  }

  /// Uniform in (0, 1]: the bits that the language defines. The seed and the indices are integers; missing indices are the constant 0.
  public Expr uniform(Expr seed, Expr i, Expr j, Expr k, Expr l) {
    return random.uniform(seed, i, j, k, l);
  }

  /// Standard normal.
  public Expr normal(Expr seed, Expr i, Expr j, Expr k, Expr l) {
    return random.normal(seed, i, j, k, l);
  }

  /// Standard Gumbel.
  public Expr gumbel(Expr seed, Expr i, Expr j, Expr k, Expr l) {
    return random.gumbel(seed, i, j, k, l);
  }
}
