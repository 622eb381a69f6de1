package dev.tulle.compiler.lower;

import static dev.tulle.compiler.tensor.Arithmetic.add;
import static dev.tulle.compiler.tensor.Arithmetic.multiply;
import static dev.tulle.compiler.tensor.Terms.integer;
import static dev.tulle.compiler.tensor.Terms.less;
import static dev.tulle.compiler.tensor.Terms.lessEqual;

import dev.tulle.compiler.analysis.Panels;
import dev.tulle.compiler.tensor.Axis;
import dev.tulle.compiler.tensor.Term;
import dev.tulle.compiler.tensor.Terms;
import dev.tulle.kernel.ir.Build;
import dev.tulle.kernel.ir.Expr;
import dev.tulle.kernel.ir.Kernel;
import dev.tulle.kernel.ir.Type;
import java.util.ArrayList;
import java.util.List;

/// The grid of a kernel under construction: which axes it runs over one by one, and which in blocks.
final class Grid {
  private final KernelBuilder builder;
  private final List<Kernel.GridAxis> axes = new ArrayList<>();

  Grid(KernelBuilder builder) {
    this.builder = builder;
  }

  List<Kernel.GridAxis> axes() {
    return axes;
  }

  /// A group for each value.
  Scope each(Axis axis, Scope scope) {
    return scope.bind(axis, axis(axis.index(), builder.extent(axis.extent())));
  }

  /// A group for each block of values; the bounds of the block at hand go to `atoms`.
  Scope cut(Axis axis, int length, Scope scope, List<Term> atoms) {
    String hidden = axis.index() + ".block";
    Term first = multiply(new Term.IndexOf(hidden), length);
    atoms.add(lessEqual(first, Terms.index(axis)));
    atoms.add(less(Terms.index(axis), add(first, integer(length))));
    return scope.bindHidden(hidden, blocks(axis, length));
  }

  /// A group for each block of values; gives the number of the block.
  Expr blocks(Axis axis, int length) {
    return axis(axis.index() + "_block", Build.div(Build.add(builder.extent(axis.extent()), length - 1L), length));
  }

  /// A group for each panel of columns, which `name` counts.
  Scope panel(Axis column, String name, Scope scope) {
    return scope.bindHidden(name, axis(column.index() + "_panel", builder.extent(Panels.count(column.extent()))));
  }

  private Expr axis(String wanted, Expr extent) {
    String name = builder.names.fresh(wanted);
    axes.add(new Kernel.GridAxis(name, extent));
    return Build.ref(name, Type.I32);
  }
}
