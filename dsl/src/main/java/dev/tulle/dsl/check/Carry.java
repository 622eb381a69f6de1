package dev.tulle.dsl.check;

import dev.tulle.dsl.check.Thing.View;
import dev.tulle.dsl.diagnostic.DiagnosticCode;
import dev.tulle.dsl.model.Carried;
import dev.tulle.dsl.model.Expr;
import dev.tulle.dsl.model.Index;
import dev.tulle.dsl.model.Tensor;
import dev.tulle.dsl.syntax.Expression;
import dev.tulle.dsl.syntax.Head;
import dev.tulle.dsl.syntax.Item;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// What a loop carries, and the `next` values that its body gives.
final class Carry {
  /// One carried name.
  ///
  /// @param indices of the first value
  record Name(Head head, Tensor tensor, List<Index> indices, Expr initial) {}

  private final Problems problems;
  private final String loop;
  private final Map<String, Name> names = new LinkedHashMap<>();
  private final Set<String> broken = new HashSet<>();
  private final Map<String, Carried.Next> next = new LinkedHashMap<>();

  /// @param loop the word: `repeat` or `fold`
  Carry(Problems problems, String loop) {
    this.problems = problems;
    this.loop = loop;
  }

  void put(Name name) {
    names.put(name.head().name().text(), name);
  }

  /// A name whose first value is wrong: its `next` is not reported again.
  void broken(String name) {
    broken.add(name);
  }

  List<Name> names() {
    return List.copyOf(names.values());
  }

  /// The names of all indices of carried tensors.
  List<String> indexNames() {
    return names.values().stream().flatMap(n -> n.head().indices().stream()).map(b -> b.name().text()).distinct().toList();
  }

  /// @param definitions of the loop's body
  void next(Item.Next n, Scope body, CheckDefinition definitions, CheckExpression expressions) {
    String name = n.head().name().text();
    if (broken.contains(name)) throw new Unresolved();
    Name carried = names.get(name);
    if (carried == null) throw notCarried(n, body);
    CheckDefinition.Axes axes = definitions.onto(n.head(), (View) body.find(name));
    Expr where = n.where().map(w -> definitions.where(w, axes.place())).orElse(Expr.truth());
    Place place = axes.place().knowing(where);
    Expr value = expressions.types().to(carried.tensor().element().valueType(), expressions.check(n.value(), place), n.value().span());
    definitions.mustExist(value, place, n.value().span(), n.where().map(Expression::span));
    if (next.put(name, new Carried.Next(axes.indices(), where, value, n.span())) != null) {
      problems.add(DiagnosticCode.T1003, n.head().span(), "`" + name + "` has two `next` values", "all of a step take effect together",
          "join them: `if … then … else`");
    }
  }

  private Unresolved notCarried(Item.Next n, Scope body) {
    String name = n.head().name().text();
    Thing thing = body.find(name);
    if (thing instanceof Thing.Broken) return new Unresolved();
    boolean outer = thing instanceof View v && v.symbol() instanceof Tensor t && t.role() == Tensor.Role.CARRIED;
    String help = outer ? "its own loop gives it a new value: carry it here too, and take it over there"
        : thing != null ? "carry it: `" + loop + " … with (" + name + " = …, …)`" : Suggest.help(name, names.keySet());
    problems.add(DiagnosticCode.T1002, n.head().name().span(), "`" + name + "` is not carried by this `" + loop + "`", "",
        List.of("it carries `" + String.join("`, `", names.keySet()) + "`"), help);
    return new Unresolved();
  }

  /// @param rows the axes of a carried tensor that run along the rows of `until`
  List<Carried> carried(Function<Name, List<Integer>> rows) {
    for (Name n : names.values()) {
      String name = n.head().name().text();
      if (!next.containsKey(name) && !problems.hasErrors()) {
        problems.add(DiagnosticCode.T1008, n.head().span(), "`" + name + "` never changes: no `next` gives it a value", "",
            "define it with a `let` before the loop");
      }
    }
    return names.values()
        .stream()
        .map(n -> new Carried(n.tensor(), n.indices(), n.initial(), Optional.ofNullable(next.get(n.head().name().text())), rows.apply(n),
            n.head().span()))
        .toList();
  }
}
