package dev.tulle.cli.data;

import dev.tulle.cli.UserError;
import dev.tulle.runtime.file.TensorFiles;
import dev.tulle.runtime.file.WeightSource;
import dev.tulle.runtime.tensor.ElementType;
import dev.tulle.runtime.tensor.SparseTensor;
import dev.tulle.runtime.tensor.Tensor;
import dev.tulle.runtime.tensor.Value;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Data for every input and weight of a program, the states that it goes on with, and sizes. Whether the data fits is for the session or the interpreter to say.
///
/// @param states those to begin with; empty for their first values
/// @param sizes those that the caller gave, and those of states as the data says them
public record Bindings(Map<String, Value> inputs, Map<String, Value> weights, Map<String, Value> states, Map<String, Long> sizes) {
  public Bindings {
    inputs = Map.copyOf(inputs);
    weights = Map.copyOf(weights);
    states = Map.copyOf(states);
    sizes = Map.copyOf(sizes);
  }

  /// Reads the files, finds the sizes that they say, draws the rest.
  ///
  /// @param kept the states of the program
  /// @param states the file that they are read from
  /// @throws UserError if an input, a weight or a state has no data, or data has no input
  public static Bindings collect(List<Port> ports, List<Port> kept, Map<String, DataSource> inputs, Optional<DataSource> weights,
      Optional<Path> states, Map<String, Long> sizes) {
    checkNames(ports, inputs);
    Map<String, Value> first = states.map(file -> states(kept, file)).orElse(Map.of());
    Optional<WeightSource> weightFile = weights
        .flatMap(source -> source instanceof DataSource.Stored file ? Optional.of(TensorFiles.weights(file.path())) : Optional.empty());
    Map<String, Value> values = new HashMap<>();
    Map<Port, Long> drawn = new LinkedHashMap<>();
    for (Port port : ports) {
      switch (source(port, inputs, weights)) {
        case DataSource.Random(long seed) -> drawn.put(port, seed);
        case DataSource.Stored file ->
            values.put(port.name(), port.weight() ? weight(port, weightFile.orElseThrow(), file) : TensorFiles.read(file.path()));
      }
    }
    Map<String, long[]> shapes = new HashMap<>();
    values.forEach((name, value) -> shape(value).ifPresent(shape -> shapes.put(name, shape)));
    first.forEach((name, value) -> shape(value).ifPresent(shape -> shapes.put(name, shape)));
    Sizes known = Sizes.settle(Stream.concat(ports.stream(), kept.stream()).toList(), shapes, sizes);
    Map<String, Value> begin = new HashMap<>(first);
    begin.replaceAll((name, value) -> withShape(value, kept, name, known));
    values.replaceAll((name, value) -> withShape(value, ports, name, known));
    drawn.forEach((port, seed) -> {
      long[] shape = known.shape(port);
      Tensor tensor = Tensor.zeros(ElementType.valueOf(port.element().name()), shape);
      RandomData.draw(port, shape, known.limit(port), seed, tensor::set);
      values.put(port.name(), tensor);
    });
    Map<String, Value> ofWeights = new HashMap<>();
    for (Port port : ports) if (port.weight()) ofWeights.put(port.name(), values.remove(port.name()));
    Map<String, Long> given = new HashMap<>(known.of(kept));
    given.putAll(sizes);
    return new Bindings(values, ofWeights, begin, given);
  }

  /// The data of an input or weight.
  public Optional<Value> named(String name) {
    return Optional.ofNullable(inputs.getOrDefault(name, weights.get(name)));
  }

  private static void checkNames(List<Port> ports, Map<String, DataSource> inputs) {
    List<String> names = ports.stream().filter(port -> !port.weight()).map(Port::name).toList();
    for (String name : inputs.keySet()) {
      if (!names.contains(name)) throw new UserError("the program has no input `" + name + "`; " + listed("inputs", names));
    }
  }

  private static DataSource source(Port port, Map<String, DataSource> inputs, Optional<DataSource> weights) {
    if (port.weight()) {
      return weights.orElseThrow(
          () -> new UserError("no data for weight `" + port.name() + "`: give --weights FILE.safetensors, FILE.npz or random:1"));
    }
    DataSource source = inputs.get(port.name());
    if (source == null) {
      throw new UserError(
          "no data for input `" + port.name() + "`: give --input " + port.name() + "=FILE.npy or --input " + port.name() + "=random:1");
    }
    return source;
  }

  private static Value weight(Port port, WeightSource weights, DataSource.Stored file) {
    return weights.find(port.name())
        .orElseThrow(() -> new UserError(
            "`" + file.path() + "` has no weight `" + port.name() + "`; " + listed("weights", weights.names().stream().sorted().toList())));
  }

  private static Map<String, Value> states(List<Port> kept, Path file) {
    WeightSource source = TensorFiles.weights(file);
    Map<String, Value> states = new HashMap<>();
    for (Port port : kept) {
      states.put(port.name(), source.find(port.name())
          .orElseThrow(() -> new UserError(
              "`" + file + "` has no state `" + port.name() + "`; " + listed("tensors", source.names().stream().sorted().toList()))));
    }
    return states;
  }

  /// The first dozen names.
  private static String listed(String what, List<String> names) {
    List<String> shown = new ArrayList<>(names.subList(0, Math.min(names.size(), 12)));
    if (shown.isEmpty()) return "there are no " + what;
    if (shown.size() < names.size()) shown.add("… (" + names.size() + " in all)");
    return "there are " + String.join(", ", shown);
  }

  /// A sparse file need not say its shape; the program does, where its sizes are known.
  private static Value withShape(Value value, List<Port> ports, String name, Sizes known) {
    if (!(value instanceof SparseTensor sparse) || sparse.shape().isPresent()) return value;
    Port port = ports.stream().filter(p -> p.name().equals(name)).findFirst().orElseThrow();
    return SparseTensor.of(sparse.indices(), sparse.values(), known.shape(port));
  }

  private static Optional<long[]> shape(Value value) {
    return switch (value) {
      case Tensor tensor -> Optional.of(tensor.shape());
      case SparseTensor sparse -> sparse.shape().map(shape -> shape.stream().mapToLong(Long::longValue).toArray());
    };
  }
}
