package dev.tulle.dsl.interpret;

import static dev.tulle.dsl.interpret.Absent.ABSENT;
import static dev.tulle.dsl.interpret.Absent.holds;
import static dev.tulle.dsl.interpret.Absent.isAbsent;

import dev.tulle.dsl.interpret.InterpretException.Code;
import dev.tulle.dsl.model.CheckedModel;
import dev.tulle.dsl.model.Entry;
import dev.tulle.dsl.model.Existence;
import dev.tulle.dsl.model.Expr;
import dev.tulle.dsl.model.Pattern;
import dev.tulle.dsl.model.State;
import dev.tulle.dsl.model.Statement;
import dev.tulle.dsl.model.Symbol;
import dev.tulle.dsl.model.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// A model that is open: its weights, and the states as the runs so far have left them. For one thread at a time.
public final class Session {
  private final CheckedModel model;
  private final SizeArithmetic sizes;
  private final Map<Symbol, Elements> weights = new LinkedHashMap<>();
  private Map<Symbol, Elements> states = new LinkedHashMap<>();

  Session(CheckedModel model, Map<String, Value> data, Map<String, Long> given, Precision precision) {
    this.model = model;
    BindData.checkNames("model `" + model.name() + "`", "weight", model.weights(), data);
    this.sizes = BindSizes.open(model, data, given);
    Store store = new Store(sizes);
    BindData bind = new BindData(sizes, store);
    for (Symbol weight : patternsFirst(model.weights())) {
      bind.bind(weight, data.get(weight.name()));
      weights.put(weight, store.elements(weight));
    }
    for (State state : model.states()) {
      Elements first = first(state, store, precision);
      store.put(state.symbol(), first);
      states.put(state.symbol(), first);
    }
  }

  /// Runs one program. If it fails, the states stay as they were.
  ///
  /// @param entry the program's name; `""` for a model without `entry`
  /// @param inputs the data of every input of the program, patterns among them, by name
  /// @param given the sizes that the caller gives; those of weights and states are fixed since the model was opened
  /// @throws InterpretException if the data does not fit the program
  public Evaluation run(String entry, Map<String, Value> inputs, Map<String, Long> given) {
    return run(entry, inputs, given, Map.of());
  }

  /// As above, with the members of patterns that are not evaluated but given.
  ///
  /// @param forced the members of defined patterns that stand in no loop
  public Evaluation run(String entry, Map<String, Value> inputs, Map<String, Long> given, Map<String, Value> forced) {
    Evaluation evaluation = evaluate(entry, inputs, given, forced, Precision.exact());
    states = evaluation.after();
    return evaluation;
  }

  /// What a run would come to; the states stay as they are.
  Evaluation evaluate(String entry, Map<String, Value> inputs, Map<String, Long> given, Map<String, Value> forced, Precision precision) {
    Entry program = program(entry);
    String what = entry.isEmpty() ? "model `" + model.name() + "`" : "entry `" + entry + "`";
    BindData.checkNames(what, "input", program.inputs(), inputs);
    SizeArithmetic bound = BindSizes.run(program, sizes, inputs, given);
    Store store = new Store(bound);
    weights.forEach(store::put);
    states.forEach(store::put);
    BindData data = new BindData(bound, store);
    for (Symbol symbol : patternsFirst(program.inputs())) data.bind(symbol, inputs.get(symbol.name()));
    checkForced(program, forced, bound);
    for (Statement statement : program.statements()) {
      if (statement instanceof Statement.DefinePattern d && forced.containsKey(d.target().name())) {
        store.put(d.target(), BindData.members(d.target(), forced.get(d.target().name())));
      } else {
        CompileStatement.run(statement, bound, store, precision);
      }
    }
    return new Evaluation(program, store, bound, after(store.updates(), precision));
  }

  /// The states as they are now, in the order of declaration.
  public Map<String, Value> states() {
    return Evaluation.values(states);
  }

  /// Gives some states other values; nothing changes if one of them does not fit.
  ///
  /// @throws InterpretException for what is no state, and for what does not fit its declaration or the patterns that it follows
  public void setStates(Map<String, Value> values) {
    List<String> names = model.states().stream().map(s -> s.symbol().name()).toList();
    for (String name : values.keySet()) {
      if (!names.contains(name)) throw new InterpretException(Code.NAME, "model `" + model.name() + "` has no state `" + name + "`");
    }
    Store store = new Store(sizes);
    weights.forEach(store::put);
    BindData bind = new BindData(sizes, store);
    Map<Symbol, Elements> next = new LinkedHashMap<>();
    for (State state : model.states()) {
      Symbol symbol = state.symbol();
      // What is not given must still fit the patterns that are.
      Value value = values.containsKey(symbol.name()) ? values.get(symbol.name()) : states.get(symbol).toValue();
      if (!Arrays.equals(sizes.shape(symbol), value.shape())) {
        throw new InterpretException(Code.SIZE, "state `" + symbol.name() + "` has shape " + Text.tuple(sizes.shape(symbol))
            + ", but the data has shape " + Text.tuple(value.shape()));
      }
      bind.bind(symbol, value);
      next.put(symbol, store.elements(symbol));
    }
    states = next;
  }

  Entry program(String entry) {
    return model.entry(entry).orElseThrow(() -> noSuchEntry(entry));
  }

  private InterpretException noSuchEntry(String entry) {
    List<String> names = model.entries().stream().map(Entry::name).toList();
    String message = names.equals(List.of("")) ? "model `" + model.name() + "` has no entries; it is run without a name"
        : "model `" + model.name() + "` has no entry `" + entry + "`, only " + String.join(", ", names);
    return new InterpretException(Code.NAME, message);
  }

  /// The first value of a state, or its members; absent where it does not exist.
  private Elements first(State state, Store store, Precision precision) {
    return switch (state.symbol()) {
      case Pattern p -> CompileStatement.members(p, state.indices(), state.initial(), sizes, store);
      case Tensor t -> {
        Expr where = t.existence() instanceof Existence.Where w ? w.condition() : Expr.truth();
        CompileStatement.run(new Statement.Define(t, state.indices(), where, state.initial(), state.span()), sizes, store, precision);
        yield store.elements(t);
      }
    };
  }

  /// The updates take effect together; then a state follows the patterns it is declared on: what left is gone, what entered has its first value.
  private Map<Symbol, Elements> after(Map<Symbol, Elements> updates, Precision precision) {
    Map<Symbol, Elements> after = new LinkedHashMap<>();
    Store store = new Store(sizes);
    weights.forEach(store::put);
    for (State state : model.states()) {
      Symbol symbol = state.symbol();
      Elements kept = updates.getOrDefault(symbol, states.get(symbol));
      if (symbol instanceof Tensor t && t.existence() instanceof Existence.Where) kept = followed(state, kept, store, precision);
      store.put(symbol, kept);
      after.put(symbol, kept);
    }
    return after;
  }

  private Elements followed(State state, Elements kept, Store store, Precision precision) {
    Tensor tensor = (Tensor) state.symbol();
    Existence.Where where = (Existence.Where) tensor.existence();
    double[] members = CompileStatement.members(tensor, where.indices(), where.condition(), sizes, store).values();
    Elements first = first(state, store, precision);
    Elements result = kept.copy();
    Arrays.setAll(
        result.values(),
        i -> !holds(members[i]) ? ABSENT : isAbsent(kept.values()[i]) ? first.values()[i] : kept.values()[i]);
    return result;
  }

  /// The declaration of a tensor may say that it exists on a pattern that is declared after it.
  private static List<Symbol> patternsFirst(List<Symbol> symbols) {
    return Stream.concat(symbols.stream().filter(Pattern.class::isInstance), symbols.stream().filter(s -> !(s instanceof Pattern)))
        .toList();
  }

  private void checkForced(Entry program, Map<String, Value> forced, SizeArithmetic bound) {
    forced.forEach(
        (name, value) -> {
          Pattern pattern = program.statements()
              .stream()
              .flatMap(
                  s -> s instanceof Statement.DefinePattern d && d.target().name().equals(name) ? Stream.of(d.target()) : Stream.empty())
              .findFirst()
              .orElseThrow(() -> new InterpretException(Code.NAME, "model `" + model.name() + "` defines no pattern `" + name + "`"));
          int[] shape = bound.shape(pattern);
          if (!Arrays.equals(shape, value.shape())) {
            throw new InterpretException(
                Code.SIZE, "pattern `" + name + "` has shape " + Text.tuple(shape) + ", but the members given have shape "
                    + Text.tuple(value.shape()));
          }
        });
  }
}
