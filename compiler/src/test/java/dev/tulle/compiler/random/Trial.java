package dev.tulle.compiler.random;

import dev.tulle.compiler.constructs.Comparison;
import dev.tulle.compiler.differential.CompiledSpec;
import dev.tulle.compiler.differential.DataPattern;
import dev.tulle.dsl.model.Size;
import dev.tulle.runtime.DeviceChoice;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/// One program on one device with one set of data.
///
/// @param sizes every size of the model; the data follows from them, from the kind and from the seed
record Trial(DeviceChoice device, Map<String, Long> sizes, DataPattern data, long seed) {
  private static final List<Long> SIZES = List.of(0L, 1L, 1L, 2L, 3L, 5L, 7L, 9L, 17L);

  /// What happened.
  ///
  /// @param refused the code with which interpreter and device both refused the data
  record Outcome(Optional<Failure> failure, Optional<String> refused) {}

  static Trial draw(DeviceChoice device, CompiledSpec spec, long seed) {
    Random random = new Random(seed);
    Map<String, Long> sizes = new TreeMap<>();
    spec.model()
        .entries()
        .stream()
        .flatMap(e -> e.sizes().stream())
        .map(Size::name)
        .forEach(name -> sizes.computeIfAbsent(name, _ -> SIZES.get(random.nextInt(SIZES.size()))));
    DataPattern[] kinds = DataPattern.values();
    return new Trial(device, sizes, random.nextBoolean() ? DataPattern.RANDOM : kinds[random.nextInt(kinds.length)], seed);
  }

  Trial withSizes(Map<String, Long> other) {
    return new Trial(device, Map.copyOf(other), data, seed);
  }

  String name() {
    return device.info().target().name();
  }

  Outcome run(CompiledSpec spec) {
    try {
      Comparison.Found found = Comparison.of(spec, device, new TreeMap<>(sizes), data, seed);
      Optional<String> refused = found.refusal().map(r -> r.code().id());
      if (!found.wrong().isEmpty()) {
        return new Outcome(Optional.of(Failure.wrong(name(), String.join("\n", found.wrong()))), refused);
      }
      return new Outcome(Optional.empty(), refused);
    } catch (Exception | AssertionError | StackOverflowError fault) {
      return new Outcome(Optional.of(Failure.of(fault)), Optional.empty());
    }
  }

  @Override
  public String toString() {
    return name() + ", sizes " + sizes + ", data " + data + " of seed " + seed;
  }
}
