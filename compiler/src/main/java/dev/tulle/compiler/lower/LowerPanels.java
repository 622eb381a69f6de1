package dev.tulle.compiler.lower;

import dev.tulle.compiler.analysis.Panels;
import dev.tulle.compiler.analysis.Pieces;
import dev.tulle.compiler.tensor.Axis;
import dev.tulle.compiler.tensor.Declaration;
import dev.tulle.compiler.tensor.Statement;
import dev.tulle.compiler.tensor.Term;
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

/// A statement whose sums read panels of columns. A group computes one panel's columns for many rows, which find the panel in a cache; a few rows at a time hold their sums in
/// registers, so that each vector of the panel is loaded once for all of them. Lanes beyond the last column compute with zeros and are not stored.
final class LowerPanels {
  /// Rows that a group computes.
  private static final int MANY_ROWS = 64;
  /// Rows that are joined where there are no vectors.
  private static final int FEW_ROWS = 4;
  /// Vectors of columns that are joined.
  private static final int COLUMNS = 2;

  private final KernelBuilder builder;
  private final LowerTerm terms;
  private final Grid grid;

  LowerPanels(KernelBuilder builder) {
    this.builder = builder;
    this.terms = new LowerTerm(builder);
    this.grid = new Grid(builder);
  }

  Kernel lower(String name, List<String> doc, Statement s) {
    Declaration target = builder.program.declaration(s.target());
    String buffer = builder.dense(target, Access.WRITE);
    Axis column = s.axes().getLast();
    List<Axis> rows = s.axes().subList(Math.max(0, s.axes().size() - 2), s.axes().size() - 1);
    Scope scope = Scope.empty();
    for (Axis axis : s.axes().subList(0, Math.max(0, s.axes().size() - 2))) scope = grid.each(axis, scope);
    List<Term> block = new ArrayList<>();
    for (Axis row : rows) scope = grid.cut(row, MANY_ROWS, scope, block);
    String panel = column.index() + ".panel";
    scope = grid.panel(column, panel, scope);
    terms.padded(Panels.readBy(column.index(), s.value()));
    Term value = Panels.inBlock(s.value(), column.index(), new Term.IndexOf(panel));
    Statement inPanel = s.with(s.where(), value);
    for (List<Term> piece : Pieces.of(s.where())) {
      List<Term> atoms = new ArrayList<>(block);
      atoms.addAll(piece);
      terms.loops().nest(rows, atoms, scope, Optional.empty(), here -> columns(inPanel, target, buffer, here.index(panel), here));
    }
    builder.note("a panel of " + Panels.WIDTH + " columns at a time");
    return builder.finish(name, doc, grid.axes(), jam(rows, column));
  }

  /// All columns of a panel, those beyond the last one under a mask; one by one where there are no vectors.
  private void columns(Statement s, Declaration target, String buffer, Expr panel, Scope scope) {
    Axis column = s.axes().getLast();
    Expr extent = builder.extent(column.extent());
    Expr first = Build.mul(panel, Panels.WIDTH);
    int lanes = builder.target.lanes();
    String loop = builder.loopOver(column.index());
    if (lanes == 1) {
      builder.count(loop, first, Build.min(Build.add(first, Panels.WIDTH), extent),
          at -> terms.store(s, target, buffer, scope.bind(column, at)));
      return;
    }
    Expr at = Build.ref(loop, first.type());
    Stmt.Block body = builder.capture(() -> {
      Expr active = builder.let(column.index() + "_active", Build.prefix(lanes, Build.sub(extent, at)));
      terms.store(s, target, buffer, scope.bind(column, at).inLanes(new Scope.Lane(column.index(), lanes, Optional.of(active))));
    });
    builder.emit(new Stmt.For(loop, first, Build.add(first, Panels.WIDTH), lanes, false, body));
  }

  /// As many sums as leave registers for what they share.
  private Map<String, Integer> jam(List<Axis> rows, Axis column) {
    int joined = builder.target.lanes() > 1 ? builder.target.vectorRegisters() / (2 * COLUMNS) : FEW_ROWS;
    Map<String, Integer> copies = new HashMap<>();
    for (Axis row : rows) for (String loop : builder.loopsOver(row.index())) copies.put(loop, joined);
    for (String loop : builder.loopsOver(column.index())) copies.put(loop, COLUMNS);
    return copies;
  }
}
