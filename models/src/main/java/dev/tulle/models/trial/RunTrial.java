package dev.tulle.models.trial;

import dev.tulle.cli.data.Conversions;
import dev.tulle.dsl.Front;
import dev.tulle.dsl.interpret.Allowance;
import dev.tulle.dsl.interpret.Precision;
import dev.tulle.dsl.interpret.Value;
import dev.tulle.models.BundleCache;
import dev.tulle.runtime.DeviceChoice;
import dev.tulle.runtime.Model;
import dev.tulle.runtime.file.WeightSource;
import dev.tulle.runtime.session.Call;
import dev.tulle.runtime.session.Session;
import dev.tulle.runtime.tensor.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/// Runs a trial on one device.
public final class RunTrial {
  private static final int NAIVE_RUNS = 4;
  /// Where single precision strays further than this share of the largest element, something other than rounding decides: the data is at a tie.
  private static final double ROUNDING = 1e-2;

  private final Trial trial;
  private final DeviceChoice device;
  private final Consumer<String> progress;
  private final Map<Front.Options, Model> compiled = new HashMap<>();

  /// @param error the largest of any element of any output, in units of what is allowed; at most 1 if all is well
  /// @param worst where that is, or what else is wrong
  public record Outcome(double error, String worst) {
    private Outcome or(Outcome other) {
      return other.error > error ? other : this;
    }
  }

  /// @param progress gets a line before what takes long
  public RunTrial(Trial trial, DeviceChoice device, Consumer<String> progress) {
    this.trial = trial;
    this.device = device;
    this.progress = progress;
  }

  /// Every sample against its oracle.
  public Outcome compare() {
    var outcome = new Outcome(0, "");
    for (var sample : trial.samples().get()) outcome = outcome.or(compare(sample));
    return outcome;
  }

  /// The trial's figure, if it has one.
  public Optional<Figure.Measured> measure() {
    return trial.figure().map(figure -> figure.measure(this::open));
  }

  private Outcome compare(Sample sample) {
    var exact = sample.oracle().evaluate(new Naive(Precision.exact()));
    var naive = IntStream.range(0, NAIVE_RUNS).mapToObj(seed -> sample.oracle().evaluate(new Naive(Precision.single(seed)))).toList();
    var outcome = new Outcome(0, "");
    try (var session = open(trial.options(), sample.weights(), sample.sizes())) {
      for (var i = 0; i < sample.steps().size(); i++) {
        var step = i;
        var run = sample.steps().get(i);
        var call = Call.of(tensors(run.inputs()));
        for (var size : sample.sizes().entrySet()) call = call.size(size.getKey(), size.getValue());
        var result = session.run(run.entry(), call);
        for (var expected : exact.get(i).entrySet()) {
          var name = expected.getKey();
          var actual = Conversions.toReference(name, result.outputs().get(name));
          var strayed = naive.stream().map(runs -> runs.get(step).get(name).toReference()).toList();
          var place = sample.label() + ", step " + step + ", " + name;
          outcome = outcome.or(compare(place, expected.getValue().toReference(), strayed, actual));
        }
      }
    }
    return outcome;
  }

  private static Outcome compare(String place, Value exact, List<Value> naive, Value actual) {
    if (!Arrays.equals(exact.shape(), actual.shape())) return wrong(place + " has another shape");
    var largest = 0.0;
    for (var value : exact.values()) largest = Math.max(largest, Math.abs(value));
    for (var run : naive) {
      for (var i = 0; i < exact.values().length; i++) {
        var strays = Math.abs(run.values()[i] - exact.values()[i]);
        if (run.exists(i) != exact.exists(i) || strays > ROUNDING * largest) return wrong(place + ": rounding decides about element " + i);
      }
    }
    var allowance = new Allowance(exact, naive);
    var outcome = new Outcome(0, "");
    for (var i = 0; i < exact.values().length; i++) {
      if (exact.exists(i) != actual.exists(i))
        return wrong(place + ": element " + i + (exact.exists(i) ? " is missing" : " should not exist"));
      if (exact.exists(i)) {
        var error = allowance.error(i, actual.values()[i]);
        outcome = outcome.or(new Outcome(error, place + ": element " + i + " is " + actual.values()[i] + ", not " + exact.values()[i]));
      }
    }
    return outcome;
  }

  private static Outcome wrong(String what) {
    return new Outcome(Double.POSITIVE_INFINITY, what);
  }

  private Session open(Front.Options options, Map<String, Grid> weights, Map<String, Long> sizes) {
    var model = compiled.computeIfAbsent(options, o -> BundleCache.compile(trial.specification(), o, device, progress));
    return model.open(device, WeightSource.of(tensors(weights)), sizes);
  }

  /// Grids as a session takes them.
  public static Map<String, Tensor> tensors(Map<String, Grid> grids) {
    var tensors = new HashMap<String, Tensor>();
    grids.forEach((name, grid) -> tensors.put(name, grid.toTensor()));
    return tensors;
  }
}
