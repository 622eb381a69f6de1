package dev.tulle.dsl.check;

import static dev.tulle.dsl.check.Scope.Kind.ENTRY;
import static dev.tulle.dsl.check.Scope.Kind.FOLD;
import static dev.tulle.dsl.check.Scope.Kind.LAYER;
import static dev.tulle.dsl.check.Scope.Kind.MODEL;
import static dev.tulle.dsl.check.Scope.Kind.REPEAT;

import dev.tulle.dsl.diagnostic.DiagnosticCode;
import dev.tulle.dsl.source.Span;
import dev.tulle.dsl.syntax.Item;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Which item may stand in which block.
final class Placement {
  private final Problems problems;
  private final Scope scope;
  /// Whether the block is a model with entries.
  private boolean hasEntries;
  /// Whether one of them has been seen.
  private boolean entries;

  Placement(Problems problems, Scope scope) {
    this.problems = problems;
    this.scope = scope;
  }

  /// Learns what the whole block holds.
  void block(List<Item> items) {
    hasEntries = items.stream().anyMatch(Item.Entry.class::isInstance);
  }

  void check(Item item) {
    if (item instanceof Item.Broken) return;
    Set<Scope.Kind> allowed = allowed(item);
    if (!allowed.contains(scope.kind)) {
      String where = allowed.stream().map(k -> k.words).collect(Collectors.joining(" or "));
      refuse(item, "`" + word(item) + "` stands in " + where + ", not in " + scope.kind.words, mend(item));
    } else if (scope.kind == MODEL && hasEntries) {
      if (item instanceof Item.Output || item instanceof Item.Update) {
        refuse(item, "`" + word(item) + "` stands in an entry: this model has entries", "move it into the entries that mean it");
      } else if (entries && !(item instanceof Item.Entry)) {
        refuse(item, "the entries end a model", "move this before the first `entry`");
      }
      entries |= item instanceof Item.Entry;
    }
  }

  private void refuse(Item item, String message, String help) {
    Span span = item.span();
    int end = Math.min(span.end(), span.start() + word(item).length());
    problems.add(DiagnosticCode.T1001, new Span(span.source(), span.start(), end), message, "", help);
    throw new Unresolved();
  }

  private static Set<Scope.Kind> allowed(Item item) {
    return switch (item) {
      case Item.Tensors t when t.given() == Item.Given.WEIGHT -> EnumSet.of(MODEL, LAYER);
      case Item.GivenPattern p when p.given() == Item.Given.WEIGHT -> EnumSet.of(MODEL, LAYER);
      case Item.States _, Item.StatePattern _ -> EnumSet.of(MODEL, LAYER);
      case Item.Tensors _, Item.GivenPattern _, Item.Sizes _ -> EnumSet.of(MODEL, ENTRY);
      case Item.Entry _ -> EnumSet.of(MODEL);
      case Item.Require _, Item.Output _, Item.Update _ -> EnumSet.of(MODEL, ENTRY, LAYER);
      case Item.Const _, Item.LetMany _, Item.DefinePattern _, Item.Repeat _, Item.Fold _ -> EnumSet.of(MODEL, ENTRY, LAYER, REPEAT);
      case Item.Let _, Item.Broken _ -> EnumSet.allOf(Scope.Kind.class);
      case Item.Next _ -> EnumSet.of(REPEAT, FOLD);
      case Item.Until _ -> EnumSet.of(REPEAT);
      case Item.Skip _, Item.Stop _ -> EnumSet.of(FOLD);
    };
  }

  private String mend(Item item) {
    boolean loop = scope.kind == REPEAT || scope.kind == FOLD;
    return switch (item) {
      case Item.Tensors t when t.given() == Item.Given.WEIGHT && loop ->
          "declare it before the loop, with one more axis for the step: `w[l, f, d]`";
      case Item.Tensors t when t.given() == Item.Given.WEIGHT -> "weights belong to the model: declare it there, before the entries";
      case Item.GivenPattern p when p.given() == Item.Given.WEIGHT -> "weights belong to the model: declare it there";
      case Item.States _, Item.StatePattern _ -> "states belong to the model: declare it there";
      case Item.Tensors _, Item.GivenPattern _ -> scope.kind == LAYER ? "make it an argument of the layer" : "declare it before the loop";
      case Item.Sizes _ -> scope.kind == LAYER ? "a layer's sizes come from its arguments" : "declare it before the loop";
      case Item.Entry _ -> "an entry is a part of the model itself";
      case Item.Output _ -> "make it a `let`, or carry it and return it after the loop";
      case Item.Update _ -> "carry the value, and update after the loop";
      case Item.Next _ -> "`next` gives a name that a `repeat` or `fold` carries its new value";
      case Item.Until _ -> "a `fold` ends a row with `stop if`";
      case Item.Skip _, Item.Stop _ -> scope.kind == REPEAT ? "a `repeat` ends with `until`" : "";
      case Item.Require _, Item.Const _, Item.LetMany _, Item.DefinePattern _, Item.Repeat _, Item.Fold _ ->
          "define it before the loop";
      case Item.Let _, Item.Broken _ -> "";
    };
  }

  private static String word(Item item) {
    return switch (item) {
      case Item.Tensors t -> t.given() == Item.Given.WEIGHT ? "weight" : "input";
      case Item.GivenPattern p -> p.given() == Item.Given.WEIGHT ? "weight pattern" : "input pattern";
      case Item.States _ -> "state";
      case Item.StatePattern _ -> "state pattern";
      case Item.Entry _ -> "entry";
      case Item.Sizes _ -> "size";
      case Item.Require _ -> "require";
      case Item.Const _ -> "const";
      case Item.Let _, Item.LetMany _ -> "let";
      case Item.Output _ -> "output";
      case Item.DefinePattern _ -> "pattern";
      case Item.Update _ -> "update";
      case Item.Next _ -> "next";
      case Item.Skip _ -> "skip";
      case Item.Stop _ -> "stop";
      case Item.Until _ -> "until";
      case Item.Repeat _ -> "repeat";
      case Item.Fold _ -> "fold";
      case Item.Broken _ -> "";
    };
  }
}
