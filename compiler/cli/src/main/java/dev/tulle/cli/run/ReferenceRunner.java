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
import dev.tulle.dsl.model.Symbol;
import dev.tulle.dsl.model.Tensor;
import dev.tulle.runtime.session.Result;
import dev.tulle.runtime.tensor.Value;
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
  public Result run(Bindings data, Set<String> show) {
    Entry last = entries.getLast();
    Map<String, Symbol> symbols = Symbols.named(model, last, show);
    Map<String, dev.tulle.dsl.interpret.Value> weights = reference(data.weights(), model.weights());
    long start = System.nanoTime();
    Session session = Interpreter.open(model, weights, data.sizes());
    Evaluation evaluation = null;
    for (Entry entry : entries) {
      Set<String> sizes = entry.sizes().stream().map(Size::name).collect(Collectors.toSet());
      Map<String, Long> given = new HashMap<>(data.sizes());
      given.keySet().retainAll(sizes);
      evaluation = session.run(entry.name(), reference(data.inputs(), entry.inputs()), given);
    }
    long nanoseconds = System.nanoTime() - start;
    Map<String, Value> outputs = new LinkedHashMap<>();
    for (Tensor output : last.outputs().toList()) outputs.put(output.name(), value(evaluation.named(output.name()).orElseThrow(), output));
    Map<String, dev.tulle.dsl.interpret.Value> states = session.states();
    Map<String, Value> shown = new LinkedHashMap<>();
    for (Map.Entry<String, Symbol> s : symbols.entrySet()) {
      var state = states.get(s.getKey());
      shown.put(s.getKey(), value(state != null ? state : evaluation.named(s.getKey()).orElseThrow(), s.getValue()));
    }
    return new Result(outputs, shown, nanoseconds, OptionalLong.empty());
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
