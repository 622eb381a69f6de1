package dev.tulle.compiler.analysis;

import dev.tulle.compiler.tensor.Arithmetic;
import dev.tulle.compiler.tensor.Term;
import dev.tulle.compiler.tensor.Terms;
import java.util.List;
import java.util.Optional;

/// An integer term as `coefficient · index + rest`, the rest free of the index.
public record Affine(long coefficient, Term rest) {
  public static Optional<Affine> of(Term term, String index) {
    if (!Terms.mentions(term, index)) return Optional.of(new Affine(0, term));
    return switch (term) {
      case Term.IndexOf _ -> Optional.of(new Affine(1, Terms.integer(0)));
      case Term.Apply a -> {
        List<Term> args = a.arguments();
        yield switch (a.function()) {
          case ADD -> of(args.get(0), index).flatMap(x -> of(args.get(1), index).map(x::plus));
          case SUBTRACT -> of(args.get(0), index).flatMap(x -> of(args.get(1), index).map(y -> x.plus(y.times(-1))));
          case NEGATE -> of(args.get(0), index).map(x -> x.times(-1));
          case MULTIPLY -> {
            if (args.get(1) instanceof Term.Number n) yield of(args.get(0), index).map(x -> x.times((long) n.value()));
            if (args.get(0) instanceof Term.Number n) yield of(args.get(1), index).map(x -> x.times((long) n.value()));
            yield Optional.empty();
          }
          default -> Optional.empty();
        };
      }
      case Term.Number _, Term.SizeOf _, Term.Element _, Term.Exists _, Term.Cast _ -> Optional.empty();
      case Term.Choose _, Term.Reduce _, Term.RowOperation _, Term.Selection _ -> Optional.empty();
    };
  }

  private Affine plus(Affine other) {
    return new Affine(coefficient + other.coefficient, Arithmetic.add(rest, other.rest));
  }

  private Affine times(long factor) {
    return new Affine(coefficient * factor, Arithmetic.multiply(rest, factor));
  }
}
