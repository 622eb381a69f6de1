package dev.tulle.cli.run;

import dev.tulle.cli.data.Bindings;
import dev.tulle.cli.data.Conversions;
import dev.tulle.cli.data.Port;
import dev.tulle.cli.data.SourcePorts;
import dev.tulle.dsl.interpret.Evaluation;
import dev.tulle.dsl.interpret.Interpreter;
import dev.tulle.dsl.model.CheckedModel;
import dev.tulle.dsl.model.Existence;
import dev.tulle.dsl.model.Pattern;
import dev.tulle.dsl.model.Symbol;
import dev.tulle.dsl.model.Tensor;
import dev.tulle.runtime.session.Result;
import dev.tulle.runtime.tensor.Value;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Runs a checked model in the interpreter that says what it means.
public record ReferenceRunner(CheckedModel model) implements Runner {
  @Override
  public List<Port> ports() {
    return SourcePorts.of(model);
  }

  @Override
  public List<String> outputs() {
    return model.first().outputs().map(Tensor::name).toList();
  }

  @Override
  public Result run(Bindings data, Set<String> show) {
    Map<String, Symbol> symbols = Symbols.named(model, show);
    Map<String, dev.tulle.dsl.interpret.Value> values = new HashMap<>();
    for (Port port : ports()) {
      Value value = (port.weight() ? data.weights() : data.inputs()).get(port.name());
      values.put(port.name(), Conversions.toReference(port.name(), value));
    }
    long start = System.nanoTime();
    Evaluation evaluation = Interpreter.run(model, values, data.sizes());
    long nanoseconds = System.nanoTime() - start;
    Map<String, Value> outputs = new LinkedHashMap<>();
    model.first().outputs().forEach(output -> outputs.put(output.name(), value(evaluation, output)));
    Map<String, Value> shown = new LinkedHashMap<>();
    symbols.forEach((name, symbol) -> shown.put(name, value(evaluation, symbol)));
    return new Result(outputs, shown, nanoseconds);
  }

  private static Value value(Evaluation evaluation, Symbol symbol) {
    boolean sparse = switch (symbol) {
      case Pattern _ -> false;
      case Tensor tensor -> !(tensor.existence() instanceof Existence.Everywhere);
    };
    return Conversions.fromReference(evaluation.named(symbol.name()).orElseThrow(), sparse);
  }
}
