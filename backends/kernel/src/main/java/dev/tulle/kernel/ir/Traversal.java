package dev.tulle.kernel.ir;

import dev.tulle.kernel.ir.Stmt.Block;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// The generic ways through a kernel. A node whose children come back unchanged (the same objects) is returned as it is.
public final class Traversal {
  private Traversal() {}

  /// The direct subexpressions, in evaluation order; a load's mask comes last.
  public static List<Expr> children(Expr e) {
    return switch (e) {
      case Expr.Const _,Expr.Ref _,Expr.Iota _ -> List.of();
      case Expr.Unary u -> List.of(u.operand());
      case Expr.Binary b -> List.of(b.left(), b.right());
      case Expr.Fma f -> List.of(f.a(), f.b(), f.c());
      case Expr.Select s -> List.of(s.condition(), s.then(), s.otherwise());
      case Expr.Convert c -> List.of(c.operand());
      case Expr.Round r -> List.of(r.operand());
      case Expr.Bits b -> List.of(b.operand());
      case Expr.Splat s -> List.of(s.operand());
      case Expr.Prefix p -> List.of(p.count());
      case Expr.LaneFold f -> List.of(f.operand());
      case Expr.Load l -> withMask(l.at(), l.mask());
    };
  }

  private static List<Expr> withMask(List<Expr> at, Optional<Expr> mask) {
    return Stream.concat(at.stream(), mask.stream()).toList();
  }

  public static Expr mapChildren(Expr e, UnaryOperator<Expr> map) {
    List<Expr> old = children(e);
    List<Expr> c = old.stream().map(map).toList();
    if (same(old, c)) return e;
    return switch (e) {
      case Expr.Const _,Expr.Ref _,Expr.Iota _ -> e;
      case Expr.Unary u -> new Expr.Unary(u.op(), c.get(0));
      case Expr.Binary b -> new Expr.Binary(b.op(), c.get(0), c.get(1));
      case Expr.Fma _ -> new Expr.Fma(c.get(0), c.get(1), c.get(2));
      case Expr.Select _ -> new Expr.Select(c.get(0), c.get(1), c.get(2));
      case Expr.Convert v -> new Expr.Convert(v.type(), c.get(0));
      case Expr.Round r -> new Expr.Round(r.storage(), c.get(0));
      case Expr.Bits b -> new Expr.Bits(b.type(), c.get(0));
      case Expr.Splat s -> new Expr.Splat(s.lanes(), c.get(0));
      case Expr.Prefix p -> new Expr.Prefix(p.lanes(), c.get(0));
      case Expr.LaneFold f -> new Expr.LaneFold(f.op(), c.get(0));
      case Expr.Load l -> {
        int rank = l.at().size();
        yield new Expr.Load(l.type(), l.buffer(), c.subList(0, rank), l.mask().map(_ -> c.get(rank)));
      }
    };
  }

  /// Bottom up: children first, then `map` on the node itself.
  public static Expr rewrite(Expr e, UnaryOperator<Expr> map) {
    return map.apply(mapChildren(e, x -> rewrite(x, map)));
  }

  /// The expressions that a statement holds itself, not those of statements inside it; positions come before the value and the mask.
  public static List<Expr> expressions(Stmt s) {
    return switch (s) {
      case Block _,Stmt.Alloc _,Stmt.Items _,Stmt.Collect _,Stmt.Scan _,Stmt.Multiply _ -> List.of();
      case Stmt.Let l -> List.of(l.value());
      case Stmt.Var v -> List.of(v.initial());
      case Stmt.Assign a -> List.of(a.value());
      case Stmt.If i -> List.of(i.condition());
      case Stmt.For f -> List.of(f.from(), f.to());
      case Stmt.While w -> List.of(w.condition(), w.bound());
      case Stmt.Store t -> {
        List<Expr> all = new ArrayList<>(t.at());
        all.add(t.value());
        t.mask().ifPresent(all::add);
        yield List.copyOf(all);
      }
      case Stmt.Atomic a -> Stream.concat(a.at().stream(), Stream.of(a.value())).toList();
      case Stmt.Fail f -> List.of(f.position(), f.value());
    };
  }

  /// The statements directly inside a statement; the bodies of an `If`, of a loop and of `Items` are blocks.
  public static List<Stmt> children(Stmt s) {
    return switch (s) {
      case Block b -> b.statements();
      case Stmt.If i -> List.of(i.then(), i.otherwise());
      case Stmt.For f -> List.of(f.body());
      case Stmt.While w -> List.of(w.body());
      case Stmt.Items i -> List.of(i.body());
      case Stmt.Let _,Stmt.Var _,Stmt.Assign _,Stmt.Alloc _,Stmt.Store _,Stmt.Atomic _,Stmt.Collect _,Stmt.Scan _,Stmt.Fail _ -> List.of();
      case Stmt.Multiply _ -> List.of();
    };
  }

  /// Rebuilds a statement over its mapped expressions and statements. A body that is mapped to something other than a block is put into
  /// one.
  public static Stmt mapChildren(Stmt s, UnaryOperator<Expr> expressions, UnaryOperator<Stmt> statements) {
    List<Expr> oldExpressions = expressions(s);
    List<Expr> e = oldExpressions.stream().map(expressions).toList();
    List<Stmt> oldStatements = children(s);
    List<Stmt> c = oldStatements.stream().map(statements).toList();
    if (same(oldExpressions, e) && same(oldStatements, c)) return s;
    return switch (s) {
      case Block _ -> new Block(c);
      case Stmt.Let l -> new Stmt.Let(l.name(), e.get(0));
      case Stmt.Var v -> new Stmt.Var(v.name(), e.get(0));
      case Stmt.Assign a -> new Stmt.Assign(a.name(), e.get(0));
      case Stmt.If _ -> new Stmt.If(e.get(0), asBlock(c.get(0)), asBlock(c.get(1)));
      case Stmt.For f -> new Stmt.For(f.name(), e.get(0), e.get(1), f.step(), f.unroll(), asBlock(c.get(0)));
      case Stmt.While _ -> new Stmt.While(e.get(0), e.get(1), asBlock(c.get(0)));
      case Stmt.Items i -> new Stmt.Items(i.name(), i.extent(), asBlock(c.get(0)));
      case Stmt.Store t -> {
        int rank = t.at().size();
        yield new Stmt.Store(t.buffer(), e.subList(0, rank), e.get(rank), t.mask().map(_ -> e.get(rank + 1)));
      }
      case Stmt.Atomic a -> new Stmt.Atomic(a.op(), a.buffer(), e.subList(0, a.at().size()), e.getLast());
      case Stmt.Fail f -> new Stmt.Fail(f.site(), e.get(0), e.get(1));
      case Stmt.Alloc _,Stmt.Collect _,Stmt.Scan _,Stmt.Multiply _ -> s;
    };
  }

  private static Block asBlock(Stmt s) {
    return s instanceof Block b ? b : new Block(List.of(s));
  }

  private static <T> boolean same(List<T> a, List<T> b) {
    for (int i = 0; i < a.size(); i++) if (a.get(i) != b.get(i)) return false;
    return true;
  }

  /// Visits the expression and everything below it, parents first.
  public static void walk(Expr e, Consumer<Expr> visit) {
    visit.accept(e);
    children(e).forEach(c -> walk(c, visit));
  }

  /// Visits the statement, all statements inside it in order, and all their expressions, parents first.
  public static void walk(Stmt s, Consumer<Stmt> statements, Consumer<Expr> expressions) {
    statements.accept(s);
    expressions(s).forEach(e -> walk(e, expressions));
    children(s).forEach(c -> walk(c, statements, expressions));
  }
}
