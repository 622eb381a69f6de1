package dev.tulle.compiler.lower;

import static dev.tulle.compiler.tensor.Arithmetic.add;

import dev.tulle.compiler.analysis.LaneSafety;
import dev.tulle.compiler.tensor.Arithmetic;
import dev.tulle.compiler.tensor.Axis;
import dev.tulle.compiler.tensor.Declaration;
import dev.tulle.compiler.tensor.Statement;
import dev.tulle.compiler.tensor.Term;
import dev.tulle.compiler.tensor.Terms;
import dev.tulle.dsl.model.ValueType;
import dev.tulle.kernel.ir.Buffer.Access;
import dev.tulle.kernel.ir.Build;
import dev.tulle.kernel.ir.Expr;
import dev.tulle.kernel.ir.Kernel;
import dev.tulle.kernel.ir.Stmt;
import dev.tulle.kernel.ir.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// Running sums: each row one after another, as the language says, rows side by side; in lanes where the last axis of the target is not the row's and allows it.
final class LowerScan {
  private final KernelBuilder builder;
  private final LowerTerm terms;
  private final Statement statement;
  private final Term.RowOperation scan;
  private final Grid grid;

  LowerScan(KernelBuilder builder, Statement statement, Term.RowOperation scan) {
    this.builder = builder;
    this.terms = new LowerTerm(builder);
    this.statement = statement;
    this.scan = scan;
    this.grid = new Grid(builder);
  }

  Kernel lower(String name, List<String> doc) {
    String self = ((Term.IndexOf) scan.at().getFirst()).name();
    Optional<Axis> along = along(self);
    List<Term> block = new ArrayList<>();
    Scope scope = Scope.empty();
    for (Axis axis : statement.axes()) {
      if (axis.index().equals(self)) continue;
      scope = along.filter(axis::equals).isPresent() ? grid.cut(axis, builder.target.lanes(), scope, block) : grid.each(axis, scope);
    }
    Scope outer = scope;
    List<Term> ofRow = Terms.conjuncts(statement.where()).stream().filter(c -> !Terms.mentions(c, self)).toList();
    block.addAll(ofRow);
    List<Axis> lanes = along.stream().toList();
    terms.loops().nest(lanes, block, outer, along.map(Axis::index), here -> row(self, here));
    return builder.finish(name, doc, grid.axes(), Map.of());
  }

  private Optional<Axis> along(String self) {
    Axis last = statement.axes().getLast();
    OptionalLong extent = Arithmetic.constant(last.extent());
    boolean wide = builder.target.lanes() > 1 && (extent.isEmpty() || extent.getAsLong() >= builder.target.lanes());
    LaneSafety safety = new LaneSafety(builder.program, last.index());
    boolean safe = safety.allows(scan.where()) && safety.allows(scan.body()) && safety.allows(statement.where());
    boolean possible = wide && safe && !last.index().equals(self);
    builder.note("running sums along " + self + " one after another"
        + (possible ? ", those of neighbouring " + last.index() + " in lanes" : ", one row in each group"));
    return possible ? Optional.of(last) : Optional.empty();
  }

  private void row(String self, Scope scope) {
    Declaration target = builder.program.declaration(statement.target());
    String buffer = builder.dense(target, Access.WRITE);
    int lanes = scope.lane().map(Scope.Lane::width).orElse(1);
    Type type = scan.body().type() == ValueType.INT ? Type.I32 : Type.F32;
    Expr.Ref sum = builder.variable("sum", Build.splat(lanes, LowerTerm.zero(type)));
    Axis over = scan.over().getFirst();
    terms.loops()
        .nest(
            List.of(over),
            Terms.conjuncts(scan.where()),
            scope,
            Optional.empty(),
            inner -> {
              Optional<Expr> mask = inner.lane().flatMap(Scope.Lane::mask);
              Expr next = Build.add(sum, Build.splat(lanes, terms.value(scan.body(), inner)));
              builder.assign(sum, mask.map(m -> Build.select(m, next, sum)).orElse(next));
              List<Expr> at = statement.axes()
                  .stream()
                  .map(a -> inner.index(a.index().equals(self) ? over.index() : a.index()))
                  .toList();
              builder.emit(new Stmt.Store(buffer, at, sum, mask));
            });
  }
}
