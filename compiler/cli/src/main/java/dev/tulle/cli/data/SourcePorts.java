package dev.tulle.cli.data;

import dev.tulle.dsl.interpret.SizeArithmetic;
import dev.tulle.dsl.model.CheckedModel;
import dev.tulle.dsl.model.ElementType;
import dev.tulle.dsl.model.Existence;
import dev.tulle.dsl.model.Expr;
import dev.tulle.dsl.model.Pattern;
import dev.tulle.dsl.model.Symbol;
import dev.tulle.dsl.model.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a checked model takes.
public final class SourcePorts {
  private SourcePorts() {}

  /// Weights, then inputs, in the order of declaration.
  public static List<Port> of(CheckedModel model) {
    Map<Tensor, List<Expr>> limits = IndexLimits.of(model);
    return Stream
        .concat(model.weights().stream().map(s -> port(s, true, limits)), model.first().inputs().stream().map(s -> port(s, false, limits)))
        .toList();
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
    Set<String> mentions = Expressions.all(expr)
        .flatMap(e -> e instanceof Expr.SizeValue size ? Stream.of(size.name()) : Stream.empty())
        .collect(Collectors.toSet());
    return new Extent(alone, mentions, sizes -> new SizeArithmetic(sizes).extent(expr, "an axis of `" + name + "`"));
  }
}
