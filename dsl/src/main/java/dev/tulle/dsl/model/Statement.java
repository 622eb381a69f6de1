package dev.tulle.dsl.model;

import dev.tulle.dsl.source.Span;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A statement of a checked model, in program order: it reads only what is given or defined before it.
public sealed interface Statement {
  Span span();

  /// What it gives a value to: what a loop carries and its body defines, too; an update defines nothing.
  default Stream<Symbol> defined() {
    return switch (this) {
      case Define d -> Stream.of(d.target());
      case DefinePattern p -> Stream.of(p.target());
      case Update _ -> Stream.empty();
      case Repeat r -> Stream.concat(r.carried().stream().map(Carried::tensor), r.body().stream().flatMap(Statement::defined));
      case Fold f -> Stream.concat(
          f.carried().stream().map(Carried::tensor),
          f.body().stream().flatMap(s -> s instanceof Define d ? Stream.of(d.target()) : Stream.empty()));
    };
  }

  /// Every expression in it, outermost ones only: conditions and values, those of loop bodies, too.
  default Stream<Expr> expressions() {
    return switch (this) {
      case Define d -> d.expressions();
      case DefinePattern p -> Stream.concat(Stream.of(p.condition()), p.order().stream().map(Order::key));
      case Update u -> Stream.of(u.where(), u.value());
      case Repeat r -> Stream.of(
          r.carried().stream().flatMap(Carried::expressions),
          r.body().stream().flatMap(Statement::expressions),
          r.until().stream().map(Until::condition)).flatMap(e -> e);
      case Fold f -> Stream.of(
          Stream.of(f.where()),
          f.key().stream(),
          f.carried().stream().flatMap(Carried::expressions),
          f.body().stream().flatMap(FoldStep::expressions)).flatMap(e -> e);
    };
  }

  /// `let` or `output`: the elements of `target` at `indices` (one for each axis) that satisfy `where` are `value`. `where` is the literal true when absent and
  /// otherwise the condition of the target's [Existence.Where], over these same indices.
  record Define(Tensor target, List<Index> indices, Expr where, Expr value, Span span) implements Statement, FoldStep {
    public Define {
      indices = List.copyOf(indices);
    }

    @Override
    public Stream<Expr> expressions() {
      return Stream.of(where, value);
    }
  }

  /// `pattern`: the members of `target` are the `indices` for which `condition` is true (and exists).
  ///
  /// @param order in which a fold over this pattern walks it; empty: by index
  record DefinePattern(Pattern target, List<Index> indices, Expr condition, Optional<Order> order, Span span) implements Statement {
    public DefinePattern {
      indices = List.copyOf(indices);
    }
  }

  /// `update`: after the run, the elements of the state `target` at `indices` that satisfy `where` are `value`; of a pattern, they are members where
  /// `value` holds. The others keep what they were. There is one update of a state at most.
  ///
  /// @param where implies that the element exists (see [State])
  record Update(Symbol target, List<Index> indices, Expr where, Expr value, Span span) implements Statement {
    public Update {
      indices = List.copyOf(indices);
    }
  }

  /// `repeat`: the body, then every [Carried.Next] at once, `step.range()` times or until it stops. A name that the body defines means nothing after it.
  ///
  /// @param step the number of the step, which body, next values and `until` may read
  record Repeat(Index step, List<Carried> carried, List<Statement> body, Optional<Until> until, Span span) implements Statement {
    public Repeat {
      carried = List.copyOf(carried);
      body = List.copyOf(body);
    }
  }

  /// `fold`: for each value of `rows` on its own, the values of `element` that satisfy `where` one after another: the body, then every [Carried.Next] at once.
  ///
  /// @param where a condition over `rows` and `element`, false where it does not exist
  /// @param key the order of the walk as in [Order], over `rows` and `element`; empty: by index
  record Fold(List<Index> rows, Index element, Expr where, Optional<Expr> key, List<Carried> carried, List<FoldStep> body, Span span)
      implements Statement {
    public Fold {
      rows = List.copyOf(rows);
      carried = List.copyOf(carried);
      body = List.copyOf(body);
    }
  }
}
