package dev.tulle.dsl.interpret;

import dev.tulle.dsl.model.Expr;
import dev.tulle.dsl.model.Index;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// The index variables of one statement: each has a slot of its own in the `int[]` that a [Term] is given, and is open between its binder
/// and the end of what it binds.
final class Scope {
  private final SizeArithmetic sizes;
  private final Map<Index, Integer> slots = new IdentityHashMap<>();
  private final List<Index> open = new ArrayList<>();

  Scope(SizeArithmetic sizes) {
    this.sizes = sizes;
  }

  /// Binds variables that are not in scope.
  Loop enter(List<Index> indices) {
    for (Index index : indices) slots.putIfAbsent(index, slots.size());
    open.addAll(indices);
    return loop(indices);
  }

  /// The variables bound last go out of scope.
  void leave(List<Index> indices) {
    open.subList(open.size() - indices.size(), open.size()).clear();
  }

  /// Variables that are bound, as a loop over their values.
  Loop loop(Collection<Index> indices) {
    return new Loop(
        indices.stream().mapToInt(this::slot).toArray(),
        indices.stream().mapToInt(i -> sizes.extent(i.range(), "index `" + i.name() + "`")).toArray());
  }

  int slot(Index index) {
    Integer slot = slots.get(index);
    if (slot == null) throw new CheckerBug("index `" + index + "` is not bound");
    return slot;
  }

  /// The variables in scope.
  List<Index> open() {
    return List.copyOf(open);
  }

  /// The values that variables have, for messages: `t = 1, d = 0`.
  String spelled(List<Index> variables, int[] indices) {
    return variables.stream().map(i -> i.name() + " = " + indices[slot(i)]).collect(Collectors.joining(", "));
  }

  /// Does a part of a loop; a failure says where the loop's variables stand.
  void locate(List<Index> variables, int[] indices, Runnable part) {
    try {
      part.run();
    } catch (InterpretException e) {
      throw e.at(spelled(variables, indices));
    } catch (CheckerBug e) {
      throw e.at(spelled(variables, indices));
    }
  }

  double size(Expr.SizeValue size) {
    return sizes.value(size);
  }

  /// Room for the values of all variables ever bound here.
  int[] newIndices() {
    return new int[slots.size()];
  }
}
