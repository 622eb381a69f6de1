package dev.tulle.compiler.analysis;

import dev.tulle.compiler.tensor.Either;
import dev.tulle.compiler.tensor.Fold;
import dev.tulle.compiler.tensor.Listing;
import dev.tulle.compiler.tensor.Measure;
import dev.tulle.compiler.tensor.Repeat;
import dev.tulle.compiler.tensor.Statement;
import dev.tulle.compiler.tensor.Step;
import dev.tulle.compiler.tensor.Term;
import dev.tulle.compiler.tensor.Terms;

/// How much code a term becomes, roughly in nodes of Kernel IR. A kernel that is too large is compiled badly or not at all.
public final class Weight {
  /// What the value of a statement may weigh: the code is said again for whole vectors and for the rest.
  public static final int LARGEST = 150;
  /// What all pieces of a statement may weigh together: each says its condition and the value again.
  private static final int LARGEST_PIECES = 200;
  /// What all terms of a fold may weigh: its body is said twice at most, and what leaves it is computed for elements that it might skip.
  private static final int LARGEST_FOLD = 300;

  private Weight() {}

  public static int of(Term term) {
    int[] sum = {0};
    Terms.walk(term, t -> sum[0] += own(t));
    return sum[0];
  }

  /// What a part may weigh that stays in a kernel of the step; as much as there is, if all of it fits into one.
  public static int ofParts(Step step) {
    return switch (step) {
      case Statement s when of(s.value()) > LARGEST || piecesAreTooLarge(s) ->
          Math.min(LARGEST, LARGEST_PIECES / Pieces.of(s.where()).size()) / 2;
      case Fold f when f.terms().mapToInt(Weight::of).sum() > LARGEST_FOLD -> LARGEST / 2;
      case Statement _, Fold _, Repeat _, Listing _, Measure _, Either _ -> Integer.MAX_VALUE;
    };
  }

  /// Whether a kernel that walks each piece of the statement's condition by itself is too large.
  public static boolean piecesAreTooLarge(Statement s) {
    int pieces = Pieces.of(s.where()).size();
    return pieces > 1 && pieces * (of(s.where()) + of(s.value())) > LARGEST_PIECES;
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
