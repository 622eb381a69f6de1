package dev.tulle.models.active;

import dev.tulle.models.BundleCache;
import dev.tulle.models.Specification;
import dev.tulle.runtime.DeviceChoice;
import dev.tulle.runtime.file.WeightSource;
import dev.tulle.runtime.session.Session;
import dev.tulle.runtime.tensor.ElementType;
import dev.tulle.runtime.tensor.Tensor;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/// MiniLM whose linear layers select their inputs, opened with the published weights. For one thread at a time.
record ActiveMiniLm(Session session) implements AutoCloseable {
  static final Specification SPECIFICATION = Specification.of("active/minilm.tulle");
  /// What `minilm/minilm.tulle` calls the matrices and biases of linear layers.
  private static final Pattern LINEAR = Pattern.compile("(b\\d\\.)([wb])(q|k|v|o|up|down)");

  /// @param published by the names of `minilm/minilm.tulle`
  /// @param progress gets lines for a person to read
  static ActiveMiniLm open(Selection selection, Map<String, Tensor> published, DeviceChoice device, Consumer<String> progress) {
    var model = BundleCache.compile(SPECIFICATION, selection.options(), device, progress);
    return new ActiveMiniLm(model.open(device, WeightSource.of(weights(selection, published))));
  }

  /// The published weights by their names in `active/minilm.tulle`, matrices without an axis for the heads, and what stands for the inputs that are not selected.
  static Map<String, Tensor> weights(Selection selection, Map<String, Tensor> published) {
    var weights = new HashMap<String, Tensor>();
    published.forEach((name, tensor) -> {
      var linear = LINEAR.matcher(name);
      if (!linear.matches()) {
        weights.put(name, tensor);
        return;
      }
      var path = linear.group(1) + linear.group(3) + ".";
      var layer = Selection.LAYERS.get(linear.group(3));
      if (linear.group(2).equals("b")) {
        weights.put(path + "b", tensor.reshaped(layer.outputs()));
        return;
      }
      weights.put(path + "w", tensor.reshaped(layer.outputs(), layer.inputs()));
      var rank = selection.rank();
      var parts = LowRank.of(tensor.toFloats(), layer.outputs(), layer.inputs(), rank);
      weights.put(path + "u", rank == 0 ? Tensor.zeros(ElementType.F32, layer.outputs(), 0) : Tensor.of(parts.u(), layer.outputs(), rank));
      weights.put(path + "v", rank == 0 ? Tensor.zeros(ElementType.F32, 0, layer.inputs()) : Tensor.of(parts.v(), rank, layer.inputs()));
    });
    return weights;
  }

  /// The embedding of one sentence.
  double[] embed(int[] ids) {
    return session.run(Map.of("ids", Tensor.of(ids, ids.length))).tensor("embedding").toDoubles();
  }

  @Override
  public void close() {
    session.close();
  }
}
