package dev.tulle.models.minilm;

import dev.tulle.cli.data.Conversions;
import dev.tulle.dsl.interpret.Interpreter;
import dev.tulle.dsl.interpret.Value;
import dev.tulle.dsl.model.CheckedModel;
import dev.tulle.models.BundleCache;
import dev.tulle.runtime.DeviceChoice;
import dev.tulle.runtime.file.WeightSource;
import dev.tulle.runtime.session.Session;
import dev.tulle.runtime.tensor.Tensor;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/// MiniLM, opened: from tokens to a point on the unit sphere. For one thread at a time.
public sealed interface Embedder extends AutoCloseable {
  /// The embedding of one sentence.
  double[] embed(int[] ids);

  /// The bytes that its weights take, with what is computed from them alone.
  long weightBytes();

  @Override
  void close();

  /// The published model as it is, on a device.
  ///
  /// @param progress gets lines for a person to read
  static Embedder open(MiniLm model, DeviceChoice device, Consumer<String> progress) {
    return compiled(Variant.DENSE, model.tensors(), device, progress);
  }

  static Embedder compiled(Variant variant, Map<String, Tensor> dense, DeviceChoice device, Consumer<String> progress) {
    var model = BundleCache.compile(MiniLm.SPECIFICATION, variant.options(), device, progress);
    var weights = variant.weights(dense);
    return new Compiled(model.open(device, WeightSource.of(weights)), WeightMemory.bytes(model, weights));
  }

  static Embedder reference(Variant variant, Map<String, Tensor> dense) {
    var values = new HashMap<String, Value>();
    var weights = variant.weights(dense);
    weights.forEach((name, tensor) -> values.put(name, Conversions.toReference(name, tensor)));
    return new Reference(MiniLm.SPECIFICATION.check(variant.options()), values);
  }

  /// On a device, compiled.
  record Compiled(Session session, long weightBytes) implements Embedder {
    @Override
    public double[] embed(int[] ids) {
      return session.run(Map.of("ids", Tensor.of(ids, ids.length))).tensor("embedding").toDoubles();
    }

    @Override
    public void close() {
      session.close();
    }
  }

  /// In the interpreter that says what the specification means, in double precision.
  record Reference(CheckedModel model, Map<String, Value> weights) implements Embedder {
    @Override
    public double[] embed(int[] ids) {
      var bindings = new HashMap<>(weights);
      bindings.put("ids", Conversions.toReference("ids", Tensor.of(ids, ids.length)));
      return Interpreter.run(model, bindings, Map.of()).named("embedding").orElseThrow().values();
    }

    @Override
    public long weightBytes() {
      return weights.values().stream().mapToLong(value -> (long) value.values().length * Double.BYTES).sum();
    }

    @Override
    public void close() {}
  }
}
