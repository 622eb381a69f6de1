package dev.tulle.cli.run;

import dev.tulle.cli.data.Bindings;
import dev.tulle.cli.data.Port;
import dev.tulle.cli.data.SourcePorts;
import dev.tulle.compiler.Compiler;
import dev.tulle.dsl.model.CheckedModel;
import dev.tulle.dsl.model.Entry;
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
import java.util.stream.Collectors;

/// Compiles a checked model for one device and runs it there.
///
/// @param entries which programs, one after another in one session; the result is that of the last
/// @param progress gets a line before each step that may take long
public record CompiledRunner(CheckedModel model, List<Entry> entries, DeviceChoice device, Consumer<String> progress) implements Runner {
  public CompiledRunner {
    entries = List.copyOf(entries);
  }

  @Override
  public List<Port> ports() {
    return SourcePorts.of(model, entries);
  }

  @Override
  public List<String> outputs() {
    return entries.getLast().outputs().map(Tensor::name).toList();
  }

  @Override
  public List<Port> states() {
    return SourcePorts.states(model);
  }

  @Override
  public Outcome run(Bindings data, Job job) {
    Set<String> show = job.show();
    // A shown name becomes one more output of the compiled model, whatever would have been fused away.
    Symbols.named(model, entries.getLast(), show);
    Set<String> states = model.states().stream().map(s -> s.symbol().name()).filter(show::contains).collect(Collectors.toSet());
    Compiler.Options options = new Compiler.Options(show, Optional.empty(), progress);
    Model compiled = Model.of(Compilation.compile(model, List.of(device.info().target()), options));
    BundleRunner runner = new BundleRunner(compiled, entries.stream().map(Entry::name).toList(), device);
    Outcome outcome = runner.run(data, new Job(job.runs(), states, job.saved()));
    Result result = outcome.last();
    Map<String, Value> outputs = new LinkedHashMap<>(result.outputs());
    outputs.keySet().retainAll(outputs());
    Map<String, Value> shown = new LinkedHashMap<>();
    for (String name : show) {
      shown.put(name, data.named(name).orElseGet(() -> result.shown().getOrDefault(name, result.outputs().get(name))));
    }
    return new Outcome(new Result(outputs, shown, result.nanoseconds(), result.kernelNanoseconds(), result.launches()),
        outcome.nanoseconds());
  }
}
