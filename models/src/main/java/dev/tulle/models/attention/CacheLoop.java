package dev.tulle.models.attention;

import dev.tulle.models.trial.Grid;
import dev.tulle.models.trial.Naive;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// A cache that keeps everything and looks only at what the window and the sinks allow.
final class CacheLoop {
  private final Naive in;
  private final int window;
  private final int sinks;
  private final List<Grid> keys = new ArrayList<>();
  private final List<Grid> values = new ArrayList<>();

  CacheLoop(Naive in, int window, int sinks) {
    this.in = in;
    this.window = window;
    this.sinks = sinks;
  }

  void forget() {
    keys.clear();
    values.clear();
  }

  /// Takes one more token, `[head, element]`, and answers its query.
  ///
  /// @return how many tokens it saw
  int next(Grid q, Grid k, Grid v, Grid o) {
    keys.add(k);
    values.add(v);
    var now = keys.size() - 1;
    var width = q.extent(1);
    for (var head = 0; head < q.extent(0); head++) {
      var h = head;
      var p = in.softmax(keys.size(), j -> sees(now, j),
          j -> in.round(in.sum(width, d -> q.at(h, d) * keys.get(j).at(h, d)) / Math.sqrt(width)));
      for (var element = 0; element < width; element++) {
        var d = element;
        o.set(in.sum(keys.size(), j -> sees(now, j), j -> p[j] * values.get(j).at(h, d)), h, d);
      }
    }
    return (int) IntStream.rangeClosed(0, now).filter(j -> sees(now, j)).count();
  }

  private boolean sees(int i, int j) {
    return i - j < window || j < sinks;
  }
}
