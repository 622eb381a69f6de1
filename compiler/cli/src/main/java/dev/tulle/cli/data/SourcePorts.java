package dev.tulle.cli.data;

import dev.tulle.dsl.interpret.SizeArithmetic;
import dev.tulle.dsl.model.CheckedModel;
import dev.tulle.dsl.model.ElementType;
import dev.tulle.dsl.model.Entry;
import dev.tulle.dsl.model.Existence;
import dev.tulle.dsl.model.Expr;
import dev.tulle.dsl.model.Pattern;
import dev.tulle.dsl.model.Symbol;
import dev.tulle.dsl.model.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a checked model takes.
public final class SourcePorts {
  private SourcePorts() {}

  /// Weights, then the inputs of some of its entries, in the order of declaration; an input that several of them have is one.
  public static List<Port> of(CheckedModel model, List<Entry> entries) {
    Map<Tensor, List<Expr>> limits = IndexLimits.of(entries);
    Map<String, Port> inputs = new LinkedHashMap<>();
    for (Entry entry : entries) entry.inputs().forEach(s -> inputs.putIfAbsent(s.name(), port(s, false, limits)));
    return Stream.concat(model.weights().stream().map(s -> port(s, true, limits)), inputs.values().stream()).toList();
  }

  /// What a session of it keeps.
  public static List<Port> states(CheckedModel model) {
    return model.states().stream().map(s -> port(s.symbol(), false, Map.of())).toList();
  }

  private static Port port(Symbol symbol, boolean weight, Map<Tensor, List<Expr>> limits) {
    List<Extent> axes = symbol.axes().stream().map(axis -> extent(axis, symbol.name())).toList();
    return switch (symbol) {
      case Pattern p -> new Port(p.name(), weight, true, false, ElementType.BOOL, axes, p.format(), List.of());
      case Tensor t -> {
        List<Extent> below = limits.getOrDefault(t, List.of()).stream().map(limit -> extent(limit, t.name())).toList();
        yield new Port(t.name(), weight, false, t.existence() instanceof Existence.Stored, t.element(), axes, t.format(), below);
      }
    };
  }

  private static Extent extent(Expr expr, String name) {
    Optional<String> alone = expr instanceof Expr.SizeValue size ? Optional.of(size.name()) : Optional.empty();
    Set<String> mentions = expr.all()
        .flatMap(e -> e instanceof Expr.SizeValue size ? Stream.of(size.name()) : Stream.empty())
        .collect(Collectors.toSet());
    return new Extent(alone, mentions, sizes -> new SizeArithmetic(sizes).extent(expr, "an axis of `" + name + "`"));
  }
}
