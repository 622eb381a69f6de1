package dev.tulle.models.coding;

import dev.tulle.models.trial.Grid;
import dev.tulle.models.trial.Naive;
import java.util.HashMap;
import java.util.Map;

/// `dictionary.tulle` as plain loops: what one session learns step by step.
final class Dictionaries {
  private final Naive in;
  private final Grid dictionary;
  private final Grid together;
  private final Grid meeting;
  private final int atoms;
  private final int length;
  private final int most;
  private final double keep;

  Dictionaries(Naive in, Grid start, int most, double keep) {
    this.in = in;
    this.atoms = start.extent(0);
    this.length = start.extent(1);
    this.dictionary = Grid.zeros(atoms, length).fill(start::get);
    this.together = Grid.zeros(atoms, atoms);
    this.meeting = Grid.zeros(atoms, length);
    this.most = most;
    this.keep = keep;
  }

  Map<String, Grid> encode(Grid x, Grid goal) {
    var rows = x.extent(0);
    var results = new HashMap<String, Grid>();
    var code = Grid.absent(rows, atoms);
    new Pursuits(in, dictionary).orthogonal(x, goal, most, code, Grid.zeros(rows, length), Grid.whole(rows));
    results.put("code", code);
    return results;
  }

  Map<String, Grid> learn(Grid x, Grid goal) {
    var rows = x.extent(0);
    var code = Grid.absent(rows, atoms);
    var explained = Grid.zeros(rows, length);
    new Pursuits(in, dictionary).orthogonal(x, goal, most, code, explained, Grid.whole(rows));
    var left = Grid.zeros(rows);
    for (var row = 0; row < rows; row++) {
      var b = row;
      left.set(in.sum(length, m -> square(x.at(b, m) - explained.at(b, m))), b);
    }
    for (var row = 0; row < atoms; row++) {
      var k = row;
      for (var column = 0; column < atoms; column++) {
        var j = column;
        together.set(in.round(keep * together.at(k, j) + in.sum(rows, b -> code.at(b, k) * code.at(b, j))), k, j);
      }
      for (var column = 0; column < length; column++) {
        var m = column;
        meeting.set(in.round(keep * meeting.at(k, m) + in.sum(rows, b -> code.at(b, k) * x.at(b, m))), k, m);
      }
    }
    improve(x, Math.max(0, Naive.argmax(rows, left::at)));
    var error = Grid.zeros();
    error.set(in.round(in.sum(rows, left::at) / rows));
    var results = new HashMap<String, Grid>();
    results.put("error", error);
    return results;
  }

  private void improve(Grid x, int worst) {
    for (var row = 0; row < atoms; row++) {
      var k = row;
      var better = new double[length];
      for (var column = 0; column < length; column++) {
        var m = column;
        var known = in.sum(atoms, j -> together.at(k, j) * dictionary.at(j, m));
        better[m] = together.at(k, k) > 1e-10 ? in.round(dictionary.at(k, m) + in.round((meeting.at(k, m) - known) / together.at(k, k)))
            : x.at(worst, m);
      }
      var size = Math.sqrt(in.sum(length, m -> square(better[m])));
      for (var m = 0; m < length; m++) dictionary.set(in.round(better[m] / size), k, m);
    }
  }

  private double square(double value) {
    return in.round(in.round(value) * in.round(value));
  }
}
