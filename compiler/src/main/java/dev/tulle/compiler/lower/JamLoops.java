package dev.tulle.compiler.lower;

import dev.tulle.kernel.ir.Build;
import dev.tulle.kernel.ir.Expr;
import dev.tulle.kernel.ir.Stmt;
import dev.tulle.kernel.ir.Traversal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Unrolls loops whose iterations are independent and fuses the loops inside, so that what the copies share is loaded once and their sums hide each other's latency:
///
///     for t in 0..T { var s = 0; for d { s = s + x[t, d] * w[d] }; y[t] = s }
///     →  for t in 0..T step 2 { var s0 = 0; var s1 = 0; for d { let v = w[d]; s0 = s0 + x[t, d] * v; s1 = s1 + x[t + 1, d] * v }; y[t] = s0; y[t + 1] = s1 }
///        and the rest one by one
///
/// Does not fire where no inner loop but those of the target's own axes has the same bounds in every copy: then there is nothing to share. Each sum is still added up in the same order: the bits do not change.
final class JamLoops {
  private final KernelBuilder builder;
  private final Identifiers names;
  private final Map<String, Integer> copies;

  /// @param copies how many iterations to join, by loop variable; the iterations of these loops are independent
  private JamLoops(KernelBuilder builder, Map<String, Integer> copies) {
    this.builder = builder;
    this.names = builder.names;
    this.copies = copies;
  }

  static Stmt.Block jam(Stmt.Block body, KernelBuilder builder, Map<String, Integer> copies) {
    return new JamLoops(builder, copies).block(body);
  }

  private Stmt.Block block(Stmt.Block block) {
    List<Stmt> out = new ArrayList<>();
    for (Stmt s : block.statements()) {
      Stmt inner = Traversal.mapChildren(s, e -> e, child -> block((Stmt.Block) child));
      if (inner instanceof Stmt.For loop && copies.getOrDefault(loop.name(), 1) > 1) out.addAll(loop(loop, copies.get(loop.name())));
      else out.add(inner);
    }
    return new Stmt.Block(out);
  }

  private List<Stmt> loop(Stmt.For loop, int most) {
    List<Stmt> out = new ArrayList<>();
    Expr from = loop.from();
    for (int count = most; count > 1; count /= 4) {
      Optional<List<Stmt>> fused = new Copies(loop.name(), loop.step(), count).fuse(loop.body());
      if (fused.isEmpty()) return List.of(loop);
      int step = loop.step() * count;
      out.add(new Stmt.For(loop.name(), from, loop.to(), step, false, new Stmt.Block(fused.get())));
      if (isWhole(from, loop.to(), step)) return out;
      String next = names.fresh(loop.name() + "_next");
      out.add(new Stmt.Let(next, builder.afterWholeSteps(from, loop.to(), step)));
      from = Build.ref(next, loop.to().type());
    }
    out.add(new Stmt.For(loop.name(), from, loop.to(), loop.step(), false, loop.body()));
    return out;
  }

  /// Whether a range is known to be so many whole steps.
  private static boolean isWhole(Expr from, Expr to, int step) {
    return to instanceof Expr.Binary(Expr.BinaryOp op, Expr start, Expr.Const length)
        && op == Expr.BinaryOp.ADD
        && start.equals(from)
        && length.bits() % step == 0;
  }

  /// The copies of one loop body, for `variable`, `variable + step`, ….
  private final class Copies {
    private final String variable;
    private final int step;
    private final int count;
    /// The names that differ from copy to copy, with what each is called there.
    private final Map<String, List<String>> varying = new HashMap<>();
    private int sharedLoops;

    Copies(String variable, int step, int count) {
      this.variable = variable;
      this.step = step;
      this.count = count;
    }

    Optional<List<Stmt>> fuse(Stmt.Block body) {
      List<Stmt> out = new ArrayList<>();
      boolean possible = all(body, out);
      return possible && sharedLoops > 0 ? Optional.of(out) : Optional.empty();
    }

    private boolean all(Stmt.Block block, List<Stmt> out) {
      for (Stmt s : block.statements()) if (!one(s, out)) return false;
      return true;
    }

    private boolean one(Stmt s, List<Stmt> out) {
      return switch (s) {
        case Stmt.Let let -> {
          if (varies(let.value())) each(let, out, share(let.value(), out));
          else out.add(let);
          yield true;
        }
        case Stmt.Var variable -> {
          each(variable, out, variable.initial());
          yield true;
        }
        case Stmt.Assign assign -> {
          each(assign, out, share(assign.value(), out));
          yield true;
        }
        case Stmt.Store _, Stmt.Fail _ -> separately(s, out);
        case Stmt.While _ -> separately(s, out);
        case Stmt.If test -> {
          if (varies(test.condition())) yield separately(s, out);
          List<Stmt> then = new ArrayList<>();
          List<Stmt> otherwise = new ArrayList<>();
          boolean possible = all(test.then(), then) && all(test.otherwise(), otherwise);
          out.add(new Stmt.If(test.condition(), new Stmt.Block(then), new Stmt.Block(otherwise)));
          yield possible;
        }
        case Stmt.For loop -> {
          if (varies(loop.from()) || varies(loop.to())) yield separately(s, out);
          List<Stmt> body = new ArrayList<>();
          boolean possible = all(loop.body(), body);
          out.add(new Stmt.For(loop.name(), loop.from(), loop.to(), loop.step(), loop.unroll(), new Stmt.Block(body)));
          if (!copies.containsKey(loop.name())) sharedLoops++;
          yield possible;
        }
        case Stmt.Block inner -> all(inner, out);
        case Stmt.Alloc _, Stmt.Atomic _, Stmt.Items _, Stmt.Collect _, Stmt.Scan _, Stmt.Multiply _ -> false;
      };
    }

    /// One declaration or assignment for each copy, of the value given.
    private void each(Stmt s, List<Stmt> out, Expr value) {
      Stmt shared = switch (s) {
        case Stmt.Let let -> new Stmt.Let(let.name(), value);
        case Stmt.Var var -> new Stmt.Var(var.name(), value);
        default -> new Stmt.Assign(((Stmt.Assign) s).name(), value);
      };
      separately(shared, out);
    }

    private boolean separately(Stmt s, List<Stmt> out) {
      Traversal.walk(s, this::declare, _ -> {});
      for (int c = 0; c < count; c++) out.add(copy(s, c));
      return true;
    }

    private void declare(Stmt s) {
      switch (s) {
        case Stmt.Let let -> vary(let.name());
        case Stmt.Var var -> vary(var.name());
        case Stmt.For loop -> vary(loop.name());
        case Stmt.Block _, Stmt.Assign _, Stmt.If _, Stmt.While _, Stmt.Alloc _, Stmt.Store _, Stmt.Atomic _, Stmt.Items _ -> {}
        case Stmt.Collect _, Stmt.Scan _, Stmt.Multiply _, Stmt.Fail _ -> {}
      }
    }

    private void vary(String name) {
      if (varying.containsKey(name)) return;
      List<String> own = new ArrayList<>(List.of(name));
      for (int c = 1; c < count; c++) own.add(names.fresh(name + "_" + variable + c));
      varying.put(name, own);
    }

    private Stmt copy(Stmt s, int c) {
      Stmt inner = Traversal.mapChildren(s, e -> copy(e, c), child -> copy(child, c));
      return switch (inner) {
        case Stmt.Let let -> new Stmt.Let(name(let.name(), c), let.value());
        case Stmt.Var var -> new Stmt.Var(name(var.name(), c), var.initial());
        case Stmt.Assign assign -> new Stmt.Assign(name(assign.name(), c), assign.value());
        case Stmt.For f -> new Stmt.For(name(f.name(), c), f.from(), f.to(), f.step(), f.unroll(), f.body());
        case Stmt.Block _, Stmt.If _, Stmt.While _, Stmt.Alloc _, Stmt.Store _, Stmt.Atomic _, Stmt.Items _ -> inner;
        case Stmt.Collect _, Stmt.Scan _, Stmt.Multiply _, Stmt.Fail _ -> inner;
      };
    }

    private Expr copy(Expr e, int c) {
      return Traversal.rewrite(
          e,
          x -> {
            if (!(x instanceof Expr.Ref ref)) return x;
            if (ref.name().equals(variable)) return Build.add(ref, (long) c * step);
            return new Expr.Ref(name(ref.name(), c), ref.type());
          });
    }

    private String name(String name, int c) {
      List<String> own = varying.get(name);
      return own == null ? name : own.get(c);
    }

    private boolean varies(Expr e) {
      boolean[] found = {false};
      Traversal.walk(e, x -> found[0] |= x instanceof Expr.Ref ref && (ref.name().equals(variable) || varying.containsKey(ref.name())));
      return found[0];
    }

    /// Names the loads that are the same in all copies. What a select guards stays where it is.
    private Expr share(Expr e, List<Stmt> out) {
      if (!varies(e)) {
        if (!loads(e)) return e;
        String name = names.fresh("shared");
        out.add(new Stmt.Let(name, e));
        return new Expr.Ref(name, e.type());
      }
      if (e instanceof Expr.Select s && !s.type().isVector()) return new Expr.Select(share(s.condition(), out), s.then(), s.otherwise());
      return Traversal.mapChildren(e, child -> share(child, out));
    }

    private static boolean loads(Expr e) {
      boolean[] found = {false};
      Traversal.walk(e, x -> found[0] |= x instanceof Expr.Load);
      return found[0];
    }
  }
}
