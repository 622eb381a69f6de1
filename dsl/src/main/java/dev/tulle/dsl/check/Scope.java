package dev.tulle.dsl.check;

import dev.tulle.dsl.check.prove.Knowledge;
import dev.tulle.dsl.model.Expr;
import dev.tulle.dsl.model.Index;
import dev.tulle.dsl.model.Pattern;
import dev.tulle.dsl.model.Symbol;
import dev.tulle.dsl.model.Tensor;
import dev.tulle.dsl.source.Span;
import dev.tulle.dsl.syntax.Identifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The names of one block: a model, an entry, a loop, or one call of a layer. What stands in a block sees the names of the blocks around it, up to a layer, which sees its
/// arguments only. One namespace; nothing is shadowed.
final class Scope {
  /// What the block is.
  enum Kind {
    MODEL("a model"),
    ENTRY("an entry"),
    LAYER("a layer"),
    REPEAT("a `repeat`"),
    FOLD("a `fold`");

    final String words;

    Kind(String words) {
      this.words = words;
    }
  }

  final Kind kind;
  /// What names of this scope are called in the model: `b3.` before `w`; empty for the model itself.
  final String path;
  /// The indices over which a layer is called: each of its definitions has them as leading axes.
  final List<Index> batch;
  /// Whether weights and states may be declared here, or in a layer that a `let` here calls.
  final boolean owns;
  private final Optional<Scope> around;
  private final Map<String, Thing> things = new LinkedHashMap<>();
  private final Map<String, Span> below = new HashMap<>();
  /// In a loop: where its statements stand.
  private Place place;

  private Scope(Kind kind, String path, List<Index> batch, boolean owns, Optional<Scope> around) {
    this.kind = kind;
    this.path = path;
    this.batch = List.copyOf(batch);
    this.owns = owns;
    this.around = around;
  }

  static Scope model() {
    return new Scope(Kind.MODEL, "", List.of(), true, Optional.empty());
  }

  /// @param owns whether a `let` that may own weights has bound the call
  static Scope layer(String path, List<Index> batch, boolean owns) {
    return new Scope(Kind.LAYER, path, batch, owns, Optional.empty());
  }

  Scope entry() {
    return new Scope(Kind.ENTRY, path, List.of(), false, Optional.of(this));
  }

  /// @param loopPath before the names that the loop's body defines
  /// @param loopPlace where its statements stand: the indices that the loop binds and what is known there
  Scope loop(Kind loopKind, String loopPath, Place loopPlace) {
    Scope loop = new Scope(loopKind, loopPath, loopKind == Kind.FOLD ? List.of() : batch, false, Optional.of(this));
    loop.place = loopPlace;
    return loop;
  }

  /// Where a statement of this block stands, before it binds indices of its own.
  Place place(Knowledge everywhere) {
    return place != null ? place : Place.outermost(everywhere);
  }

  /// From here on the condition is known to hold.
  void know(Expr condition) {
    place = place.knowing(condition);
  }

  Thing find(String name) {
    Thing thing = things.get(name);
    return thing != null || around.isEmpty() ? thing : around.get().find(name);
  }

  /// Says that a name will be known further down, for the report of a use before that.
  void announce(Identifier name) {
    below.putIfAbsent(name.text(), name.span());
  }

  /// Whether a name is known further down.
  boolean isAnnounced(String name) {
    return below.containsKey(name) || around.isPresent() && around.get().isAnnounced(name);
  }

  /// The mend of a name that is not known here.
  String unknown(String name, Collection<String> more) {
    Span defined = below.get(name);
    if (defined != null) return "it is defined further down, in line " + defined.line() + ": move that up";
    if (around.isPresent() && around.get().below.containsKey(name)) return around.get().unknown(name, more);
    List<String> known = new ArrayList<>(names());
    known.addAll(more);
    return Suggest.help(name, known);
  }

  void put(String name, Thing thing) {
    things.put(name, thing);
  }

  /// The weights and states that are declared here, and the calls that own some.
  Map<String, Thing> owned() {
    Map<String, Thing> owned = new LinkedHashMap<>();
    things.forEach(
        (name, thing) -> {
          if (thing instanceof Thing.View v && isKept(v.symbol()) && v.symbol().name().equals(path + name)) owned.put(name, thing);
          if (thing instanceof Thing.Results r && !r.owned().isEmpty()) owned.put(name, new Thing.Results(Map.of(), r.owned()));
        });
    return owned;
  }

  private static boolean isKept(Symbol symbol) {
    return switch (symbol) {
      case Tensor t -> t.role() == Tensor.Role.WEIGHT || t.role() == Tensor.Role.STATE;
      case Pattern p -> p.role() == Pattern.Role.WEIGHT || p.role() == Pattern.Role.STATE;
    };
  }

  List<String> names() {
    List<String> names = new ArrayList<>(things.keySet());
    around.ifPresent(a -> names.addAll(a.names()));
    return names;
  }
}
