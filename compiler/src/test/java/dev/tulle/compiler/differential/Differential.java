package dev.tulle.compiler.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.fail;

import dev.tulle.dsl.interpret.InterpretException;
import dev.tulle.dsl.interpret.Tolerance;
import dev.tulle.dsl.interpret.Value;
import dev.tulle.dsl.model.Size;
import dev.tulle.dsl.model.Tensor;
import dev.tulle.runtime.DeviceChoice;
import dev.tulle.runtime.TulleException;
import dev.tulle.runtime.file.WeightSource;
import dev.tulle.runtime.session.Call;
import dev.tulle.runtime.session.Result;
import dev.tulle.runtime.session.Session;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// One spec on one target with data of one kind, beside the reference interpreter: the same outputs, or the same refusal.
final class Differential {
  private static final long SEED = 1;

  private final CompiledSpec spec;
  /// What the interpreter says is the same for every target.
  private final Map<List<Object>, Expected> expected = new HashMap<>();

  /// What should come out: results, or a refusal.
  private record Expected(Map<String, Value> data, Optional<Tolerance> results, Optional<InterpretException> refusal) {}

  Differential(CompiledSpec spec) {
    this.spec = spec;
  }

  /// Sizes for a model from one number: the first size is it, each further one is larger by one, so that no two axes are mistaken.
  Map<String, Long> sizes(long first) {
    Map<String, Long> sizes = new TreeMap<>();
    for (Size size : spec.model().first().sizes()) sizes.put(size.name(), first + sizes.size());
    return sizes;
  }

  void check(DeviceChoice device, Map<String, Long> sizes, DataPattern pattern) {
    check(device, sizes,
        expected.computeIfAbsent(List.of(sizes, pattern), _ -> expect(sizes, MadeData.draw(spec.model(), sizes, pattern, SEED))));
  }

  private Expected expect(Map<String, Long> sizes, Map<String, Value> data) {
    try {
      return new Expected(data, Optional.of(Tolerance.of(spec.model(), data, given(sizes))), Optional.empty());
    } catch (InterpretException refused) {
      return new Expected(data, Optional.empty(), Optional.of(refused));
    }
  }

  private void check(DeviceChoice device, Map<String, Long> sizes, Expected expected) {
    if (expected.refusal().isPresent()) {
      TulleException refused = assertThrows(TulleException.class, () -> run(device, sizes, expected.data()),
          () -> "refused by the interpreter: " + expected.refusal().get());
      assertEquals(expected.refusal().get().code().id(), refused.code().id(), () -> expected.refusal().get() + " against " + refused);
      return;
    }
    Result result = run(device, sizes, expected.data());
    Tolerance tolerance = expected.results().orElseThrow();
    List<String> wrong = new ArrayList<>();
    Map<String, Value> selected = new HashMap<>();
    for (String name : spec.numericPatterns()) {
      Value reference = tolerance.exact().named(name).orElseThrow();
      Value members = MadeData.fromSession(result.outputs().get(name), reference.element(), reference.shape());
      tolerance.pattern(name, members).ifPresent(wrong::add);
      selected.put(name, members);
    }
    if (wrong.isEmpty()) {
      Tolerance strict = tolerance.forcing(selected);
      spec.model().first().outputs().map(Tensor::name).forEach(name -> {
        Value reference = strict.exact().named(name).orElseThrow();
        Value actual = MadeData.fromSession(result.outputs().get(name), reference.element(), reference.shape());
        strict.compare(name, actual).ifPresent(wrong::add);
      });
    }
    if (!wrong.isEmpty()) fail("data of seed " + SEED + ", races of seed " + Targets.RACE_SEED + "\n" + String.join("\n", wrong));
  }

  private Map<String, Long> given(Map<String, Long> sizes) {
    Map<String, Long> given = new HashMap<>();
    for (Size size : spec.model().first().sizes()) if (size.given()) given.put(size.name(), sizes.get(size.name()));
    return given;
  }

  private Result run(DeviceChoice device, Map<String, Long> sizes, Map<String, Value> data) {
    Map<String, dev.tulle.runtime.tensor.Value> weights = new HashMap<>();
    for (String name : MadeData.names(spec.model().weights())) weights.put(name, MadeData.forSession(data.get(name)));
    Map<String, dev.tulle.runtime.tensor.Value> inputs = new HashMap<>();
    for (String name : MadeData.names(spec.model().first().inputs())) inputs.put(name, MadeData.forSession(data.get(name)));
    try (Session session = spec.on(device.info().target()).open(device, WeightSource.of(weights), given(sizes))) {
      return session.run(Call.of(inputs));
    }
  }
}
