package dev.tulle.models.attention;

import dev.tulle.models.attention.DenseAttention.Mask;
import dev.tulle.models.trial.Naive;
import java.util.function.IntToDoubleFunction;

/// Which pairs each way to attend keeps, as booleans for all of them.
final class Masks {
  private Masks() {}

  static Mask causal() {
    return (_, i, j) -> j <= i;
  }

  static Mask window(int width, int sinks) {
    return (_, i, j) -> j <= i && (i - j < width || j < sinks);
  }

  static Mask anchor(DenseAttention all, int block, int first, int local, double theta) {
    var length = all.length();
    var stripe = new boolean[all.heads()][length / block][length];
    Mask near = (_, i, j) -> j <= i && (j < first || i - j < local);
    var in = all.in();
    for (var head = 0; head < all.heads(); head++) for (var number = 0; number < length / block; number++) {
      var h = head;
      var b = number;
      var anchor = in.round(in.sum(block, r -> {
        var best = Double.NEGATIVE_INFINITY;
        for (var j = 0; j < length; j++) if (near.sees(h, b * block + r, j)) best = Math.max(best, all.score(h, b * block + r, j));
        return best;
      }) / block);
      var middle = means(in, block, b, r -> d -> all.q().at(h, r, d), all.q().extent(2));
      for (var key = 0; key < length; key++) {
        var j = key;
        var fit = in.round(in.sum(middle.length, d -> middle[d] * all.k().at(h, j, d)) / Math.sqrt(middle.length));
        stripe[h][b][j] = anchor - fit <= theta;
      }
    }
    return (h, i, j) -> j <= i && (near.sees(h, i, j) || stripe[h][i / block][j]);
  }

  private interface Rows {
    IntToDoubleFunction row(int r);
  }

  /// The mean of the rows of one block, element by element.
  private static double[] means(Naive in, int block, int number, Rows rows, int width) {
    var means = new double[width];
    for (var element = 0; element < width; element++) {
      var d = element;
      means[d] = in.round(in.sum(block, r -> rows.row(number * block + r).applyAsDouble(d)) / block);
    }
    return means;
  }

  static Mask verticalSlash(DenseAttention all, int last, int columns, int diagonals) {
    var length = all.length();
    var column = new boolean[all.heads()][];
    var diagonal = new boolean[all.heads()][];
    var in = all.in();
    for (var head = 0; head < all.heads(); head++) {
      var h = head;
      var shares = new double[last][];
      for (var row = 0; row < last; row++) {
        var i = length - last + row;
        shares[row] = in.softmax(length, j -> j <= i, j -> all.score(h, i, j));
      }
      var vertical = new double[length];
      var slash = new double[length];
      for (var place = 0; place < length; place++) {
        var j = place;
        vertical[j] = in.sum(last, r -> shares[r][j]);
        slash[j] = in.sum(last, r -> length - last + r >= j, r -> shares[r][length - last + r - j]);
      }
      column[h] = Naive.best(length, columns, _ -> true, j -> vertical[j]);
      diagonal[h] = Naive.best(length, diagonals, _ -> true, o -> slash[o]);
    }
    return (h, i, j) -> j <= i && (column[h][j] || diagonal[h][i - j]);
  }

  static Mask blocks(DenseAttention all, int block, int keep) {
    var count = all.length() / block;
    var chosen = new boolean[all.heads()][count][];
    var in = all.in();
    for (var head = 0; head < all.heads(); head++) for (var number = 0; number < count; number++) {
      var h = head;
      var a = number;
      var width = all.q().extent(2);
      var query = means(in, block, a, r -> d -> all.q().at(h, r, d), width);
      var fit = new double[count];
      for (var b = 0; b < count; b++) {
        var key = means(in, block, b, r -> d -> all.k().at(h, r, d), width);
        fit[b] = in.sum(width, d -> query[d] * key[d]);
      }
      chosen[h][a] = Naive.best(count, keep, b -> b < a, b -> fit[b]);
    }
    return (h, i, j) -> j <= i && (i / block == j / block || chosen[h][i / block][j / block]);
  }

  /// The pages whose keys could score most, for one query a head.
  static Mask pages(DenseAttention all, int page, int keep) {
    var length = all.k().extent(1);
    var pages = (length + page - 1) / page;
    var chosen = new boolean[all.heads()][];
    for (var head = 0; head < all.heads(); head++) {
      var h = head;
      var bound = new double[pages];
      for (var number = 0; number < pages; number++) {
        var b = number;
        bound[b] = all.in().sum(all.q().extent(2), d -> {
          var most = Double.NEGATIVE_INFINITY;
          for (var j = b * page; j < Math.min(length, (b + 1) * page); j++)
            most = Math.max(most, all.q().at(h, 0, d) * all.k().at(h, j, d));
          return most;
        });
      }
      chosen[h] = Naive.best(pages, keep, _ -> true, b -> bound[b]);
    }
    return (h, _, j) -> chosen[h][j / page];
  }

  /// What the last query sees: the window, and the keys that are worth most to the window's queries over all heads.
  static Mask joint(DenseAttention all, int window, int budget) {
    var length = all.length();
    var first = length - window;
    var worth = new double[all.heads() * length];
    for (var head = 0; head < all.heads(); head++) {
      var h = head;
      var shares = new double[window][];
      for (var r = 0; r < window; r++) {
        var i = first + r;
        shares[r] = all.in().softmax(length, j -> j <= i, j -> all.score(h, i, j));
      }
      for (var key = 0; key < length; key++) {
        var j = key;
        worth[h * length + j] = all.in().sum(window, r -> shares[r][j]);
      }
    }
    var kept = Naive.best(worth.length, (long) budget * all.heads(), i -> i % length < first, i -> worth[i]);
    return (h, _, j) -> kept[h * length + j] || j >= first;
  }

  /// Of each row the fewest pairs that hold a share of its mass.
  static Mask nucleus(DenseAttention all, double share) {
    var length = all.length();
    var chosen = new boolean[all.heads()][length][];
    for (var head = 0; head < all.heads(); head++) for (var row = 0; row < length; row++) {
      var h = head;
      var i = row;
      var p = all.in().softmax(length, j -> j <= i, j -> all.score(h, i, j));
      var count = 0;
      var mass = 0.0;
      while (mass < share) {
        count++;
        var best = Naive.best(length, count, j -> j <= i, j -> p[j]);
        mass = all.in().sum(length, j -> best[j], j -> p[j]);
        chosen[h][i] = best;
      }
    }
    return (h, i, j) -> j <= i && chosen[h][i][j];
  }

  /// One kind of head; see `kinds.tulle`.
  static boolean ofKind(int kind, int i, int j, int width, int stride) {
    var near = Math.abs(i - j) < width;
    return switch (kind) {
      case 0 -> true;
      case 1 -> near;
      case 2 -> Math.floorMod(i - j + width / 2, stride) < width;
      case 3 -> near || j % stride < width / 2;
      default -> false;
    };
  }
}
