package dev.tulle.models.attention;

import dev.tulle.models.trial.Grid;
import dev.tulle.models.trial.Naive;

/// Dense attention restricted to the pairs of a mask, row by row.
///
/// @param in how it computes
/// @param q queries `[head, position, element]`; keys and values likewise, values of any width
record DenseAttention(Naive in, Grid q, Grid k, Grid v) {
  /// Which pairs exist.
  interface Mask {
    boolean sees(int head, int i, int j);
  }

  int heads() {
    return q.extent(0);
  }

  int length() {
    return q.extent(1);
  }

  double score(int h, int i, int j) {
    return in.round(in.sum(q.extent(2), d -> q.at(h, i, d) * k.at(h, j, d)) / Math.sqrt(q.extent(2)));
  }

  Grid attend(Mask mask) {
    var keys = k.extent(1);
    var o = Grid.zeros(heads(), length(), v.extent(2));
    for (var head = 0; head < heads(); head++) {
      for (var row = 0; row < length(); row++) {
        var h = head;
        var i = row;
        var p = in.softmax(keys, j -> mask.sees(h, i, j), j -> score(h, i, j));
        for (var column = 0; column < v.extent(2); column++) {
          var e = column;
          o.set(in.sum(keys, j -> mask.sees(h, i, j), j -> p[j] * v.at(h, j, e)), h, i, e);
        }
      }
    }
    return o;
  }

  Grid pairs(Mask mask) {
    var pairs = Grid.whole(heads());
    for (var h = 0; h < heads(); h++)
      for (var i = 0; i < length(); i++) for (var j = 0; j < k.extent(1); j++) if (mask.sees(h, i, j)) pairs.add(1, h);
    return pairs;
  }
}
