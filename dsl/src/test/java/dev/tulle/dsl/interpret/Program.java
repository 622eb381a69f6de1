package dev.tulle.dsl.interpret;

import dev.tulle.dsl.Front;
import dev.tulle.dsl.model.CheckedModel;
import dev.tulle.dsl.model.ElementType;
import dev.tulle.dsl.source.Source;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/// A model in Tulle with its data, and what came of running it. Data is drawn from one printed seed.
final class Program {
  static final long SEED = 20261123;

  private final CheckedModel model;
  private final Random random = new Random(SEED);
  private final Map<String, Value> bindings = new HashMap<>();
  private final Map<String, Long> sizes = new HashMap<>();
  private Evaluation evaluation;

  Program(String text) {
    Front.Result result = Front.check(new Source("test.tulle", text), Front.Options.defaults());
    model = result.model().orElseThrow(() -> new AssertionError(result.diagnostics().toString()));
  }

  Program bind(String name, Value value) {
    bindings.put(name, value);
    return this;
  }

  Program size(String name, long value) {
    sizes.put(name, value);
    return this;
  }

  /// Binds floats from the normal distribution and returns them.
  double[] normal(String name, int... shape) {
    double[] values = IntStream.range(0, count(shape)).mapToDouble(_ -> random.nextGaussian()).toArray();
    bind(name, Value.dense(ElementType.F32, shape, values));
    return values;
  }

  /// Binds integers in `0 … below − 1` and returns them.
  double[] integers(String name, int below, int... shape) {
    double[] values = IntStream.range(0, count(shape)).mapToDouble(_ -> random.nextInt(below)).toArray();
    bind(name, Value.dense(ElementType.I32, shape, values));
    return values;
  }

  /// Binds a pattern with about half of all members and returns it.
  boolean[] pattern(String name, int... shape) {
    boolean[] members = new boolean[count(shape)];
    for (int i = 0; i < members.length; i++) members[i] = random.nextBoolean();
    bind(name, Value.members(shape, members));
    return members;
  }

  private static int count(int[] shape) {
    return Arrays.stream(shape).reduce(1, (a, b) -> a * b);
  }

  CheckedModel model() {
    return model;
  }

  Evaluation run() {
    evaluation = Interpreter.run(model, bindings, sizes);
    return evaluation;
  }

  /// The elements of any tensor or pattern after a run; 0 where there is none.
  double[] values(String name) {
    return value(name).values();
  }

  Value value(String name) {
    if (evaluation == null) run();
    return evaluation.named(name).orElseThrow();
  }
}
