package dev.tulle.compiler.lower;

import dev.tulle.compiler.analysis.Contraction;
import dev.tulle.compiler.analysis.Weight;
import dev.tulle.compiler.tensor.Axis;
import dev.tulle.compiler.tensor.Declaration;
import dev.tulle.compiler.tensor.Statement;
import dev.tulle.compiler.tensor.Term;
import dev.tulle.kernel.ir.Buffer.Access;
import dev.tulle.kernel.ir.Build;
import dev.tulle.kernel.ir.Expr;
import dev.tulle.kernel.ir.Kernel;
import dev.tulle.kernel.ir.Scalar;
import dev.tulle.kernel.ir.Stmt;
import dev.tulle.kernel.ir.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A contraction where items run side by side. A group has a tile of rows and columns: for a few values of the index summed over at a time its items stage both factors in shared
/// memory, wait for each other, and multiply what is staged into the sums of the tile, which stay in registers. So an element of memory is read once for a whole tile.
final class LowerContraction {
  private final KernelBuilder builder;
  private final LowerTerm terms;
  private final Statement statement;
  private final Contraction contraction;
  private final Tile tile;
  private final TileSums layout;
  private final Grid grid;
  private Scope outer = Scope.empty();
  private Expr rowFrom = Build.i32(0);
  private Expr columnFrom = Build.i32(0);

  LowerContraction(KernelBuilder builder, Statement statement, Contraction contraction) {
    this.builder = builder;
    this.terms = new LowerTerm(builder);
    this.statement = statement;
    this.contraction = contraction;
    this.grid = new Grid(builder);
    Optional<Tile> halves = builder.target.matrices() ? halves(contraction).map(this::tile).filter(MatrixSums::fits) : Optional.empty();
    this.tile = halves.orElseGet(() -> tile(Scalar.F32));
    this.layout = halves.isPresent() ? new MatrixSums(builder, tile)
        : new SquareSums(builder, tile,
            contraction.sums().stream().allMatch(s -> StagedFactor.areNeighbours(s.ofRow(), contraction.row())),
            contraction.sums().stream().allMatch(s -> StagedFactor.areNeighbours(s.ofColumn(), contraction.column())));
  }

  private Tile tile(Scalar element) {
    int after = Weight.of(statement.value()) - contraction.sums().stream().mapToInt(s -> Weight.of(s.reduce())).sum();
    return Tile.of(builder.target, contraction.sums().size(), after, element);
  }

  /// The type that all factors have exactly, if it is one of matrices.
  private Optional<Scalar> halves(Contraction c) {
    List<Optional<Scalar>> types = c.sums()
        .stream()
        .flatMap(s -> List.of(s.ofRow(), s.ofColumn()).stream())
        .map(this::half)
        .distinct()
        .toList();
    return types.size() == 1 ? types.getFirst() : Optional.empty();
  }

  private Optional<Scalar> half(Term factor) {
    return Contraction.storedAs(builder.program, factor).map(Storages::scalar).filter(s -> s == Scalar.F16 || s == Scalar.BF16);
  }

  Kernel lower(String name, List<String> doc) {
    for (Axis axis : contraction.outer()) outer = grid.each(axis, outer);
    rowFrom = builder.let("row_from", Build.mul(grid.blocks(contraction.row(), tile.edge()), tile.edge()));
    columnFrom = builder.let("column_from", Build.mul(grid.blocks(contraction.column(), tile.edge()), tile.edge()));
    builder.note(
        "a group has " + tile.edge() + " x " + tile.edge() + " elements, with " + tile.depth() + " of each factor staged at a time as "
            + tile.element());
    List<Sums> all = new ArrayList<>();
    for (Contraction.Sum sum : contraction.sums()) all.add(new Sums(sum));
    for (Sums sums : all) sums.add(sums.sum.slow(), outer);
    write(all);
    return builder.finish(name, doc, grid.axes(), Map.of());
  }

  /// The sums of one reduction over the tile.
  private final class Sums {
    private final Contraction.Sum sum;
    private final StagedFactor ofRow;
    private final StagedFactor ofColumn;
    private final String array = builder.names.fresh("sum");

    Sums(Contraction.Sum sum) {
      this.sum = sum;
      ofRow = new StagedFactor(builder, terms, tile, sum.ofRow(), contraction.row(), sum.depth());
      ofColumn = new StagedFactor(builder, terms, tile, sum.ofColumn(), contraction.column(), sum.depth());
      builder.emit(new Stmt.Alloc(array, Scalar.F32, layout.shape(), Stmt.Space.KEPT));
    }

    /// Loops over the `slow` indices around the steps along the depth.
    void add(List<Axis> slow, Scope here) {
      if (slow.isEmpty()) {
        steps(here);
        return;
      }
      Axis axis = slow.getFirst();
      builder.count(builder.names.fresh(axis.index()), Build.i32(0), builder.extent(axis.extent()),
          at -> add(slow.subList(1, slow.size()), here.bind(axis, at)));
    }

    private void steps(Scope here) {
      Expr steps = Build.div(Build.add(builder.extent(sum.depth().extent()), tile.depth() - 1L), tile.depth());
      builder.count(builder.names.fresh("step"), Build.i32(0), steps, step -> {
        Expr from = builder.let("depth_from", Build.mul(step, tile.depth()));
        builder.items(tile.items(), item -> {
          ofRow.stage(item, rowFrom, from, here);
          ofColumn.stage(item, columnFrom, from, here);
        });
        layout.multiply(array, ofRow, ofColumn);
      });
    }

    Expr at(Expr item, List<Expr> place) {
      List<Expr> at = new ArrayList<>(List.of(item));
      at.addAll(place);
      return new Expr.Load(Type.F32, array, at, Optional.empty());
    }
  }

  /// Computes the elements from their sums.
  private void write(List<Sums> all) {
    Declaration target = builder.program.declaration(statement.target());
    String buffer = builder.dense(target, Access.WRITE);
    builder.items(tile.items(), item -> layout.each(item, (place, rowPlace, columnPlace) -> {
      Expr row = builder.let(contraction.row().index(), Build.add(rowFrom, rowPlace));
      Expr column = builder.let(contraction.column().index(), Build.add(columnFrom, columnPlace));
      Expr inside = Build.and(Build.lt(row, builder.extent(contraction.row().extent())),
          Build.lt(column, builder.extent(contraction.column().extent())));
      builder.when(inside, () -> {
        Scope here = outer.bind(contraction.row(), row).bind(contraction.column(), column);
        for (Sums sums : all) terms.know(sums.sum.reduce(), sums.at(item, place));
        Expr value = terms.stored(target.element(), terms.value(statement.value(), here));
        List<Expr> at = statement.axes().stream().map(a -> here.index(a.index())).toList();
        builder.emit(Build.store(buffer, at, value));
      });
    }));
  }
}
