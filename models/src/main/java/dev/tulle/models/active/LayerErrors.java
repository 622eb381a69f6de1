package dev.tulle.models.active;

import dev.tulle.compiler.Compiler;
import dev.tulle.dsl.Front;
import dev.tulle.models.BundleCache;
import dev.tulle.models.Specification;
import dev.tulle.runtime.DeviceChoice;
import dev.tulle.runtime.Model;
import dev.tulle.runtime.file.WeightSource;
import dev.tulle.runtime.tensor.ElementType;
import dev.tulle.runtime.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// MiniLM's real linear layers one by one: each gets what it gets in the dense model, and its result with fewer inputs, by the models of `active.tulle`, is compared with the whole.
final class LayerErrors {
  private static final Specification LAYERS = Specification.of(ActiveTrials.FILE);
  private static final int BLOCKS = 6;

  private final DeviceChoice device;
  private final Consumer<String> progress;
  private final Map<String, Tensor> weights;
  /// What each layer gets, by its path (`b1.q`): all tokens of all sentences.
  private final Map<String, Tensor> inputs;
  private final Map<String, Tensor> whole = new HashMap<>();
  private final Map<Front.Options, Model> compiled = new HashMap<>();

  /// Runs the dense model and keeps what its layers get.
  ///
  /// @param published weights by the names of `minilm/minilm.tulle`
  /// @param sentences their tokens
  LayerErrors(DeviceChoice device, Map<String, Tensor> published, List<int[]> sentences, Consumer<String> progress) {
    this.device = device;
    this.progress = progress;
    this.weights = ActiveMiniLm.weights(Selection.DENSE, published);
    var kept = new HashSet<String>();
    paths().forEach(path -> kept.add(input(path)));
    var checked = ActiveMiniLm.SPECIFICATION.check(Selection.DENSE.options());
    var bundle = Compiler.compile(checked, List.of(device.info().target()),
        new Compiler.Options(Set.copyOf(kept), Optional.empty(), progress));
    var got = new HashMap<String, List<Tensor>>();
    try (var session = Model.of(bundle).open(device, WeightSource.of(weights))) {
      for (var ids : sentences) {
        var run = session.run(Map.of("ids", Tensor.of(ids, ids.length)));
        kept.forEach(name -> got.computeIfAbsent(name, _ -> new ArrayList<>()).add(run.tensor(name)));
      }
    }
    var joined = new HashMap<String, Tensor>();
    got.forEach((name, parts) -> joined.put(name, joined(parts)));
    this.inputs = new LinkedHashMap<>();
    paths().forEach(path -> inputs.put(path, joined.get(input(path))));
    // No layer has more inputs than there are hidden units: of so many the largest are all.
    paths().forEach(path -> whole.put(path, run("MagnitudeLinear", Selection.HIDDEN, path, Map.of())));
  }

  private static List<String> paths() {
    return Stream.iterate(1, block -> block <= BLOCKS, block -> block + 1)
        .flatMap(block -> Selection.LAYERS.keySet().stream().sorted().map(layer -> "b" + block + "." + layer))
        .toList();
  }

  /// What `minilm.tulle` calls what a layer gets.
  private static String input(String path) {
    var block = path.substring(0, path.indexOf('.'));
    var layer = path.substring(path.indexOf('.') + 1);
    return switch (layer) {
      case "o" -> block + ".joined";
      case "up" -> block + ".a";
      case "down" -> block + ".hidden";
      default -> block.equals("b1") ? "x" : "b" + (block.charAt(1) - '1') + ".y";
    };
  }

  private static Tensor joined(List<Tensor> parts) {
    var tokens = parts.stream().mapToLong(part -> part.extent(0)).sum();
    var all = Tensor.zeros(ElementType.F32, tokens, parts.getFirst().extent(1));
    var at = 0L;
    for (var part : parts) {
      MemorySegment.copy(part.data(), 0, all.data(), at, part.data().byteSize());
      at += part.data().byteSize();
    }
    return all;
  }

  /// The mean over tokens of the distance from the whole result as a share of that result's length, and over those layers that leave inputs out.
  double of(Selection selection) {
    progress.accept(selection.label() + ": layers one by one");
    var errors = new ArrayList<Double>();
    inputs.forEach((path, x) -> {
      var keep = x.extent(1) == Selection.WIDTH ? selection.keep() : selection.keepHidden();
      if (keep < x.extent(1)) errors.add(error(run(model(selection), keep, path, factors(selection, path)), whole.get(path)));
    });
    return errors.stream().mapToDouble(error -> error).average().orElse(0);
  }

  private static String model(Selection selection) {
    if (selection.rank() > 0) return "RankSparseLinear";
    return selection.weighed() ? "WinaLinear" : "MagnitudeLinear";
  }

  private Map<String, Tensor> factors(Selection selection, String path) {
    if (selection.rank() == 0) return Map.of();
    var w = weights.get(path + ".w");
    var parts = LowRank.of(w.toFloats(), (int) w.extent(0), (int) w.extent(1), selection.rank());
    return Map.of("u", Tensor.of(parts.u(), w.extent(0), selection.rank()), "v", Tensor.of(parts.v(), selection.rank(), w.extent(1)));
  }

  private Tensor run(String model, int keep, String path, Map<String, Tensor> factors) {
    var options = new Front.Options(Optional.of(model), Map.of("KEEP", (double) keep), Map.of());
    var bundle = compiled.computeIfAbsent(options, o -> BundleCache.compile(LAYERS, o, device, progress));
    var bound = new HashMap<>(factors);
    bound.put("w", weights.get(path + ".w"));
    try (var session = bundle.open(device, WeightSource.of(bound))) {
      return session.run(Map.of("x", inputs.get(path))).tensor("y");
    }
  }

  private static double error(Tensor y, Tensor whole) {
    var tokens = (int) whole.extent(0);
    var outputs = (int) whole.extent(1);
    var sum = 0.0;
    for (var t = 0; t < tokens; t++) {
      var apart = 0.0;
      var length = 0.0;
      for (var f = 0; f < outputs; f++) {
        var at = (long) t * outputs + f;
        apart += Math.pow(y.getFloat(at) - whole.getFloat(at), 2);
        length += Math.pow(whole.getFloat(at), 2);
      }
      sum += Math.sqrt(apart / length);
    }
    return sum / tokens;
  }
}
