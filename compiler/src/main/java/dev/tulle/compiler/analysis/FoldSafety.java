package dev.tulle.compiler.analysis;

import dev.tulle.compiler.tensor.Arithmetic;
import dev.tulle.compiler.tensor.Axis;
import dev.tulle.compiler.tensor.Fold;
import dev.tulle.compiler.tensor.FoldStep;
import dev.tulle.compiler.tensor.Program;
import dev.tulle.compiler.tensor.Term;
import dev.tulle.compiler.tensor.Terms;
import dev.tulle.dsl.model.Function;
import dev.tulle.dsl.model.ValueType;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// Whether neighbouring rows of a fold can be walked at once, in the lanes of a vector: they walk the same elements, and read memory at one place for all lanes or at consecutive ones.
public final class FoldSafety {
  private final Program program;
  private final Fold fold;
  private final String index;
  /// Values of the body and carried tensors that differ from lane to lane.
  private final Set<String> varying = new HashSet<>();

  private FoldSafety(Program program, Fold fold, String index) {
    this.program = program;
    this.fold = fold;
    this.index = index;
  }

  /// The fold as rows along its last axis can walk it side by side.
  ///
  /// @param fold which divides that index nowhere: the quotient is the number of the block, the index `block`
  /// @param length of a block
  public record Blocks(Fold fold, String block, int length) {}

  /// @param lanes of a vector
  public static Optional<Blocks> blocks(Program program, Fold fold, int lanes) {
    if (lanes == 1 || fold.rows().isEmpty()) return Optional.empty();
    Axis last = fold.rows().getLast();
    OptionalLong extent = Arithmetic.constant(last.extent());
    Set<Long> divisors = new HashSet<>();
    fold.terms().forEach(root -> Terms.walk(root, t -> divisor(t, last.index()).ifPresent(divisors::add)));
    long length = divisors.isEmpty() ? lanes : divisors.iterator().next();
    boolean fits = divisors.size() <= 1 && length % lanes == 0 && length <= Integer.MAX_VALUE
        && (extent.isEmpty() || extent.getAsLong() >= lanes);
    if (!fits) return Optional.empty();
    String block = last.index() + ".block";
    Fold divided = fold.map(t -> divide(t, last.index(), block));
    return new FoldSafety(program, divided, last.index()).allows() ? Optional.of(new Blocks(divided, block, (int) length))
        : Optional.empty();
  }

  private static Optional<Long> divisor(Term t, String index) {
    boolean divides = t instanceof Term.Apply(Function f, ValueType _, List<Term> args) && f == Function.DIVIDE
        && args.get(0).equals(new Term.IndexOf(index)) && args.get(1) instanceof Term.Number n && n.value() > 0;
    return divides ? Optional.of((long) ((Term.Number) ((Term.Apply) t).arguments().get(1)).value()) : Optional.empty();
  }

  private static Term divide(Term t, String index, String block) {
    return divisor(t, index).isPresent() ? new Term.IndexOf(block) : Terms.mapChildren(t, child -> divide(child, index, block));
  }

  private boolean allows() {
    boolean shared = fold.order().isEmpty() || program.declaration(fold.order().get()).extents().size() == 1;
    boolean small = fold.carried().stream().allMatch(c -> c.room().isEmpty())
        && fold.body().stream().allMatch(s -> !(s instanceof FoldStep.Let l) || Fold.fitsRegisters(l.axes()));
    if (!shared || !small || varies(fold.where()) || fold.terms().anyMatch(Terms::mayFail)) return false;
    fold.carried().forEach(c -> varying.add(c.tensor()));
    for (FoldStep step : fold.body()) {
      if (!allows(step.term())) return false;
      if (step instanceof FoldStep.Let l && varies(l.term())) varying.add(l.name());
    }
    return fold.carried().stream().allMatch(c -> allows(c.first()) && allows(c.next().where()) && allows(c.next().value()));
  }

  private boolean varies(Term term) {
    return Terms.mentions(term, index) || Terms.reads(term).stream().anyMatch(varying::contains);
  }

  private boolean allows(Term term) {
    if (!varies(term)) return true;
    return switch (term) {
      case Term.Number _, Term.SizeOf _, Term.IndexOf _ -> true;
      case Term.Element e when fold.locals().contains(e.tensor()) -> ownPositions(e).stream().noneMatch(this::varies);
      case Term.Element e -> e.at().stream().noneMatch(p -> Terms.reads(p).stream().anyMatch(varying::contains))
          && new LaneSafety(program, index).allows(e);
      case Term.Apply a -> a.arguments().stream().allMatch(this::allows) && isPlain(a);
      case Term.Cast c -> allows(c.operand());
      case Term.Choose c -> allows(c.condition()) && allows(c.then()) && allows(c.otherwise());
      case Term.Exists _, Term.Reduce _, Term.RowOperation _, Term.Selection _ -> false;
    };
  }

  /// Without the row, at which carried tensors are read.
  private List<Term> ownPositions(Term.Element e) {
    boolean carried = fold.carried().stream().anyMatch(c -> c.tensor().equals(e.tensor()));
    return carried ? e.at().subList(fold.rows().size(), e.at().size()) : e.at();
  }

  private static boolean isPlain(Term.Apply a) {
    return switch (a.function()) {
      case UNIFORM, NORMAL, GUMBEL -> false;
      case DIVIDE, MODULO -> a.type() != ValueType.INT;
      default -> true;
    };
  }
}
