package dev.tulle.models.active;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import dev.tulle.models.DenseWeight;
import dev.tulle.models.minilm.DoubleMiniLm;
import dev.tulle.models.minilm.MiniLm;
import dev.tulle.models.minilm.PublishedModel;
import dev.tulle.runtime.Devices;
import dev.tulle.runtime.tensor.Tensor;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The published network with fewer inputs in its layers, compiled, against the same in plain Java and double precision.
class ActiveMiniLmTest {
  /// Sentences of one word. Of most, some token somewhere has two inputs between which rounding decides.
  private static final int[] WORDS = {2175, 2158, 5983, 3538, 7852, 2003, 4248, 3899};
  private static final double APART = 1e-5;

  private static Map<String, Tensor> published;
  private static List<DenseWeight> weights;

  @BeforeAll
  static void read() {
    weights = PublishedModel.orSkip().weights();
    published = MiniLm.obtain(System.out::println).tensors();
  }

  /// Linear layers that choose inputs, and remember how far from a tie they ever were.
  private static final class Choosing implements DoubleMiniLm.Linear {
    private final Selection selection;
    private final Map<DenseWeight, double[]> lengths = new IdentityHashMap<>();
    private final Map<DenseWeight, LowRank> factors = new IdentityHashMap<>();
    private DenseWeight matrix;
    private double[] token;
    private boolean[] chosen;
    private double[] rest;
    private double nearest = 1;

    Choosing(Selection selection) {
      this.selection = selection;
    }

    @Override
    public double product(DenseWeight w, double[] x, int out) {
      if (w != matrix || x != token) choose(w, x);
      var sum = 0.0;
      for (var d = 0; d < x.length; d++) if (chosen[d]) sum += w.values()[out * x.length + d] * x[d];
      for (var r = 0; r < rest.length; r++) sum += factors.get(w).u()[out * rest.length + r] * rest[r];
      return sum;
    }

    private void choose(DenseWeight w, double[] x) {
      matrix = w;
      token = x;
      var outputs = w.values().length / x.length;
      var keep = x.length == Selection.WIDTH ? selection.keep() : selection.keepHidden();
      var length = lengths.computeIfAbsent(w, _ -> lengths(w, x.length));
      var scores = IntStream.range(0, x.length).mapToDouble(d -> Math.abs(x[d]) * (selection.weighed() ? length[d] : 1)).toArray();
      var sorted = scores.clone();
      Arrays.sort(sorted);
      var least = sorted[x.length - keep];
      if (keep < x.length) nearest = Math.min(nearest, 1 - sorted[x.length - keep - 1] / least);
      chosen = new boolean[x.length];
      for (var d = 0; d < x.length; d++) chosen[d] = scores[d] >= least;
      var parts = factors.computeIfAbsent(w, _ -> LowRank.of(w.values(), outputs, x.length, selection.rank()));
      rest = new double[selection.rank()];
      for (var r = 0; r < rest.length; r++)
        for (var d = 0; d < x.length; d++) if (!chosen[d]) rest[r] += parts.v()[r * x.length + d] * x[d];
    }

    private static double[] lengths(DenseWeight w, int inputs) {
      var squares = new double[inputs];
      for (var i = 0; i < w.values().length; i++) squares[i % inputs] += (double) w.values()[i] * w.values()[i];
      return Arrays.stream(squares).map(Math::sqrt).toArray();
    }
  }

  private static void assertComputed(Selection selection) {
    for (var word : WORDS) {
      var ids = new int[] {101, word, 102};
      var choosing = new Choosing(selection);
      var expected = new DoubleMiniLm(weights, choosing).embed(ids);
      if (choosing.nearest < APART) continue;
      try (var model = ActiveMiniLm.open(selection, published, Devices.cpu(), System.out::println)) {
        var actual = model.embed(ids);
        for (var d = 0; d < expected.length; d++) assertEquals(expected[d], actual[d], 1e-5, selection + ", element " + d);
      }
      return;
    }
    fail("rounding decides about every sentence");
  }

  @Test
  void allInputsAreTheDenseNetwork() {
    assertComputed(Selection.DENSE);
  }

  @Test
  void winaMeetsTheInputsThatMatterMost() {
    assertComputed(Selection.at(50).get(1));
  }

  @Test
  void lowRankStandsForTheOtherInputs() {
    assertComputed(Selection.at(65).get(2));
  }

  @Test
  void onlyTheLargestHiddenUnitsFire() {
    assertComputed(Selection.at(90).getLast());
  }
}
