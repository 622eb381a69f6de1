package dev.tulle.cli.run;

import dev.tulle.cli.data.Bindings;
import dev.tulle.cli.data.Port;
import dev.tulle.cli.data.SourcePorts;
import dev.tulle.compiler.Compiler;
import dev.tulle.dsl.model.CheckedModel;
import dev.tulle.dsl.model.Tensor;
import dev.tulle.runtime.DeviceChoice;
import dev.tulle.runtime.Model;
import dev.tulle.runtime.session.Result;
import dev.tulle.runtime.tensor.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// Compiles a checked model for one device and runs it there.
///
/// @param progress gets a line before each step that may take long
public record CompiledRunner(CheckedModel model, DeviceChoice device, Consumer<String> progress) implements Runner {
  @Override
  public List<Port> ports() {
    return SourcePorts.of(model, List.of(model.first()));
  }

  @Override
  public List<String> outputs() {
    return model.first().outputs().map(Tensor::name).toList();
  }

  @Override
  public Result run(Bindings data, Set<String> show) {
    // A shown name becomes one more output of the compiled model, whatever would have been fused away.
    Symbols.named(model, model.first(), show);
    Compiler.Options options = new Compiler.Options(show, Optional.empty(), progress);
    Model compiled = Model.of(Compilation.compile(model, List.of(device.info().target()), options));
    Result result = new BundleRunner(compiled, device).run(data, Set.of());
    Map<String, Value> outputs = new LinkedHashMap<>(result.outputs());
    outputs.keySet().retainAll(outputs());
    Map<String, Value> shown = new LinkedHashMap<>();
    for (String name : show) {
      shown.put(name, data.named(name).orElseGet(() -> result.outputs().get(name)));
    }
    return new Result(outputs, shown, result.nanoseconds(), result.kernelNanoseconds());
  }
}
