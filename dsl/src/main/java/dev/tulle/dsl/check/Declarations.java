package dev.tulle.dsl.check;

import dev.tulle.dsl.check.prove.Knowledge;
import dev.tulle.dsl.model.Format;
import dev.tulle.dsl.model.Pattern;
import dev.tulle.dsl.model.Requirement;
import dev.tulle.dsl.model.Size;
import dev.tulle.dsl.model.Statement;
import dev.tulle.dsl.model.Symbol;
import dev.tulle.dsl.source.Span;
import dev.tulle.dsl.syntax.Declaration;
import dev.tulle.dsl.syntax.Expression;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What a model is made of so far, layers inlined, and what its parts may use: the file's layers, the names that are taken, what is known of its sizes.
final class Declarations {
  final Map<String, Declaration.Layer> layers;
  final List<Symbol> inputs = new ArrayList<>();
  final List<Symbol> weights = new ArrayList<>();
  final List<Statement> statements = new ArrayList<>();
  final List<Requirement> requirements = new ArrayList<>();
  /// Formats that replace those of weights, by full name: those of weights that belong to a call of a layer, too.
  final Map<String, Format> formats = new HashMap<>();
  final Map<String, Size> sizes = new LinkedHashMap<>();
  final Map<String, Span> sizeSpans = new LinkedHashMap<>();
  /// How often each size is read, the axis that makes it known among them.
  final Map<String, Integer> sizeUses = new HashMap<>();
  final Map<Pattern, Knowledge.Definition> patterns = new IdentityHashMap<>();
  /// The layers being inlined, outermost first.
  final List<String> calls = new ArrayList<>();
  /// What each call of a layer gave, by the indices it uses and the scope that calls, so that it is inlined once.
  final Map<Expression.Call, Map<List<Object>, Thing.Results>> results = new IdentityHashMap<>();
  final InliningBudget inlining = new InliningBudget();
  private final Set<String> symbols = new HashSet<>();
  private Knowledge knowledge = Knowledge.of(patterns);

  Declarations(Map<String, Declaration.Layer> layers) {
    this.layers = layers;
  }

  /// What holds everywhere: the requirements.
  Knowledge knowledge() {
    return knowledge;
  }

  void require(Requirement requirement) {
    requirements.add(requirement);
    knowledge = knowledge.and(requirement.condition());
  }

  /// A name for a symbol that no other has.
  String unique(String wanted) {
    String name = wanted;
    for (int n = 2; !symbols.add(name); n++) name = wanted + n;
    return name;
  }
}
