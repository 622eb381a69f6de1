package dev.tulle.compiler.differential;

import dev.tulle.dsl.interpret.SizeArithmetic;
import dev.tulle.dsl.interpret.Value;
import dev.tulle.dsl.model.CheckedModel;
import dev.tulle.dsl.model.ElementType;
import dev.tulle.dsl.model.Existence;
import dev.tulle.dsl.model.Format;
import dev.tulle.dsl.model.Pattern;
import dev.tulle.dsl.model.Symbol;
import dev.tulle.dsl.model.Tensor;
import dev.tulle.runtime.tensor.SparseTensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Data for every input and weight of a model, drawn from a seed.
public final class MadeData {
  private final SizeArithmetic sizes;
  private final DataPattern pattern;
  private final Random random;
  /// Integers stay below this: the least extent, so that they are positions in most tensors.
  private final int limit;

  private MadeData(Map<String, Long> sizes, DataPattern pattern, long seed) {
    this.sizes = new SizeArithmetic(sizes);
    this.pattern = pattern;
    this.random = new Random(seed);
    this.limit = (int) sizes.values().stream().mapToLong(s -> s).min().orElse(4);
  }

  /// For the weights, and the inputs of the first program.
  static Map<String, Value> draw(CheckedModel model, Map<String, Long> sizes, DataPattern pattern, long seed) {
    return draw(Stream.concat(model.weights().stream(), model.first().inputs().stream()).toList(), sizes, pattern, seed);
  }

  public static Map<String, Value> draw(List<Symbol> symbols, Map<String, Long> sizes, DataPattern pattern, long seed) {
    MadeData data = new MadeData(sizes, pattern, seed);
    Map<String, Value> values = new HashMap<>();
    symbols.forEach(s -> values.put(s.name(), data.value(s)));
    return values;
  }

  private Value value(Symbol symbol) {
    int[] shape = symbol.axes().stream().mapToInt(axis -> sizes.extent(axis, symbol.name())).toArray();
    return switch (symbol) {
      case Pattern p -> Value.members(shape, existing(shape, p.format().orElse(null)));
      case Tensor t -> {
        double[] numbers = numbers(t.element(), count(shape));
        yield t.existence() instanceof Existence.Stored ? stored(t, shape, numbers) : Value.dense(t.element(), shape, numbers);
      }
    };
  }

  private Value stored(Tensor tensor, int[] shape, double[] numbers) {
    boolean[] present = existing(shape, tensor.format().orElse(null));
    for (int i = 0; i < numbers.length; i++) if (!present[i]) numbers[i] = 0;
    return Value.sparse(tensor.element(), shape, numbers, present);
  }

  private double[] numbers(ElementType element, int count) {
    double[] numbers = new double[count];
    for (int i = 0; i < count; i++) {
      double number = pattern.number(random);
      numbers[i] = switch (element) {
        case F32 -> (float) number;
        case F16 -> Float.float16ToFloat(Float.floatToFloat16((float) number));
        case BF16 -> Float.intBitsToFloat(Float.floatToRawIntBits((float) number) & 0xffff0000);
        case BOOL -> random.nextInt(3) == 0 ? 1 : 0;
        case I32, U8 -> random.nextInt(Math.max(limit, 1));
        case I8 -> random.nextInt(256) - 128;
      };
    }
    return numbers;
  }

  private boolean[] existing(int[] shape, Format format) {
    int count = count(shape);
    int columns = shape.length == 0 ? 1 : shape[shape.length - 1];
    int rows = shape.length < 2 ? 1 : shape[shape.length - 2];
    boolean[] exists = new boolean[count];
    for (int i = 0; i < count; i++) exists[i] = pattern.exists(i / columns % rows, i % columns, rows, columns, random);
    switch (format) {
      case Format.Nm nm -> {
        for (int i = 0; i < count; i += nm.m()) {
          int members = 0;
          for (int k = i; k < Math.min(count, i + nm.m()); k++) if (exists[k] && ++members > nm.n()) exists[k] = false;
        }
      }
      case Format.Blocks blocks -> {
        for (int i = 0; i < count; i++) {
          exists[i] = exists[i - i % columns % blocks.columns() - i / columns % rows % blocks.rows() * columns];
        }
      }
      case Format.Csr _ -> {}
      case Format.Csc _ -> {}
      case Format.Bitmap _ -> {}
      case null -> {}
    }
    return exists;
  }

  private static int count(int[] shape) {
    return Arrays.stream(shape).reduce(1, Math::multiplyExact);
  }

  /// The same data as a session takes it.
  public static dev.tulle.runtime.tensor.Value forSession(Value value) {
    dev.tulle.runtime.tensor.ElementType element = dev.tulle.runtime.tensor.ElementType.valueOf(value.element().name());
    long[] shape = Arrays.stream(value.shape()).asLongStream().toArray();
    if (value.present() == null) {
      dev.tulle.runtime.tensor.Tensor tensor = dev.tulle.runtime.tensor.Tensor.zeros(element, shape);
      for (int i = 0; i < value.values().length; i++) tensor.set(i, value.values()[i]);
      return tensor;
    }
    int[] members = IntStream.range(0, value.values().length).filter(value::exists).toArray();
    dev.tulle.runtime.tensor.Tensor indices = dev.tulle.runtime.tensor.Tensor.zeros(dev.tulle.runtime.tensor.ElementType.I32,
        members.length, shape.length);
    dev.tulle.runtime.tensor.Tensor values = dev.tulle.runtime.tensor.Tensor.zeros(element, members.length);
    for (int m = 0; m < members.length; m++) {
      values.set(m, value.values()[members[m]]);
      int rest = members[m];
      for (int axis = shape.length - 1; axis >= 0; axis--) {
        indices.set((long) m * shape.length + axis, rest % shape[axis]);
        rest /= (int) shape[axis];
      }
    }
    return SparseTensor.of(indices, values, shape);
  }

  /// What a session returned, in the reference interpreter's terms.
  public static Value fromSession(dev.tulle.runtime.tensor.Value value, ElementType element, int[] shape) {
    return switch (value) {
      case dev.tulle.runtime.tensor.Tensor dense ->
          Value.dense(element, Arrays.stream(dense.shape()).mapToInt(Math::toIntExact).toArray(), dense.toDoubles());
      case SparseTensor sparse -> {
        double[] values = new double[count(shape)];
        boolean[] present = new boolean[values.length];
        for (int m = 0; m < sparse.count(); m++) {
          int place = 0;
          for (int axis = 0; axis < shape.length; axis++) {
            place = place * shape[axis] + (int) sparse.indices().getLong((long) m * shape.length + axis);
          }
          values[place] = sparse.values().get(m);
          present[place] = true;
        }
        yield Value.sparse(element, shape, values, present);
      }
    };
  }

  /// The names of what is bound when a model is opened.
  static List<String> names(List<Symbol> symbols) {
    return symbols.stream().map(Symbol::name).toList();
  }
}
