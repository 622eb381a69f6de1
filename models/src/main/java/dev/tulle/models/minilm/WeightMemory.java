package dev.tulle.models.minilm;

import dev.tulle.kernel.interpret.ScalarEvaluator;
import dev.tulle.runtime.Model;
import dev.tulle.runtime.plan.Plan;
import dev.tulle.runtime.tensor.Tensor;
import java.util.HashMap;
import java.util.Map;

/// How much memory the weights of an opened model take, as its plan says: their buffers in their stored formats, and those of what is computed from them alone.
final class WeightMemory {
  private WeightMemory() {}

  /// @param weights dense data; a stored format leaves its zeros out
  static long bytes(Model model, Map<String, Tensor> weights) {
    var plan = model.bundle().plan();
    var stored = new HashMap<String, Long>();
    for (var port : plan.weights())
      if (port.storage() == Plan.Storage.CSR) stored.put(port.name() + ".stored", elements(weights.get(port.name())));
    var bytes = 0L;
    for (var buffer : plan.buffers()) {
      var kept = switch (buffer.lifetime()) {
        case WEIGHT, OPEN -> true;
        case INPUT, STATE, RUN, OUTPUT, CONSTANT -> false;
      };
      if (!kept) continue;
      var size = (long) buffer.element().bytes();
      for (var extent : buffer.shape()) size *= ScalarEvaluator.evaluate(extent, stored);
      bytes += size;
    }
    return bytes;
  }

  private static long elements(Tensor tensor) {
    var count = 0L;
    for (var value : tensor.toFloats()) if (value != 0) count++;
    return count;
  }
}
