package dev.tulle.dsl.interpret;

import dev.tulle.dsl.interpret.InterpretException.Code;
import dev.tulle.dsl.model.CheckedModel;
import dev.tulle.dsl.model.Pattern;
import dev.tulle.dsl.model.Statement;
import dev.tulle.dsl.model.Symbol;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The meaning of a checked model: every statement, in order, evaluated densely in double precision.
///
/// 1. Sizes are found and requirements checked ([BindSizes]); the data of inputs and weights is checked and taken ([BindData]).
/// 2. Each statement defines its elements or members ([Statements]); what an expression means is said by [CompileTerm].
public final class Interpreter {
  private Interpreter() {}

  /// Runs a model.
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
  /// @param forced the members of defined patterns
  public static Evaluation run(CheckedModel model, Map<String, Value> bindings, Map<String, Long> sizes, Map<String, Value> forced) {
    return run(model, bindings, sizes, forced, Precision.exact());
  }

  /// As above, with another precision than that of the meaning.
  public static Evaluation run(
      CheckedModel model, Map<String, Value> bindings, Map<String, Long> sizes, Map<String, Value> forced, Precision precision) {
    BindData.checkNames(model, bindings);
    SizeArithmetic bound = BindSizes.bind(model, bindings, sizes);
    Store store = new Store(bound);
    BindData data = new BindData(bound, store);
    for (Symbol symbol : patternsFirst(model.weights())) data.bind(symbol, bindings.get(symbol.name()));
    for (Symbol symbol : patternsFirst(model.first().inputs())) data.bind(symbol, bindings.get(symbol.name()));
    checkForced(model, forced, bound);
    Statements statements = new Statements(bound, store, precision);
    for (Statement statement : model.first().statements()) {
      switch (statement) {
        case Statement.Define define -> statements.define(define);
        case Statement.DefinePattern define -> {
          Value members = forced.get(define.target().name());
          if (members == null) statements.define(define);
          else store.put(define.target(), BindData.members(define.target(), members));
        }
        case Statement.Repeat r -> throw new CheckerBug("`repeat` is not interpreted yet, " + r.span());
        case Statement.Fold f -> throw new CheckerBug("`fold` is not interpreted yet, " + f.span());
        case Statement.Update u -> throw new CheckerBug("`update` is not interpreted yet, " + u.span());
      }
    }
    return new Evaluation(model, store, bound);
  }

  /// The declaration of a tensor may say that it exists on a pattern that is declared after it.
  private static List<Symbol> patternsFirst(List<Symbol> symbols) {
    return Stream.concat(symbols.stream().filter(Pattern.class::isInstance), symbols.stream().filter(s -> !(s instanceof Pattern)))
        .toList();
  }

  private static void checkForced(CheckedModel model, Map<String, Value> forced, SizeArithmetic sizes) {
    forced.forEach(
        (name, value) -> {
          Pattern pattern = model.first()
              .statements()
              .stream()
              .flatMap(
                  s -> s instanceof Statement.DefinePattern d && d.target().name().equals(name) ? Stream.of(d.target()) : Stream.empty())
              .findFirst()
              .orElseThrow(() -> new InterpretException(Code.NAME, "model `" + model.name() + "` defines no pattern `" + name + "`"));
          int[] shape = sizes.shape(pattern);
          if (!Arrays.equals(shape, value.shape())) {
            throw new InterpretException(
                Code.SIZE, "pattern `" + name + "` has shape " + Text.tuple(shape) + ", but the members given have shape "
                    + Text.tuple(value.shape()));
          }
        });
  }
}
