package dev.tulle.dsl.check;

import dev.tulle.dsl.interpret.SizeArithmetic;
import dev.tulle.dsl.interpret.Value;
import dev.tulle.dsl.model.CheckedModel;
import dev.tulle.dsl.model.ElementType;
import dev.tulle.dsl.model.Entry;
import dev.tulle.dsl.model.Existence;
import dev.tulle.dsl.model.Format;
import dev.tulle.dsl.model.Pattern;
import dev.tulle.dsl.model.Size;
import dev.tulle.dsl.model.Symbol;
import dev.tulle.dsl.model.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/// Small sizes and data that fit a model.
record RandomData(Random random) {
  private static final int TRIES = 300;

  /// Sizes below 9, most often below 5 and sometimes 0, for which everything that any entry requires holds; empty: none was found.
  Optional<Map<String, Long>> sizes(CheckedModel model) {
    for (int n = 0; n < TRIES; n++) {
      Map<String, Long> sizes = new HashMap<>();
      for (Entry e : model.entries())
        for (Size s : e.sizes()) sizes.computeIfAbsent(s.name(), _ -> (long) random.nextInt(random.nextBoolean() ? 5 : 9));
      SizeArithmetic known = new SizeArithmetic(sizes);
      boolean required = model.entries().stream().flatMap(e -> e.requirements().stream()).allMatch(r -> known.value(r.condition()) != 0);
      if (required && symbols(model).flatMap(s -> s.axes().stream()).allMatch(a -> known.value(a) >= 0)) return Optional.of(sizes);
    }
    return Optional.empty();
  }

  private static Stream<Symbol> symbols(CheckedModel model) {
    return Stream.concat(model.weights().stream(), model.entries().stream().flatMap(e -> e.inputs().stream()));
  }

  Map<String, Value> values(List<Symbol> symbols, Map<String, Long> sizes) {
    Map<String, Value> values = new HashMap<>();
    for (Symbol s : symbols) values.put(s.name(), value(s, new SizeArithmetic(sizes)));
    return values;
  }

  private Value value(Symbol symbol, SizeArithmetic sizes) {
    int[] shape = symbol.axes().stream().mapToInt(a -> sizes.extent(a, symbol.name())).toArray();
    int count = 1;
    for (int extent : shape) count *= extent;
    double[] values = new double[count];
    boolean[] present = new boolean[count];
    for (int i = 0; i < count; i++) present[i] = random.nextInt(3) > 0;
    return switch (symbol) {
      case Pattern _ -> Value.members(shape, present);
      case Tensor t -> {
        for (int i = 0; i < count; i++) values[i] = element(t.element());
        if (t.format().orElse(null) instanceof Format.Nm(int n, int m)) thin(present, n, m);
        yield t.existence() instanceof Existence.Stored ? Value.sparse(t.element(), shape, values, present)
            : Value.dense(t.element(), shape, values);
      }
    };
  }

  private double element(ElementType type) {
    return switch (type) {
      case BOOL -> random.nextInt(2);
      case F32, F16, BF16 -> random.nextInt(5) / 2.0 - 1;
      case I8 -> random.nextInt(256) - 128;
      case U8 -> random.nextInt(256);
      case I32 -> random.nextInt(6) - 1;
    };
  }

  /// Keeps the first `n` of every group of `m`.
  private static void thin(boolean[] present, int n, int m) {
    for (int start = 0; start < present.length; start += m) {
      int kept = 0;
      for (int i = start; i < Math.min(start + m, present.length); i++) present[i] &= ++kept <= n;
    }
  }
}
