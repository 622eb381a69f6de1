package dev.tulle.dsl.interpret;

import dev.tulle.dsl.model.CheckedModel;
import dev.tulle.dsl.model.Symbol;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// The meaning of a checked model: every statement, in order, evaluated densely in double precision.
///
/// 1. Sizes are found and requirements checked ([BindSizes]); the data of inputs and weights is checked and taken ([BindData]).
/// 2. Each statement defines its elements or members ([CompileStatement]); what an expression means is said by [CompileTerm].
/// 3. What the model keeps between runs is in a [Session].
public final class Interpreter {
  private Interpreter() {}

  /// Opens a model: its weights are bound, its states have their first values.
  ///
  /// @param weights the data of every weight, patterns among them, by name
  /// @param sizes the sizes that the caller gives; others are found in the shapes
  /// @throws InterpretException if the data does not fit the model
  public static Session open(CheckedModel model, Map<String, Value> weights, Map<String, Long> sizes) {
    return new Session(model, weights, sizes, Precision.exact());
  }

  /// Runs the first program of a model once, its states at their first values.
  ///
  /// @param bindings the data of every input and weight, patterns among them, by name
  /// @param sizes the sizes that the caller gives; others are found in the shapes
  /// @throws InterpretException if the data does not fit the model
  public static Evaluation run(CheckedModel model, Map<String, Value> bindings, Map<String, Long> sizes) {
    return run(model, bindings, sizes, Map.of());
  }

  /// Runs a model in which some patterns are not evaluated but given, by name: what another device selected at a near-tie can so be
  /// followed exactly.
  ///
  /// @param forced the members of defined patterns that stand in no loop
  public static Evaluation run(CheckedModel model, Map<String, Value> bindings, Map<String, Long> sizes, Map<String, Value> forced) {
    return run(model, bindings, sizes, forced, Precision.exact());
  }

  /// As above, with another precision than that of the meaning.
  public static Evaluation run(
      CheckedModel model, Map<String, Value> bindings, Map<String, Long> sizes, Map<String, Value> forced, Precision precision) {
    Map<String, Long> found = BindSizes.find(model, model.first(), bindings, sizes);
    Set<String> names = model.weights().stream().map(Symbol::name).collect(Collectors.toSet());
    Map<String, Value> weights = new HashMap<>(bindings);
    weights.keySet().retainAll(names);
    Map<String, Value> inputs = new HashMap<>(bindings);
    inputs.keySet().removeAll(names);
    return new Session(model, weights, found, precision).evaluate(model.first().name(), inputs, found, forced, precision);
  }
}
