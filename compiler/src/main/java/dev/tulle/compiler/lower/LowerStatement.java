package dev.tulle.compiler.lower;

import dev.tulle.compiler.analysis.LaneSafety;
import dev.tulle.compiler.analysis.Pieces;
import dev.tulle.compiler.analysis.Weight;
import static dev.tulle.compiler.tensor.Arithmetic.add;
import static dev.tulle.compiler.tensor.Arithmetic.multiply;

import dev.tulle.compiler.tensor.Arithmetic;
import dev.tulle.compiler.tensor.Axis;
import dev.tulle.compiler.tensor.Declaration;
import dev.tulle.compiler.tensor.Statement;
import dev.tulle.compiler.tensor.Term;
import dev.tulle.compiler.tensor.Terms;
import dev.tulle.kernel.ir.Buffer.Access;
import dev.tulle.kernel.ir.Build;
import dev.tulle.kernel.ir.Expr;
import dev.tulle.kernel.ir.Kernel;
import dev.tulle.kernel.ir.Stmt;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// One statement as one kernel, by the generic path. The axes of the target are the grid, the last two in blocks: a group loops over the rows and columns of one
/// block, along lanes in the last axis where that is safe. Where items run side by side each element is an item's, and neighbours read and write neighbouring memory.
final class LowerStatement {
  /// Rows that a group computes, so that what they share can be loaded once.
  private static final int ROWS = 4;

  /// Columns (vectors of columns) that are joined: with the rows eight sums, as many as hide the latency of a fused multiply-add. More would make methods that a JIT compiles
  /// late or never.
  private static final int COLUMNS = 2;

  /// Columns that a group computes: few where each is a reduction, so that there are enough groups for all workers.
  private static final int SUMS = 128;

  private static final int ELEMENTS = 2048;

  private final KernelBuilder builder;
  private final LowerTerm terms;
  private final Grid grid;

  LowerStatement(KernelBuilder builder) {
    this.builder = builder;
    this.terms = new LowerTerm(builder);
    this.grid = new Grid(builder);
  }

  Kernel lower(String name, List<String> doc, Statement s) {
    Declaration target = builder.program.declaration(s.target());
    String buffer = builder.dense(target, Access.WRITE);
    List<Axis> axes = s.axes();
    Scope scope = Scope.empty();
    List<Term> block = new ArrayList<>();
    int inner = builder.target.isParallel() && !walksLists(s.where()) ? axes.size() : Math.max(0, axes.size() - 2);
    for (Axis axis : axes.subList(0, inner)) scope = grid.each(axis, scope);
    for (Axis axis : axes.subList(inner, axes.size())) {
      int columns = hasReduction(s.value()) ? SUMS : ELEMENTS;
      scope = grid.cut(axis, axis == axes.getLast() ? columns : ROWS, scope, block);
    }
    Optional<String> along = along(s);
    List<Axis> loops = axes.subList(inner, axes.size());
    List<List<Term>> pieces = Weight.piecesAreTooLarge(s) ? List.of(Terms.conjuncts(s.where())) : Pieces.of(s.where());
    for (List<Term> piece : pieces) {
      List<Term> atoms = new ArrayList<>(block);
      atoms.addAll(piece);
      terms.loops().nest(loops, atoms, scope, along, here -> terms.store(s, target, buffer, here));
    }
    return builder.finish(name, doc, grid.axes(), jam(loops, s.value()));
  }

  /// A tile of rows and columns (vectors of columns) whose sums stay in registers. Where each row sums over other elements than the next, only columns can be joined.
  private Map<String, Integer> jam(List<Axis> loops, Term value) {
    boolean apart = loops.size() > 1 && sumsDiffer(value, loops.getFirst().index());
    Map<String, Integer> copies = new HashMap<>();
    for (int a = 0; a < loops.size(); a++) {
      boolean last = a == loops.size() - 1;
      int joined = last ? apart ? ROWS * COLUMNS : COLUMNS : ROWS;
      for (String variable : builder.loopsOver(loops.get(a).index())) copies.put(variable, joined);
    }
    return copies;
  }

  private static boolean sumsDiffer(Term value, String row) {
    boolean[] found = {false};
    Terms.walk(value, t -> found[0] |= t instanceof Term.Reduce r && Terms.mentions(r.where(), row));
    return found[0];
  }

  private Optional<String> along(Statement s) {
    if (s.axes().isEmpty() || builder.target.lanes() == 1) return Optional.empty();
    Axis last = s.axes().getLast();
    OptionalLong extent = Arithmetic.constant(last.extent());
    if (extent.isPresent() && extent.getAsLong() < builder.target.lanes()) return Optional.empty();
    LaneSafety safety = new LaneSafety(builder.program, last.index());
    if (safety.allows(s.where()) && safety.allows(s.value())) {
      builder.note("lanes run along " + last.index());
      return Optional.of(last.index());
    }
    builder.note("lanes do not run along " + last.index()
        + ": something is read there with a stride, at loaded positions or in loops of different length");
    return Optional.empty();
  }

  /// Whether stored lists say where there are elements.
  private static boolean walksLists(Term condition) {
    boolean[] found = {false};
    Terms.walk(condition, t -> found[0] |= t instanceof Term.Exists);
    return found[0];
  }

  private static boolean hasReduction(Term term) {
    boolean[] found = {false};
    Terms.walk(term, t -> found[0] |= t instanceof Term.Reduce);
    return found[0];
  }
}
