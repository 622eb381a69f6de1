package dev.tulle.dsl.check;

import dev.tulle.dsl.diagnostic.DiagnosticCode;
import dev.tulle.dsl.model.ElementType;
import dev.tulle.dsl.model.Tensor;
import dev.tulle.dsl.syntax.Axis;
import dev.tulle.dsl.syntax.Expression;
import dev.tulle.dsl.syntax.Formal;
import dev.tulle.dsl.syntax.Identifier;
import dev.tulle.dsl.syntax.Item;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// The items of a block, one after another: of a model, an entry, a `repeat`, or a layer that is being inlined.
final class CheckItems {
  private final Problems problems;
  private final Scope scope;
  private final Names names;
  private final Placement placement;
  private final Declarations declarations;
  private final CheckExpression expressions;
  private final CheckGiven given;
  private final CheckDefinition definitions;
  private final CheckState states;
  private final Set<String> outputs = new HashSet<>();
  private final List<Formal> results;

  CheckItems(Problems problems, Scope scope, Declarations declarations, CheckExpression expressions) {
    this(problems, scope, declarations, expressions, List.of());
  }

  /// @param results of the layer whose items these are: their types are those of outputs that name none
  CheckItems(Problems problems, Scope scope, Declarations declarations, CheckExpression expressions, List<Formal> results) {
    this.results = results;
    this.problems = problems;
    this.scope = scope;
    this.names = new Names(problems, scope);
    this.placement = new Placement(problems, scope);
    this.declarations = declarations;
    this.expressions = expressions;
    this.given = new CheckGiven(problems, scope, declarations, expressions);
    this.definitions = new CheckDefinition(problems, scope, declarations, expressions);
    this.states = new CheckState(problems, scope, declarations, expressions);
  }

  /// The names that `output` items defined, and in a layer `pattern` items.
  Set<String> outputs() {
    return outputs;
  }

  void all(List<Item> items) {
    placement.block(items);
    items.stream().flatMap(CheckItems::announced).forEach(scope::announce);
    items.forEach(this::item);
  }

  void item(Item item) {
    try {
      placement.check(item);
      checked(item);
    } catch (Unresolved _) {
      for (Identifier name : defined(item)) if (scope.find(name.text()) == null) scope.put(name.text(), new Thing.Broken());
    }
  }

  /// What an item makes known: what it defines, and the sizes that its axes name.
  private static Stream<Identifier> announced(Item item) {
    Stream<Expression> extents = switch (item) {
      case Item.Tensors t -> t.type().axes().stream().map(Axis::extent);
      case Item.States s -> s.type().axes().stream().map(Axis::extent);
      default -> Stream.empty();
    };
    Stream<Identifier> sizes = extents
        .flatMap(e -> e instanceof Expression.Name n ? Stream.of(new Identifier(n.text(), n.span())) : Stream.empty());
    return Stream.concat(defined(item).stream(), sizes);
  }

  /// The names that an item defines.
  static List<Identifier> defined(Item item) {
    return switch (item) {
      case Item.Tensors t -> t.names();
      case Item.GivenPattern p -> List.of(p.head().name());
      case Item.States s -> s.names();
      case Item.StatePattern p -> List.of(p.head().name());
      case Item.Sizes s -> s.names();
      case Item.Const c -> List.of(c.name());
      case Item.Let l -> List.of(l.head().name());
      case Item.LetMany l -> l.names();
      case Item.Output o -> List.of(o.head().name());
      case Item.DefinePattern p -> List.of(p.head().name());
      case Item.Broken b -> b.names();
      case Item.Fold f -> f.carried().stream().map(c -> c.head().name()).toList();
      case Item.Repeat r -> r.carried().stream().map(c -> c.head().name()).toList();
      case Item.Require _, Item.Entry _, Item.Update _, Item.Next _, Item.Skip _, Item.Stop _, Item.Until _ -> List.of();
    };
  }

  private void checked(Item item) {
    switch (item) {
      case Item.Tensors t -> t.names().forEach(n -> given.tensor(t, n));
      case Item.GivenPattern p -> given.pattern(p);
      case Item.Sizes s -> s.names().forEach(n -> given.size(n, s.doc()));
      case Item.Require r -> given.require(r);
      case Item.Const c -> given.constant(c);
      case Item.Let l -> let(l);
      case Item.LetMany l -> letMany(l);
      case Item.Output o -> {
        outputs.add(o.head().name().text());
        Tensor.Role role = scope.kind == Scope.Kind.LAYER ? Tensor.Role.LET : Tensor.Role.OUTPUT;
        declarations.add(definitions.define(o.head(), o.element().or(() -> stored(o)), o.where(), o.value(), o.doc(), role));
      }
      case Item.DefinePattern p -> {
        outputs.add(p.head().name().text());
        declarations.add(definitions.pattern(p));
      }
      case Item.States s -> s.names().forEach(n -> states.tensor(s, n));
      case Item.StatePattern s -> states.pattern(s);
      case Item.Update u -> declarations.add(states.update(u));
      case Item.Repeat r -> declarations.add(new CheckRepeat(problems, scope, declarations, expressions).repeat(r));
      case Item.Fold f -> declarations.add(new CheckFold(problems, scope, declarations, expressions).fold(f));
      case Item.Broken _ -> throw new Unresolved();
      // Entries come after all other items; loops take what only they know.
      case Item.Entry _, Item.Next _, Item.Skip _, Item.Stop _, Item.Until _ -> {}
    }
  }

  private Optional<ElementType> stored(Item.Output o) {
    String name = o.head().name().text();
    return results.stream()
        .flatMap(f -> f instanceof Formal.OfTensor t && t.name().text().equals(name) ? Stream.of(t.type().element()) : Stream.empty())
        .findFirst();
  }

  private void let(Item.Let l) {
    boolean layer = l.head().indices().isEmpty() && l.where().isEmpty() && l.value() instanceof Expression.Call c
        && expressions.layers().isLayer(c.function().text());
    if (!layer) {
      declarations.add(definitions.define(l.head(), l.element(), l.where(), l.value(), l.doc(), Tensor.Role.LET));
      return;
    }
    names.free(l.head().name());
    String name = l.head().name().text();
    scope.put(name, expressions.layers().call((Expression.Call) l.value(), scope.place(declarations.knowledge()), Optional.of(name)));
  }

  private void letMany(Item.LetMany l) {
    l.names().forEach(names::free);
    String name = l.names().getFirst().text();
    Thing.Results results = expressions.layers().call(l.call(), scope.place(declarations.knowledge()), Optional.of(name));
    List<Thing> values = List.copyOf(results.results().values());
    if (values.size() != l.names().size()) {
      problems.add(DiagnosticCode.T0705, l.span(), "`" + l.call().function().text() + "` gives " + values.size() + " results",
          l.names().size() + " names", "");
      throw new Unresolved();
    }
    for (int i = 0; i < values.size(); i++) scope.put(l.names().get(i).text(), values.get(i));
  }
}
