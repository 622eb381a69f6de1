package dev.tulle.dsl.model;

import dev.tulle.dsl.source.Span;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// An expression of a checked model: a tree, every name resolved, every literal typed, every implicit conversion written as a [Cast] (so both operands of an
/// arithmetic operator have one type).
public sealed interface Expr {
  ValueType type();

  /// The expressions directly inside it, in the order of the text; ranges of indices are no part of it.
  default List<Expr> children() {
    return switch (this) {
      case Literal _, SizeValue _, IndexValue _ -> List.of();
      case Read r -> r.at();
      case Member m -> m.at();
      case Defined d -> List.of(d.read());
      case Apply a -> a.arguments();
      case Cast c -> List.of(c.operand());
      case If i -> List.of(i.condition(), i.then(), i.otherwise());
      case Coalesce c -> List.of(c.first(), c.second());
      case Reduce r -> List.of(r.where(), r.body());
      case RowOperation r -> List.of(r.where(), r.body());
      case Selection s -> Stream.concat(s.group().stream(), Stream.of(s.count(), s.where(), s.body())).toList();
    };
  }

  /// The expression and everything inside it, outer before inner.
  default Stream<Expr> all() {
    List<Expr> all = new ArrayList<>();
    Deque<Expr> open = new ArrayDeque<>(List.of(this));
    while (!open.isEmpty()) {
      Expr e = open.pop();
      all.add(e);
      e.children().reversed().forEach(open::push);
    }
    return all.stream();
  }

  /// A constant. `value` is the exact value in double; an `INT` has an integral one, a `BOOL` 0 or 1.
  record Literal(ValueType type, double value) implements Expr {}

  /// A run-time size; parameters and constants have become literals.
  record SizeValue(String name) implements Expr {
    @Override
    public ValueType type() {
      return ValueType.INT;
    }
  }

  /// The value of an index variable that is bound here.
  record IndexValue(Index index) implements Expr {
    @Override
    public ValueType type() {
      return ValueType.INT;
    }
  }

  /// What happens when the position along one axis of a read leaves the axis.
  enum Bound {
    /// It cannot: the checker proved it.
    PROVED,
    /// The element does not exist (bodies of reductions, `where`, under `??`).
    ABSENT,
    /// It is a run-time error that names tensor, position and value.
    CHECKED
  }

  /// `tensor[at…]`, one position and one bound for each axis; a scalar tensor has none.
  record Read(Tensor tensor, List<Expr> at, List<Bound> bounds, Span span) implements Expr {
    public Read {
      at = List.copyOf(at);
      bounds = List.copyOf(bounds);
    }

    @Override
    public ValueType type() {
      return tensor.element().valueType();
    }
  }

  /// `pattern[at…]`: true or false, never absent; false outside the axes.
  record Member(Pattern pattern, List<Expr> at, Span span) implements Expr {
    public Member {
      at = List.copyOf(at);
    }

    @Override
    public ValueType type() {
      return ValueType.BOOL;
    }
  }

  /// `defined(tensor[at…])`: whether that element exists; never absent.
  record Defined(Read read) implements Expr {
    @Override
    public ValueType type() {
      return ValueType.BOOL;
    }
  }

  /// A pointwise operator or function.
  record Apply(Function function, ValueType type, List<Expr> arguments) implements Expr {
    public Apply {
      arguments = List.copyOf(arguments);
    }
  }

  /// Conversion to the value type of `to`, rounded (and for integers saturated) to what `to` can store. `F32` never rounds in the interpreter.
  record Cast(ElementType to, Expr operand) implements Expr {
    @Override
    public ValueType type() {
      return to.valueType();
    }
  }

  /// `if condition then a else b`.
  record If(Expr condition, Expr then, Expr otherwise) implements Expr {
    @Override
    public ValueType type() {
      return then.type();
    }
  }

  /// `first ?? second`: `second` where `first` does not exist.
  record Coalesce(Expr first, Expr second) implements Expr {
    @Override
    public ValueType type() {
      return first.type();
    }
  }

  /// A reduction over all values of `over` that satisfy `where` and for which `body` exists. `where` is the literal true when absent; `count(j where P)` has
  /// the literal true as body. `ARGMAX` and `ARGMIN` have one index and give its value.
  record Reduce(ReduceOperator operator, List<Index> over, Expr where, Expr body, Span span) implements Expr {
    public Reduce {
      over = List.copyOf(over);
    }

    @Override
    public ValueType type() {
      return switch (operator) {
        case ANY, ALL -> ValueType.BOOL;
        case COUNT, ARGMAX, ARGMIN -> ValueType.INT;
        case SUM, PROD, MAX, MIN, MEAN, LOGSUMEXP -> body.type();
      };
    }
  }

  /// A row operator: the row is `body` over all values of `over` that satisfy `where` (and for which it exists); the result is the row's value at the outer
  /// indices `at` (one for each of `over`, same ranges). It exists where `at` is in the row.
  record RowOperation(RowOperator operator, List<Index> over, List<Index> at, Expr where, Expr body, Span span) implements Expr {
    public RowOperation {
      over = List.copyOf(over);
      at = List.copyOf(at);
    }

    @Override
    public ValueType type() {
      return switch (operator) {
        case ARGSORT, RANK -> ValueType.INT;
        case SOFTMAX, CUMSUM, SORT -> body.type();
      };
    }
  }

  /// A selection: whether the outer indices `at` are among the selected of all values of `over` that satisfy `where` and for which `body` exists. `group` is the
  /// group length of `topk(d by 4, 2)`: then the selection is made inside each group along the one index. `count` is the `k` of `topk`, the mass of `topp`.
  record Selection(SelectOperator operator, List<Index> over, List<Index> at, Optional<Expr> group, Expr count, Expr where, Expr body, Span span)
      implements Expr {
    public Selection {
      over = List.copyOf(over);
      at = List.copyOf(at);
    }

    @Override
    public ValueType type() {
      return ValueType.BOOL;
    }
  }

  static Expr.Literal integer(long value) {
    return new Literal(ValueType.INT, value);
  }

  static Expr.Literal truth() {
    return new Literal(ValueType.BOOL, 1);
  }
}
