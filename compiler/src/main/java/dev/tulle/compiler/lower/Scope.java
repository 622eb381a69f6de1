package dev.tulle.compiler.lower;

import dev.tulle.compiler.tensor.Axis;
import dev.tulle.compiler.tensor.Term;
import dev.tulle.kernel.CompilerBug;
import dev.tulle.kernel.ir.Build;
import dev.tulle.kernel.ir.Expr;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What is known at one place of a kernel: the value of each bound index, which of them runs along lanes, and where elements of sparse tensors have been found.
///
/// @param bound the bound indices with their extents, outermost first
/// @param indices the value of each (`I32`); of the lane index the value in lane 0
/// @param located for an element of a sparse tensor (tensor and positions) its place in the buffer of values
record Scope(List<Axis> bound, Map<String, Expr> indices, Optional<Lane> lane, Map<Term.Exists, List<Expr>> located) {
  /// The index that runs along the lanes of a vector, and the lanes that count (all, if there is no mask).
  record Lane(String index, int width, Optional<Expr> mask) {
    Lane masked(Expr more) {
      return new Lane(index, width, Optional.of(mask.map(m -> Build.and(m, more)).orElse(more)));
    }
  }

  static Scope empty() {
    return new Scope(List.of(), Map.of(), Optional.empty(), Map.of());
  }

  Scope bind(Axis axis, Expr value) {
    List<Axis> nextBound = new ArrayList<>(bound);
    nextBound.add(axis);
    return new Scope(nextBound, with(indices, axis.index(), value), lane, located);
  }

  /// A name that stands in for an index in bounds only, such as the number of a block of rows.
  Scope bindHidden(String index, Expr value) {
    return new Scope(bound, with(indices, index, value), lane, located);
  }

  Scope inLanes(Lane next) {
    return new Scope(bound, indices, Optional.of(next), located);
  }

  Scope masked(Expr mask) {
    return inLanes(lane.orElseThrow().masked(mask));
  }

  /// The same place without lanes: the lane index has its value in lane 0.
  Scope uniform() {
    return lane.isEmpty() ? this : new Scope(bound, indices, Optional.empty(), located);
  }

  Scope locate(Term.Exists element, List<Expr> place) {
    return new Scope(bound, indices, lane, with(located, element, place));
  }

  Expr index(String name) {
    Expr value = indices.get(name);
    if (value == null) throw new CompilerBug("index `" + name + "` is not bound here");
    return value;
  }

  boolean isBound(String index) {
    return indices.containsKey(index);
  }

  private static <K, V> Map<K, V> with(Map<K, V> map, K key, V value) {
    Map<K, V> copy = new HashMap<>(map);
    copy.put(key, value);
    return copy;
  }
}
