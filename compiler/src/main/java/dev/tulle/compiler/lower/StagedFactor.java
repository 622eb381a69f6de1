package dev.tulle.compiler.lower;

import dev.tulle.compiler.analysis.Contraction;
import dev.tulle.compiler.tensor.Axis;
import dev.tulle.compiler.tensor.Term;
import dev.tulle.kernel.ir.Build;
import dev.tulle.kernel.ir.Expr;
import dev.tulle.kernel.ir.Stmt;
import dev.tulle.kernel.ir.Type;
import java.util.List;

/// One factor of a contraction at the rows (or columns) of a tile and a few values of the index summed over, in memory that the group shares. It is laid out as the factor itself is
/// in memory, so that neighbouring items read neighbouring elements.
final class StagedFactor {
  private final KernelBuilder builder;
  private final LowerTerm terms;
  private final Tile tile;
  private final Term factor;
  private final Axis edge;
  private final Axis depth;
  /// Whether the index summed over is the last axis.
  private final boolean alongDepth;
  private final String array;

  /// @param edge the axis of rows (or columns)
  StagedFactor(KernelBuilder builder, LowerTerm terms, Tile tile, Term factor, Axis edge, Axis depth) {
    this.builder = builder;
    this.terms = terms;
    this.tile = tile;
    this.factor = factor;
    this.edge = edge;
    this.depth = depth;
    this.alongDepth = !areNeighbours(factor, edge);
    this.array = builder.names.fresh(edge.index() + "_tile");
    List<Integer> shape = alongDepth ? List.of(tile.edge(), tile.padded(tile.depth())) : List.of(tile.depth(), tile.padded(tile.edge()));
    builder.emit(new Stmt.Alloc(array, tile.element(), shape, Stmt.Space.GROUP));
  }

  /// Whether a factor has its rows (or columns) side by side in memory.
  static boolean areNeighbours(Term factor, Axis edge) {
    return Contraction.isAlong(factor, edge.index());
  }

  String array() {
    return array;
  }

  /// Whether neighbouring rows (or columns) lie side by side.
  boolean hasNeighbours() {
    return !alongDepth;
  }

  /// What each item brings: elements in turn, so that items that run together read what lies together. Beyond the ends of the axes there are zeros.
  void stage(Expr item, Expr edgeFrom, Expr depthFrom, Scope scope) {
    int last = alongDepth ? tile.depth() : tile.edge();
    int elements = tile.edge() * tile.depth();
    builder.unrolled("part", Math.ceilDiv(elements, tile.items()), part -> {
      Expr number = builder.let("number", Build.add(Build.mul(part, tile.items()), item));
      Runnable copy = () -> copy(Build.div(number, last), Build.mod(number, last), edgeFrom, depthFrom, scope);
      if (elements >= tile.items()) copy.run();
      else builder.when(Build.lt(number, Build.i32(elements)), copy);
    });
  }

  private void copy(Expr first, Expr second, Expr edgeFrom, Expr depthFrom, Scope scope) {
    Expr atEdge = builder.let(edge.index(), Build.add(edgeFrom, alongDepth ? first : second));
    Expr atDepth = builder.let(depth.index(), Build.add(depthFrom, alongDepth ? second : first));
    Expr inside = Build.and(Build.lt(atEdge, builder.extent(edge.extent())), Build.lt(atDepth, builder.extent(depth.extent())));
    Scope here = scope.bind(edge, atEdge).bind(depth, atDepth);
    Expr[] value = new Expr[1];
    Stmt.Block before = builder.capture(() -> value[0] = terms.value(factor, here));
    Expr element;
    if (before.statements().isEmpty()) {
      element = Build.select(inside, value[0], Build.f32(0));
    } else {
      Expr.Ref chosen = builder.variable("factor", Build.f32(0));
      builder.when(inside, () -> {
        before.statements().forEach(builder::emit);
        builder.assign(chosen, value[0]);
      });
      element = chosen;
    }
    builder.emit(Build.store(array, List.of(first, second), element));
  }

  /// The element for a row (or column) of the tile and a place among those staged.
  Expr at(Expr edgePlace, Expr depthPlace) {
    return alongDepth ? Build.load(Type.F32, array, edgePlace, depthPlace) : Build.load(Type.F32, array, depthPlace, edgePlace);
  }
}
