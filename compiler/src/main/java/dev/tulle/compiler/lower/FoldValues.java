package dev.tulle.compiler.lower;

import dev.tulle.compiler.tensor.Arithmetic;
import dev.tulle.compiler.tensor.Axis;
import dev.tulle.compiler.tensor.Declaration;
import dev.tulle.compiler.tensor.FoldStep;
import dev.tulle.compiler.tensor.Term;
import dev.tulle.compiler.tensor.Terms;
import dev.tulle.kernel.ir.Build;
import dev.tulle.kernel.ir.Expr;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What the body of a fold reads without memory: carried scalars and short vectors and values of the element, a register for each of their elements; longer values are computed
/// again where they are read.
final class FoldValues {
  private final KernelBuilder builder;
  private final LowerTerm terms;
  private final Map<String, Registers> registers = new HashMap<>();
  private final Map<String, FoldStep.Let> repeated = new HashMap<>();

  FoldValues(KernelBuilder builder, LowerTerm terms) {
    this.builder = builder;
    this.terms = terms;
  }

  /// @param rows leading positions of a read, which are the row itself
  /// @param extents of the axes behind them
  /// @param elements in row-major order
  private record Registers(int rows, List<Integer> extents, List<Expr> elements) {}

  /// Every combination of index values, in row-major order.
  static List<List<Integer>> places(List<Axis> axes) {
    List<List<Integer>> places = List.of(List.of());
    for (Axis a : axes) {
      List<List<Integer>> longer = new ArrayList<>();
      for (List<Integer> place : places) {
        for (int i = 0; i < extent(a); i++) {
          List<Integer> next = new ArrayList<>(place);
          next.add(i);
          longer.add(next);
        }
      }
      places = longer;
    }
    return places;
  }

  private static int extent(Axis axis) {
    return (int) Arithmetic.constant(axis.extent()).orElseThrow();
  }

  void keep(String name, int rows, List<Axis> axes, List<? extends Expr> elements) {
    registers.put(name, new Registers(rows, axes.stream().map(FoldValues::extent).toList(), List.copyOf(elements)));
  }

  void repeat(FoldStep.Let let) {
    repeated.put(let.name(), let);
  }

  boolean holds(String tensor) {
    return registers.containsKey(tensor) || repeated.containsKey(tensor);
  }

  /// Whether a value differs from lane to lane.
  boolean varies(String tensor) {
    return registers.containsKey(tensor) && registers.get(tensor).elements().stream().anyMatch(e -> e.type().isVector());
  }

  Expr value(Term.Element e, Scope scope) {
    Declaration d = builder.program.declaration(e.tensor());
    List<Expr> at = new ArrayList<>(e.at().stream().map(p -> terms.value(p, scope.uniform())).toList());
    Expr inside = terms.check(e, d, at, scope);
    FoldStep.Let let = repeated.get(e.tensor());
    Expr value = let == null ? element(registers.get(e.tensor()), at) : again(let, d, e, scope);
    return Build.select(inside, value, LowerTerm.zero(value.type()));
  }

  private Expr again(FoldStep.Let let, Declaration d, Term.Element e, Scope scope) {
    Term value = Terms.substitute(let.term(), Terms.binding(let.axes(), e.at()));
    return switch (d.element()) {
      case F32, I32, BOOL -> terms.value(value, scope);
      case F16, BF16, I8, U8 -> terms.value(new Term.Cast(d.element(), value), scope);
    };
  }

  private static Expr element(Registers r, List<Expr> at) {
    Expr place = Build.i32(0);
    for (int a = 0; a < r.extents().size(); a++) place = Build.add(Build.mul(place, r.extents().get(a)), at.get(r.rows() + a));
    if (place instanceof Expr.Const c && c.bits() < r.elements().size()) return r.elements().get((int) c.bits());
    Expr value = LowerTerm.zero(r.elements().getFirst().type());
    for (int i = r.elements().size() - 1; i >= 0; i--) value = Build.select(Build.eq(place, Build.i32(i)), r.elements().get(i), value);
    return value;
  }
}
