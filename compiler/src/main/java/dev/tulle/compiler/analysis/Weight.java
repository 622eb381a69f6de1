package dev.tulle.compiler.analysis;

import dev.tulle.compiler.tensor.Term;
import dev.tulle.compiler.tensor.Terms;

/// How much code a term becomes, roughly in nodes of Kernel IR. A kernel that is too large is compiled badly or not at all.
public final class Weight {
  /// What a statement may weigh: the code is said again for each piece of its condition, for whole vectors and for the rest.
  public static final int LARGEST = 150;

  private Weight() {}

  public static int of(Term term) {
    int[] sum = {0};
    Terms.walk(term, t -> sum[0] += own(t));
    return sum[0];
  }

  private static int own(Term term) {
    return switch (term) {
      case Term.Number _, Term.SizeOf _, Term.IndexOf _ -> 1;
      case Term.Element e -> e.checked().isEmpty() ? 2 : 10;
      case Term.Exists _ -> 20;
      case Term.Cast _, Term.Choose _ -> 3;
      case Term.Reduce _, Term.RowOperation _, Term.Selection _ -> 10;
      case Term.Apply a ->
          switch (a.function()) {
            case UNIFORM, NORMAL, GUMBEL -> 120;
            case POW -> 80;
            case EXP, LOG, LOG1P, EXPM1, SIN, COS, ACOS, ATAN2, TANH, ERF, SIGMOID, SOFTPLUS, SILU, GELU -> 40;
            default -> 2;
          };
    };
  }
}
