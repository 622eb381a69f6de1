package dev.tulle.kernel.verify;

import dev.tulle.kernel.ir.Expr;
import dev.tulle.kernel.ir.Stmt;
import dev.tulle.kernel.ir.Traversal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The names on which it can depend where a kernel reads and writes: those in positions, masks, loop bounds and conditions, those whose
/// values are stored as integers, and those that they are computed from. Sums that only end up in a float buffer are not among them.
final class RelevantNames {
  private final Map<String, Set<String>> sources = new HashMap<>();
  private final Set<String> names = new HashSet<>();

  private RelevantNames() {}

  static Set<String> of(Stmt body) {
    RelevantNames r = new RelevantNames();
    Traversal.walk(body, r::look, r::look);
    List<String> open = new ArrayList<>(r.names);
    while (!open.isEmpty()) {
      for (String source : r.sources.getOrDefault(open.removeLast(), Set.of())) if (r.names.add(source)) open.add(source);
    }
    return r.names;
  }

  private void look(Stmt s) {
    switch (s) {
      case Stmt.Let l -> define(l.name(), l.value());
      case Stmt.Var v -> define(v.name(), v.initial());
      case Stmt.Assign a -> define(a.name(), a.value());
      case Stmt.If _, Stmt.For _, Stmt.While _, Stmt.Atomic _ -> Traversal.expressions(s).forEach(e -> use(e, names));
      case Stmt.Store t -> {
        t.at().forEach(e -> use(e, names));
        t.mask().ifPresent(e -> use(e, names));
        if (t.value().type().scalar().isInteger()) use(t.value(), names);
      }
      case Stmt.Block _, Stmt.Alloc _, Stmt.Items _, Stmt.Collect _, Stmt.Scan _, Stmt.Multiply _, Stmt.Fail _ -> {}
    }
  }

  private void look(Expr e) {
    switch (e) {
      case Expr.Load l -> {
        l.at().forEach(p -> use(p, names));
        l.mask().ifPresent(m -> use(m, names));
      }
      case Expr.Select s -> {
        if (!s.type().isVector()) use(s.condition(), names);
      }
      case Expr.Const _, Expr.Ref _, Expr.Unary _, Expr.Binary _, Expr.Fma _, Expr.Convert _, Expr.Round _, Expr.Bits _ -> {}
      case Expr.Splat _, Expr.Iota _, Expr.Prefix _, Expr.LaneFold _ -> {}
    }
  }

  private void define(String name, Expr value) {
    use(value, sources.computeIfAbsent(name, _ -> new HashSet<>()));
  }

  private static void use(Expr e, Set<String> into) {
    Traversal.walk(e, x -> {
      if (x instanceof Expr.Ref r) into.add(r.name());
    });
  }
}
