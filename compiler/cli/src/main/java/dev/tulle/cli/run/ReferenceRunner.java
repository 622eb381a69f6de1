package dev.tulle.cli.run;

import dev.tulle.cli.data.Bindings;
import dev.tulle.cli.data.Conversions;
import dev.tulle.cli.data.Port;
import dev.tulle.cli.data.SourcePorts;
import dev.tulle.dsl.interpret.Evaluation;
import dev.tulle.dsl.interpret.Interpreter;
import dev.tulle.dsl.interpret.Session;
import dev.tulle.dsl.model.CheckedModel;
import dev.tulle.dsl.model.Entry;
import dev.tulle.dsl.model.Existence;
import dev.tulle.dsl.model.Pattern;
import dev.tulle.dsl.model.Size;
import dev.tulle.dsl.model.State;
import dev.tulle.dsl.model.Symbol;
import dev.tulle.dsl.model.Tensor;
import dev.tulle.runtime.file.TensorFiles;
import dev.tulle.runtime.session.Result;
import dev.tulle.runtime.tensor.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/// Runs a checked model in the interpreter that says what it means.
///
/// @param entries which programs, one after another in one session; the result is that of the last
public record ReferenceRunner(CheckedModel model, List<Entry> entries) implements Runner {
  public ReferenceRunner {
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
    Entry last = entries.getLast();
    Map<String, Symbol> symbols = Symbols.named(model, last, job.show());
    Session session = Interpreter.open(model, reference(data.weights(), model.weights()), data.sizes());
    if (!data.states().isEmpty()) session.setStates(reference(data.states(), model.states().stream().map(State::symbol).toList()));
    List<Long> times = new ArrayList<>();
    Evaluation evaluation = null;
    for (int run = 1; run <= job.runs(); run++) {
      for (Entry entry : entries.subList(0, entries.size() - 1)) run(session, entry, data);
      long start = System.nanoTime();
      evaluation = run(session, last, data);
      times.add(System.nanoTime() - start);
    }
    Map<String, Value> outputs = new LinkedHashMap<>();
    for (Tensor output : last.outputs().toList()) outputs.put(output.name(), value(evaluation.named(output.name()).orElseThrow(), output));
    Map<String, Value> states = new LinkedHashMap<>();
    for (State state : model.states())
      states.put(state.symbol().name(), value(session.states().get(state.symbol().name()), state.symbol()));
    job.saved().ifPresent(file -> TensorFiles.writeAll(states, file));
    Map<String, Value> shown = new LinkedHashMap<>();
    for (Map.Entry<String, Symbol> s : symbols.entrySet()) {
      Value state = states.get(s.getKey());
      shown.put(s.getKey(), state != null ? state : value(evaluation.named(s.getKey()).orElseThrow(), s.getValue()));
    }
    return new Outcome(new Result(outputs, shown, times.getLast(), OptionalLong.empty(), List.of()), times);
  }

  private static Evaluation run(Session session, Entry entry, Bindings data) {
    Set<String> sizes = entry.sizes().stream().map(Size::name).collect(Collectors.toSet());
    Map<String, Long> given = new HashMap<>(data.sizes());
    given.keySet().retainAll(sizes);
    return session.run(entry.name(), reference(data.inputs(), entry.inputs()), given);
  }

  private static Map<String, dev.tulle.dsl.interpret.Value> reference(Map<String, Value> data, List<Symbol> symbols) {
    Map<String, dev.tulle.dsl.interpret.Value> values = new HashMap<>();
    for (Symbol s : symbols) values.put(s.name(), Conversions.toReference(s.name(), data.get(s.name())));
    return values;
  }

  private static Value value(dev.tulle.dsl.interpret.Value value, Symbol symbol) {
    boolean sparse = switch (symbol) {
      case Pattern _ -> false;
      case Tensor tensor -> !(tensor.existence() instanceof Existence.Everywhere);
    };
    return Conversions.fromReference(value, sparse);
  }
}
