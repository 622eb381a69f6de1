package dev.tulle.dsl.check;

import dev.tulle.dsl.syntax.Binder;
import dev.tulle.dsl.syntax.Children;
import dev.tulle.dsl.syntax.Expression;
import dev.tulle.dsl.syntax.Node;
import dev.tulle.dsl.syntax.Slice;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The names that stand alone as values in an expression and that no reduction in it binds, with the place of their first use: the indices among them are free.
final class FreeNames {
  private final Map<String, Expression.Name> found = new LinkedHashMap<>();

  private FreeNames() {}

  static Map<String, Expression.Name> of(Expression e) {
    FreeNames names = new FreeNames();
    names.visit(e, Set.of());
    return names.found;
  }

  private void visit(Node node, Set<String> bound) {
    switch (node) {
      case Expression.Name n -> {
        if (!bound.contains(n.text())) found.putIfAbsent(n.text(), n);
      }
      case Expression.Indexed(Expression base, var _, List<Slice> slices, var _) -> {
        if (!(base instanceof Expression.Name)) visit(base, bound);
        slices.forEach(s -> visit(s, bound));
      }
      case Expression.Reduce r -> {
        Set<String> inner = new HashSet<>(bound);
        for (Binder b : r.binders()) inner.add(b.name().text());
        Children.of(r).forEach(child -> visit(child, inner));
      }
      default -> Children.of(node).forEach(child -> visit(child, bound));
    }
  }
}
