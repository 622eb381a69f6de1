package dev.tulle.models.attention;

import dev.tulle.models.attention.DenseAttention.Mask;
import dev.tulle.models.trial.Draw;
import dev.tulle.models.trial.Grid;
import dev.tulle.models.trial.Naive;
import dev.tulle.models.trial.Oracle;
import dev.tulle.models.trial.Sample;
import dev.tulle.models.trial.Sample.Step;
import dev.tulle.models.trial.Trial;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The trials of attention.
public final class AttentionTrials {
  private AttentionTrials() {}

  public static List<Trial> all() {
    return List.of(
        masked("WindowAttention", "the last tokens and the first", Map.of("W", 4.0, "SINK", 2.0), false, _ -> Masks.window(4, 2), 0, 1, 2,
            5, 18, 33),
        new Trial("attention/masks.tulle", "GroupedQueryAttention", "query heads that share keys and values", Map.of(),
            AttentionTrials::grouped),
        masked("AnchorAttention", "keys that come near an anchor", Map.of("BLOCK", 4.0, "INIT", 2.0, "LOCAL", 3.0, "THETA", 1.0), true,
            all -> Masks.anchor(all, 4, 2, 3, 1), 0, 4, 20, 32).measured(
                AttentionFigures.recall("AnchorAttention",
                    Map.of("BLOCK", 16.0, "INIT", 16.0, "LOCAL", 16.0, "THETA", 5.0))),
        masked("VerticalSlash", "the columns and diagonals of the last queries", Map.of("LAST", 3.0, "COLUMNS", 2.0, "DIAGONALS", 3.0),
            true,
            all -> Masks.verticalSlash(all, 3, 2, 3), 3, 4, 17, 33).measured(
                AttentionFigures.recall("VerticalSlash",
                    Map.of("LAST", 16.0, "COLUMNS", 16.0, "DIAGONALS", 32.0))),
        masked("BlockAttention", "the best blocks by their means", Map.of("BLOCK", 4.0, "KEEP", 2.0), true, all -> Masks.blocks(all, 4, 2),
            0, 4, 20, 32)
                .measured(AttentionFigures.recall("BlockAttention", Map.of("BLOCK", 16.0, "KEEP", 2.0))),
        new Trial("attention/kinds.tulle", "KindAttention", "Sparse-vDiT: a stored kind for each head", Map.of("WIDTH", 3.0, "STRIDE", 7.0),
            AttentionTrials::kinds),
        new Trial("attention/kinds.tulle", "SearchKinds", "the offline search for kinds", Map.of("WIDTH", 3.0, "STRIDE", 7.0, "EPS", 0.8),
            AttentionTrials::search).measured(AttentionFigures::plantedKinds),
        new Trial("attention/cache.tulle", "CachedAttention", "window and sinks, token by token in a ring", Map.of("W", 4.0, "SINK", 2.0),
            AttentionTrials::cached),
        new Trial("attention/budgets.tulle", "PageAttention", "Quest: pages by the bounds of their keys", Map.of("PAGE", 4.0, "KEEP", 2.0),
            AttentionTrials::pages).measured(AttentionFigures::pages),
        new Trial("attention/budgets.tulle", "JointBudget", "SnapKV with Ada's budget over heads", Map.of("WINDOW", 3.0, "BUDGET", 4.0),
            AttentionTrials::budget),
        new Trial("attention/budgets.tulle", "NucleusAttention", "the fewest pairs that hold a share", Map.of("P", 0.8),
            AttentionTrials::nucleus)
                .measured(AttentionFigures::nucleus),
        new Trial("attention/crate.tulle", "Crate", "CRATE: attention that compresses, shrinkage", Map.of(), AttentionTrials::crate)
            .measured(AttentionFigures::crate));
  }

  private interface Choose {
    Mask mask(DenseAttention all);
  }

  private static Trial masked(String model, String what, Map<String, Double> parameters, boolean counted, Choose choose, int... lengths) {
    return new Trial("attention/masks.tulle", model, what, parameters, () -> {
      var samples = new ArrayList<Sample>();
      for (var length : lengths) {
        var inputs = queries(new Draw(length), 2, length, 5, 3);
        samples.add(Sample.of(length + " tokens", Map.of(), inputs, in -> {
          var all = new DenseAttention(in, inputs.get("q"), inputs.get("k"), inputs.get("v"));
          var mask = choose.mask(all);
          return counted ? Map.of("o", all.attend(mask), "pairs", all.pairs(mask)) : Map.of("o", all.attend(mask));
        }));
      }
      return samples;
    });
  }

  private static Map<String, Grid> queries(Draw draw, int heads, int length, int width, int values) {
    return Map.of("q", draw.normal(heads, length, width), "k", draw.normal(heads, length, width), "v", draw.normal(heads, length, values));
  }

  private static List<Sample> grouped() {
    return Stream.of(0, 1, 7, 19).map(length -> {
      var draw = new Draw(length);
      var groups = 2;
      var each = 3;
      var q = draw.normal(groups, each, length, 5);
      var k = draw.normal(groups, length, 5);
      var v = draw.normal(groups, length, 4);
      return Sample.of(length + " tokens", Map.of(), Map.of("q", q, "k", k, "v", v), in -> {
        var heads = groups * each;
        // Keys and values written out for every head.
        var wide = new DenseAttention(in, Grid.zeros(heads, length, 5).fill(q::get),
            Grid.zeros(heads, length, 5).fill(i -> k.at(i / (each * length * 5), i / 5 % length, i % 5)),
            Grid.zeros(heads, length, 4).fill(i -> v.at(i / (each * length * 4), i / 4 % length, i % 4)));
        var flat = wide.attend(Masks.causal());
        var o = Grid.zeros(groups, each, length, 4);
        for (var i = 0; i < o.count(); i++) o.set(flat.get(i), i / (each * length * 4), i / (length * 4) % each, i / 4 % length, i % 4);
        return Map.of("o", o);
      });
    }).toList();
  }

  private static List<Sample> kinds() {
    return Stream.of(0, 1, 6, 23).map(length -> {
      var draw = new Draw(length);
      var inputs = queries(draw, 6, length, 5, 4);
      var kind = Grid.whole(6).fill(h -> h % 5);
      return Sample.of(length + " tokens", Map.of("kind", kind), inputs, in -> {
        var all = new DenseAttention(in, inputs.get("q"), inputs.get("k"), inputs.get("v"));
        return Map.of("o", all.attend((h, i, j) -> Masks.ofKind((int) kind.at(h), i, j, 3, 7)));
      });
    }).toList();
  }

  private static List<Sample> search() {
    return Stream.of(1, 9, 23).map(length -> {
      var inputs = queries(new Draw(length), 3, length, 5, 4);
      return Sample.of(length + " tokens", Map.of(), inputs, in -> {
        var all = new DenseAttention(in, inputs.get("q"), inputs.get("k"), inputs.get("v"));
        var full = all.attend((_, _, _) -> true);
        var error = Grid.zeros(3, 5);
        var best = Grid.whole(3);
        for (var head = 0; head < 3; head++) {
          var h = head;
          var fewest = Double.POSITIVE_INFINITY;
          for (var number = 0; number < 5; number++) {
            var c = number;
            var o = all.attend((_, i, j) -> Masks.ofKind(c, i, j, 3, 7));
            var size = in.sum(length * 4, i -> Math.pow(full.at(h, i / 4, i % 4), 2));
            var off = in.sum(length * 4, i -> Math.pow(in.round(o.at(h, i / 4, i % 4) - full.at(h, i / 4, i % 4)), 2));
            error.set(in.round(Math.sqrt(in.round(off / size))), h, c);
            var cost = all.pairs((_, i, j) -> Masks.ofKind(c, i, j, 3, 7)).at(h);
            if (error.at(h, c) > 0.8 || cost >= fewest) continue;
            fewest = cost;
            best.set(c, h);
          }
        }
        return Map.of("error", error, "kind", best);
      });
    }).toList();
  }

  private static List<Sample> cached() {
    return Stream.of(0, 1, 5, 13).map(length -> {
      var draw = new Draw(length);
      var steps = new ArrayList<Step>();
      for (var token = 0; token < 2; token++) steps.add(token(draw));
      steps.add(new Step("prefill", queries(draw, 2, length, 6, 6)));
      for (var token = 0; token < 9; token++) steps.add(token(draw));
      Oracle oracle = in -> answers(in, steps);
      return new Sample("two tokens, a text of " + length + ", nine tokens", Map.of(), Map.of("H", 2L, "D", 6L), steps, oracle);
    }).toList();
  }

  private static Step token(Draw draw) {
    return new Step("decode", Map.of("q", draw.normal(2, 6), "k", draw.normal(2, 6), "v", draw.normal(2, 6)));
  }

  private static List<Map<String, Grid>> answers(Naive in, List<Step> steps) {
    var cache = new CacheLoop(in, 4, 2);
    var answers = new ArrayList<Map<String, Grid>>();
    for (var step : steps) {
      var q = step.inputs().get("q");
      if (step.entry().equals("decode")) {
        var o = Grid.zeros(2, 6);
        var kept = Grid.whole();
        kept.set(cache.next(q, step.inputs().get("k"), step.inputs().get("v"), o));
        answers.add(Map.of("o", o, "kept", kept));
        continue;
      }
      cache.forget();
      var all = Grid.zeros(2, q.extent(1), 6);
      for (var t = 0; t < q.extent(1); t++) {
        var o = Grid.zeros(2, 6);
        cache.next(row(q, t), row(step.inputs().get("k"), t), row(step.inputs().get("v"), t), o);
        for (var i = 0; i < 12; i++) all.set(o.get(i), i / 6, t, i % 6);
      }
      answers.add(Map.of("o", all));
    }
    return answers;
  }

  /// One token of a text.
  private static Grid row(Grid text, int token) {
    return Grid.zeros(2, 6).fill(i -> text.at(i / 6, token, i % 6));
  }

  private static List<Sample> pages() {
    return Stream.of(1, 4, 18, 33).map(length -> {
      var draw = new Draw(length);
      var q = draw.normal(2, 5);
      var k = draw.normal(2, length, 5);
      var v = draw.normal(2, length, 3);
      return Sample.of(length + " tokens", Map.of(), Map.of("q", q, "k", k, "v", v), in -> {
        var all = new DenseAttention(in, Grid.zeros(2, 1, 5).fill(q::get), k, v);
        var mask = Masks.pages(all, 4, 2);
        var o = Grid.zeros(2, 3);
        var attended = all.attend(mask);
        for (var i = 0; i < 6; i++) o.set(attended.get(i), i / 3, i % 3);
        return Map.of("o", o, "read", all.pairs(mask));
      });
    }).toList();
  }

  private static List<Sample> budget() {
    return Stream.of(3, 6, 19).map(length -> {
      var inputs = queries(new Draw(length), 3, length, 5, 4);
      return Sample.of(length + " tokens", Map.of(), inputs, in -> {
        var all = new DenseAttention(in, inputs.get("q"), inputs.get("k"), inputs.get("v"));
        var mask = Masks.joint(all, 3, 4);
        var attended = all.attend((h, i, j) -> i == length - 1 && mask.sees(h, i, j));
        var o = Grid.zeros(3, 4);
        for (var h = 0; h < 3; h++) for (var e = 0; e < 4; e++) o.set(attended.at(h, length - 1, e), h, e);
        return Map.of("o", o, "slots", all.pairs((h, i, j) -> i == length - 1 && mask.sees(h, i, j)));
      });
    }).toList();
  }

  private static List<Sample> nucleus() {
    return Stream.of(0, 1, 6, 21).map(length -> {
      var inputs = queries(new Draw(length), 2, length, 5, 4);
      return Sample.of(length + " tokens", Map.of(), inputs, in -> {
        var all = new DenseAttention(in, inputs.get("q"), inputs.get("k"), inputs.get("v"));
        var mask = Masks.nucleus(all, 0.8);
        return Map.of("o", all.attend(mask), "pairs", all.pairs(mask));
      });
    }).toList();
  }

  private static List<Sample> crate() {
    return Stream.of(0, 1, 9).map(rows -> {
      var draw = new Draw(rows);
      var x = draw.normal(rows, 8);
      var weights = crateWeights(draw, 3, 2, 4, 8);
      return Sample.of(rows + " tokens", weights, Map.of("x", x), in -> {
        var z = new double[rows][8];
        for (var i = 0; i < x.count(); i++) z[i / 8][i % 8] = x.get(i);
        var result = new CrateLoop(in, weights, 0.1, 0.1).run(z);
        var y = Grid.zeros(rows, 8);
        for (var i = 0; i < y.count(); i++) y.set(result[i / 8][i % 8], i / 8, i % 8);
        return Map.of("y", y);
      });
    }).toList();
  }

  static Map<String, Grid> crateWeights(Draw draw, int layers, int heads, int small, int width) {
    var weights = new HashMap<String, Grid>();
    weights.put("subspace", draw.scaled(0.4, layers, heads, small, width));
    weights.put("back", draw.scaled(0.4, layers, width, heads, small));
    weights.put("dictionary", draw.scaled(0.4, layers, width, width));
    weights.put("gain1", draw.normal(layers, width));
    weights.put("gain2", draw.normal(layers, width));
    weights.put("shift1", draw.scaled(0.2, layers, width));
    weights.put("shift2", draw.scaled(0.2, layers, width));
    return weights;
  }
}
