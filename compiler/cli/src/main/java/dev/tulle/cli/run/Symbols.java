package dev.tulle.cli.run;

import dev.tulle.cli.UserError;
import dev.tulle.dsl.model.CheckedModel;
import dev.tulle.dsl.model.Entry;
import dev.tulle.dsl.model.State;
import dev.tulle.dsl.model.Statement;
import dev.tulle.dsl.model.Symbol;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// Everything in a model that has a name.
final class Symbols {
  private Symbols() {}

  /// The symbols of these names that a run of an entry knows.
  ///
  /// @throws UserError if there is no such tensor or pattern
  static Map<String, Symbol> named(CheckedModel model, Entry entry, Set<String> names) {
    Map<String, Symbol> all = new LinkedHashMap<>();
    Stream<Symbol> defined = entry.statements().stream().flatMap(Statement::defined);
    Stream.of(model.weights().stream(), entry.inputs().stream(), model.states().stream().map(State::symbol), defined)
        .flatMap(s -> s)
        .forEach(symbol -> all.put(symbol.name(), symbol));
    Map<String, Symbol> found = new LinkedHashMap<>();
    for (String name : names) {
      Symbol symbol = all.get(name);
      if (symbol == null) {
        throw new UserError("the program has no tensor or pattern `" + name + "` to show; there are " + String.join(", ", all.keySet()));
      }
      found.put(name, symbol);
    }
    return found;
  }
}
