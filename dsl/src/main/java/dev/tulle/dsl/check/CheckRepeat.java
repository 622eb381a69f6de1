package dev.tulle.dsl.check;

import dev.tulle.dsl.diagnostic.DiagnosticCode;
import dev.tulle.dsl.model.ElementType;
import dev.tulle.dsl.model.Existence;
import dev.tulle.dsl.model.Expr;
import dev.tulle.dsl.model.Index;
import dev.tulle.dsl.model.Statement;
import dev.tulle.dsl.model.Tensor;
import dev.tulle.dsl.model.Until;
import dev.tulle.dsl.source.Span;
import dev.tulle.dsl.syntax.Binder;
import dev.tulle.dsl.syntax.Carried;
import dev.tulle.dsl.syntax.Expression;
import dev.tulle.dsl.syntax.Identifier;
import dev.tulle.dsl.syntax.Item;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// `repeat`: a body that is evaluated step by step over what it carries.
final class CheckRepeat {
  /// As deep as loops of a plan nest.
  private static final int DEEPEST = 32;

  private final Problems problems;
  private final Scope scope;
  private final Declarations declarations;
  private final CheckExpression expressions;
  private final CheckDefinition definitions;
  private final Carry carry;
  private Optional<Until> until = Optional.empty();

  CheckRepeat(Problems problems, Scope scope, Declarations declarations, CheckExpression expressions) {
    this.problems = problems;
    this.scope = scope;
    this.declarations = declarations;
    this.expressions = expressions;
    this.definitions = new CheckDefinition(problems, scope, declarations, expressions);
    this.carry = new Carry(problems, "repeat");
  }

  Statement.Repeat repeat(Item.Repeat r) {
    if (declarations.counters.size() >= DEEPEST) {
      problems.add(DiagnosticCode.T0005, word(r.span(), "repeat"), "loops nest more than " + DEEPEST + " deep", "",
          "join loops: one that goes round `A * B` times does what two of `A` and `B` do");
      r.carried().forEach(c -> scope.put(c.head().name().text(), new Thing.Broken()));
      throw new Unresolved();
    }
    Expr count = expressions.size(r.count());
    Place place = scope.place(declarations.knowledge());
    Index step = new Index(r.counter().map(Identifier::text).orElse("step"), count);
    Place inside = place;
    if (r.counter().isPresent()) {
      new Names(problems, scope).freeIndex(r.counter().get(), place.indices().keySet());
      Span written = r.count().span();
      inside = place.bind(step.name(),
          new Thing.Bound(step, new Thing.RangeSource(written, step.name() + ": " + written.text(), written.text(), true)));
    }
    carried(r.carried());
    checkLimit(r);
    Scope body = scope.loop(Scope.Kind.REPEAT, declarations.unique(scope.path + "repeat") + ".", inside);
    declarations.counters.add(step);
    List<Statement> statements = declarations.collect(() -> body(r.items(), body));
    declarations.counters.remove(step);
    return new Statement.Repeat(step, carry.carried(this::rows), statements, until, r.span());
  }

  /// First values see none of the other carried names, so these are known only when all are checked.
  private void carried(List<Carried> carried) {
    List<Runnable> known = new ArrayList<>();
    for (Carried c : carried) {
      String name = c.head().name().text();
      try {
        new Names(problems, scope).free(c.head().name());
        CheckDefinition.Axes axes = definitions.axes(c.head(), List.of(c.initial()));
        Expr initial = expressions.check(c.initial(), axes.place());
        definitions.mustExist(initial, axes.place(), c.initial().span(), Optional.empty());
        Tensor tensor = new Tensor(
            declarations.unique(scope.path + name), Tensor.Role.CARRIED, ElementType.of(initial.type()),
            axes.indices().stream().map(Index::range).toList(), new Existence.Everywhere(), Optional.empty(), List.of(), "",
            c.head().name().span());
        carry.put(new Carry.Name(c.head(), tensor, axes.indices(), initial));
        known.add(() -> scope.put(name, definitions.view(tensor, c.head(), axes.indices(), axes.place())));
      } catch (Unresolved _) {
        carry.broken(name);
        known.add(() -> {
          if (scope.find(name) == null) scope.put(name, new Thing.Broken());
        });
      }
    }
    known.forEach(Runnable::run);
  }

  private void body(List<Item> items, Scope body) {
    CheckExpression inside = new CheckExpression(problems, body, declarations);
    CheckItems all = new CheckItems(problems, body, declarations, inside);
    CheckDefinition within = new CheckDefinition(problems, body, declarations, inside);
    for (Item item : items) {
      try {
        switch (item) {
          case Item.Next n -> carry.next(n, body, within, inside);
          case Item.Until u -> until(u, body, within, inside);
          default -> all.item(item);
        }
      } catch (Unresolved _) {
        // reported; the other items are checked as well
      }
    }
  }

  private void checkLimit(Item.Repeat r) {
    Optional<Item.Until> end = r.items().stream().flatMap(i -> i instanceof Item.Until u ? Stream.of(u) : Stream.empty()).findFirst();
    String count = r.count().span().text();
    if (end.isPresent() && !r.atMost()) {
      problems.add(DiagnosticCode.T1004, word(end.get().span(), "until"), "`until` may end this `repeat` early", "",
          "say so at its head: `repeat at most " + count + " with …`");
    } else if (end.isEmpty() && r.atMost()) {
      problems.add(DiagnosticCode.T1004, word(r.span(), "repeat at most"), "nothing ends this `repeat` early", "",
          "write `repeat " + count + " with …`, or say when it ends: `until …`");
    }
  }

  private static Span word(Span span, String word) {
    return new Span(span.source(), span.start(), Math.min(span.end(), span.start() + word.length()));
  }

  /// The free indices of the condition are those of carried tensors that nothing binds: their rows stop for themselves. In a layer that is called on slices, each call does.
  private void until(Item.Until u, Scope body, CheckDefinition within, CheckExpression inside) {
    if (until.isPresent()) {
      problems.add(DiagnosticCode.T1003, word(u.span(), "until"), "this `repeat` has a second `until`", "", "join the two with `or`");
      throw new Unresolved();
    }
    Place place = body.place(declarations.knowledge());
    Map<String, Expression.Name> free = FreeNames.of(u.condition());
    List<Binder> binders = new ArrayList<>();
    for (String name : carry.indexNames()) {
      Expression.Name use = free.get(name);
      if (use == null || place.indices().containsKey(name) || body.find(name) != null) continue;
      binders.add(new Binder(new Identifier(name, use.span()), Optional.empty(), use.span()));
    }
    CheckDefinition.Axes rows = within.axes(binders, List.of(u.condition()));
    Expression text = u.condition();
    Expr condition = inside.types().toBool(inside.check(text, rows.place()), text.span());
    within.mustExist(condition, rows.place(), text.span(), "this may not exist in every step", "`until` decides after each",
        "say what holds elsewhere: `(… ?? false)`");
    until = Optional.of(new Until(rows.indices(), condition, u.span()));
    checkRows(u.condition().span());
  }

  private void checkRows(Span span) {
    List<Index> rows = until.orElseThrow().rows();
    if (rows.isEmpty()) return;
    List<String> own = rows.subList(scope.batch.size(), rows.size()).stream().map(Index::name).toList();
    List<Carry.Name> without = carry.names().stream().filter(n -> rows(n).isEmpty()).toList();
    if (without.size() == carry.names().size() || !without.isEmpty() && !scope.batch.isEmpty()) {
      String who = without.size() == carry.names().size() ? "nothing that is carried has"
          : "`" + without.getFirst().head().name().text() + "` does not have";
      problems.add(DiagnosticCode.T1005, span, who + " the rows that stop here", "rows of `" + String.join("`, `", own) + "`",
          "give what is carried these indices: `with (r[" + String.join(", ", own) + ", …] = …)`, or reduce the condition: `all("
              + String.join(", ", own) + ") (…)`");
      throw new Unresolved();
    }
    for (Carry.Name n : carry.names()) {
      List<Integer> axes = rows(n);
      for (int i = 0; i < axes.size(); i++) {
        Expr extent = n.tensor().axes().get(axes.get(i));
        if (declarations.knowledge().equal(extent, rows.get(i).range())) continue;
        problems.add(DiagnosticCode.T0304, span, "index `" + rows.get(i).name() + "` is used with two sizes",
            "here it ranges over " + Describe.expr(rows.get(i).range()),
            List.of("but in `" + n.head().span().text() + "` it ranges over " + Describe.expr(extent)), "");
        throw new Unresolved();
      }
    }
  }

  /// The axes of a carried tensor that run along the rows of `until`; empty if it lacks one of them.
  private List<Integer> rows(Carry.Name n) {
    if (until.isEmpty()) return List.of();
    int batch = scope.batch.size();
    List<String> own = n.head().indices().stream().map(b -> b.name().text()).toList();
    List<Integer> axes = new ArrayList<>();
    for (int i = 0; i < until.get().rows().size(); i++) {
      int at = i < batch ? i : own.indexOf(until.get().rows().get(i).name());
      if (at < 0) return List.of();
      axes.add(i < batch ? i : batch + at);
    }
    return axes;
  }
}
