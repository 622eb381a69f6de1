package dev.tulle.cli.run;

import dev.tulle.cli.data.Bindings;
import dev.tulle.cli.data.BundlePorts;
import dev.tulle.cli.data.Port;
import dev.tulle.runtime.DeviceChoice;
import dev.tulle.runtime.Model;
import dev.tulle.runtime.file.WeightSource;
import dev.tulle.runtime.plan.Plan;
import dev.tulle.runtime.session.Call;
import dev.tulle.runtime.session.Result;
import dev.tulle.runtime.session.Session;
import dev.tulle.runtime.tensor.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Runs a bundle on a device. It can show only what its plans keep, and states.
///
/// @param entries which programs, one after another in one session; the outcome is that of the last
public record BundleRunner(Model model, List<String> entries, DeviceChoice device) implements Runner {
  public BundleRunner {
    entries = List.copyOf(entries);
  }

  @Override
  public List<Port> ports() {
    return BundlePorts.of(model, entries.stream().map(this::plan).toList());
  }

  @Override
  public List<Port> states() {
    return BundlePorts.states(model);
  }

  @Override
  public List<String> outputs() {
    return plan(entries.getLast()).outputs().stream().map(Plan.Port::name).toList();
  }

  @Override
  public Outcome run(Bindings data, Job job) {
    try (Session session = model.open(device, WeightSource.of(data.weights()), data.sizes())) {
      if (!data.states().isEmpty()) session.setStates(data.states());
      List<Long> times = new ArrayList<>();
      Result last = null;
      for (int run = 1; run <= job.runs(); run++) {
        for (String entry : entries.subList(0, entries.size() - 1)) session.run(entry, inputs(data, entry));
        last = last(session, data, run == job.runs() ? job.show() : Set.of());
        times.add(last.nanoseconds());
      }
      job.saved().ifPresent(session::saveStates);
      return new Outcome(last, times);
    }
  }

  private Result last(Session session, Bindings data, Set<String> show) {
    Set<String> states = model.states().stream().map(Plan.Port::name).filter(show::contains).collect(Collectors.toSet());
    Call call = Call.of(inputs(data, entries.getLast()));
    for (String name : show) if (!states.contains(name)) call = call.show(name);
    Result result = session.run(entries.getLast(), call);
    Map<String, Value> shown = new LinkedHashMap<>(result.shown());
    for (String name : states) shown.put(name, session.state(name));
    return new Result(result.outputs(), shown, result.nanoseconds(), result.kernelNanoseconds(), result.launches());
  }

  private Plan plan(String entry) {
    return model.bundle().plans().stream().filter(p -> p.entry().equals(entry)).findFirst().orElseThrow();
  }

  private Map<String, Value> inputs(Bindings data, String entry) {
    Map<String, Value> inputs = new HashMap<>(data.inputs());
    inputs.keySet().retainAll(plan(entry).inputs().stream().map(Plan.Port::name).toList());
    return inputs;
  }
}
