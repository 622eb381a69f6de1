package dev.tulle.compiler.analysis;

import dev.tulle.compiler.tensor.Term;
import dev.tulle.compiler.tensor.Terms;
import dev.tulle.dsl.model.Function;
import dev.tulle.dsl.model.ValueType;
import java.util.ArrayList;
import java.util.List;

/// A condition as a disjoint union of conjunctions of atoms, so that each piece can be walked by a driver of its own:
///
///     j <= i and (i - j < W or j < SINK)      →      { j <= i, i - j < W }  ⊎  { j <= i, i - j >= W, j < SINK }
///
/// A disjunction is only taken apart if both sides could drive a loop (bounds on integers, stored patterns) and few pieces come of it; else it stays one atom, a test.
public final class Pieces {
  private static final int MOST = 4;

  private Pieces() {}

  public static List<List<Term>> of(Term condition) {
    List<List<Term>> pieces = List.of(List.of());
    for (Term conjunct : Terms.conjuncts(condition)) {
      List<Term> alternatives = disjoint(conjunct);
      if (pieces.size() * alternatives.size() > MOST) alternatives = List.of(conjunct);
      List<List<Term>> next = new ArrayList<>();
      for (List<Term> piece : pieces) {
        for (Term alternative : alternatives) {
          List<Term> atoms = new ArrayList<>(piece);
          atoms.addAll(Terms.conjuncts(alternative));
          next.add(atoms);
        }
      }
      pieces = next;
    }
    return pieces;
  }

  /// Disjoint conditions whose union is the given one.
  private static List<Term> disjoint(Term condition) {
    if (!isDisjunctionOfDrivers(condition)) return List.of(condition);
    List<Term> args = ((Term.Apply) condition).arguments();
    List<Term> all = new ArrayList<>(disjoint(args.get(0)));
    Term rest = Terms.not(args.get(0));
    for (Term second : disjoint(args.get(1))) all.add(Terms.and(second, rest));
    return all;
  }

  private static boolean isDisjunctionOfDrivers(Term condition) {
    return condition instanceof Term.Apply(Function f, ValueType _, List<Term> args) && f == Function.OR
        && args.stream().allMatch(Pieces::canDrive);
  }

  private static boolean canDrive(Term condition) {
    return switch (condition) {
      case Term.Apply a ->
          switch (a.function()) {
            case AND -> a.arguments().stream().anyMatch(Pieces::canDrive);
            case OR -> a.arguments().stream().allMatch(Pieces::canDrive);
            case LESS, LESS_EQUAL, GREATER, GREATER_EQUAL, EQUAL -> a.arguments().getFirst().type() == ValueType.INT;
            default -> false;
          };
      case Term.Exists _ -> true;
      case Term.Element e -> e.type() == ValueType.BOOL;
      case Term.Number _, Term.SizeOf _, Term.IndexOf _, Term.Cast _, Term.Choose _, Term.Reduce _, Term.RowOperation _, Term.Selection _ -> false;
    };
  }
}
