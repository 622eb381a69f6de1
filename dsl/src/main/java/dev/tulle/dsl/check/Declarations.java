package dev.tulle.dsl.check;

import dev.tulle.dsl.check.prove.Knowledge;
import dev.tulle.dsl.model.Format;
import dev.tulle.dsl.model.Index;
import dev.tulle.dsl.model.Order;
import dev.tulle.dsl.model.Parameter;
import dev.tulle.dsl.model.Pattern;
import dev.tulle.dsl.model.Requirement;
import dev.tulle.dsl.model.Size;
import dev.tulle.dsl.model.State;
import dev.tulle.dsl.model.Statement;
import dev.tulle.dsl.model.Symbol;
import dev.tulle.dsl.source.Span;
import dev.tulle.dsl.syntax.Declaration;
import dev.tulle.dsl.syntax.Expression;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What a program is made of so far, layers inlined, and what its parts may use: the file's layers, the names that are taken, what is known of its sizes.
final class Declarations {
  /// The order of a pattern's rows, over the indices of its definition.
  record Ordering(List<Index> indices, Order order) {}

  final Map<String, Declaration.Layer> layers;
  final List<Symbol> inputs = new ArrayList<>();
  final List<Symbol> weights;
  final List<State> states;
  final List<Parameter> parameters;
  final List<Requirement> requirements = new ArrayList<>();
  /// Formats that replace those of weights, by full name: those of weights that belong to a call of a layer, too.
  final Map<String, Format> formats;
  final Map<String, Size> sizes = new LinkedHashMap<>();
  final Map<String, Span> sizeSpans = new LinkedHashMap<>();
  /// How often each size is read, the axis that makes it known among them.
  final Map<String, Integer> sizeUses = new HashMap<>();
  final Map<Pattern, Knowledge.Definition> patterns;
  final Map<Pattern, Ordering> orders = new IdentityHashMap<>();
  /// The states that have an update.
  final Set<Symbol> updated = Collections.newSetFromMap(new IdentityHashMap<>());
  /// What is used though no expression reads it: handed to a layer, or written out in a declaration.
  final Set<Symbol> used;
  /// The layers being inlined, outermost first.
  final List<String> calls = new ArrayList<>();
  /// The numbers of the steps of the loops being checked: in their bodies each is one value, so no batch.
  final Set<Index> counters = Collections.newSetFromMap(new IdentityHashMap<>());
  /// What each call of a layer gave, by the indices it uses and the scope that calls, so that it is inlined once.
  final Map<Expression.Call, Map<List<Object>, Thing.Results>> results = new IdentityHashMap<>();
  final InliningBudget inlining;
  private List<Statement> statements = new ArrayList<>();
  private final Set<String> symbols = new HashSet<>();
  private Knowledge knowledge;

  private Declarations(Map<String, Declaration.Layer> layers, List<Symbol> weights, List<State> states, List<Parameter> parameters,
      Map<String, Format> formats, Map<Pattern, Knowledge.Definition> patterns, Set<Symbol> used, InliningBudget inlining,
      Knowledge knowledge) {
    this.used = used;
    this.layers = layers;
    this.weights = weights;
    this.states = states;
    this.parameters = parameters;
    this.formats = formats;
    this.patterns = patterns;
    this.inlining = inlining;
    this.knowledge = knowledge;
  }

  static Declarations of(Map<String, Declaration.Layer> layers) {
    Map<Pattern, Knowledge.Definition> patterns = new IdentityHashMap<>();
    return new Declarations(layers, new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new HashMap<>(), patterns,
        Collections.newSetFromMap(new IdentityHashMap<>()), new InliningBudget(), Knowledge.of(patterns));
  }

  /// Those of an entry: what the model has so far, and what the entry adds for itself.
  Declarations entry() {
    Declarations entry = new Declarations(layers, weights, states, parameters, formats, patterns, used, inlining, knowledge);
    entry.inputs.addAll(inputs);
    entry.requirements.addAll(requirements);
    entry.sizes.putAll(sizes);
    entry.sizeSpans.putAll(sizeSpans);
    entry.sizeUses.putAll(sizeUses);
    entry.orders.putAll(orders);
    entry.statements.addAll(statements);
    entry.symbols.addAll(symbols);
    return entry;
  }

  /// What holds everywhere: the requirements.
  Knowledge knowledge() {
    return knowledge;
  }

  void require(Requirement requirement) {
    requirements.add(requirement);
    knowledge = knowledge.and(requirement.condition());
  }

  void add(Statement statement) {
    statements.add(statement);
  }

  List<Statement> statements() {
    return statements;
  }

  /// The statements that `body` adds, which do not become part of those here.
  List<Statement> collect(Runnable body) {
    List<Statement> outer = statements;
    statements = new ArrayList<>();
    try {
      body.run();
      return statements;
    } finally {
      statements = outer;
    }
  }

  /// A name for a symbol that no other has.
  String unique(String wanted) {
    String name = wanted;
    for (int n = 2; !symbols.add(name); n++) name = wanted + n;
    return name;
  }
}
