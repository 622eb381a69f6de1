package dev.tulle.dsl.check;

import dev.tulle.dsl.check.prove.Knowledge;
import dev.tulle.dsl.model.Expr;
import dev.tulle.dsl.model.Index;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/// Where an expression stands: the indices bound there, what is known to hold, and what a position outside of its axis means.
record Place(Map<String, Thing.Bound> indices, Map<Index, Expr> batch, Knowledge knowledge, Outside outside) {
  /// What a position that may leave its axis means.
  enum Outside {
    /// In a plain value: it must be proved inside; where it is loaded from data, it is checked at run time.
    WRONG,
    /// In the body of a reduction: an affine position is absent, one loaded from data is checked.
    ABSENT_IF_AFFINE,
    /// In a `where` and under `??`: absent.
    ABSENT
  }

  static Place outermost(Knowledge knowledge) {
    return new Place(Map.of(), Map.of(), knowledge, Outside.WRONG);
  }

  Place bind(String name, Thing.Bound index) {
    Map<String, Thing.Bound> more = new LinkedHashMap<>(indices);
    more.put(name, index);
    return new Place(more, batch, knowledge, outside);
  }

  Place bindBatch(Index outer, Expr inner) {
    Map<Index, Expr> more = new IdentityHashMap<>(batch);
    more.put(outer, inner);
    return new Place(indices, more, knowledge, outside);
  }

  Place knowing(Expr condition) {
    return new Place(indices, batch, knowledge.and(condition), outside);
  }

  Place outside(Outside other) {
    return new Place(indices, batch, knowledge, other);
  }
}
