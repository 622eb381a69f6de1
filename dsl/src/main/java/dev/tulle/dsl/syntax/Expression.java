package dev.tulle.dsl.syntax;

import dev.tulle.dsl.model.ElementType;
import dev.tulle.dsl.model.ReduceOperator;
import dev.tulle.dsl.model.RowOperator;
import dev.tulle.dsl.model.SelectOperator;
import dev.tulle.dsl.source.Span;
import java.util.List;
import java.util.Optional;

/// An expression as written. Precedence has become the shape of the tree; parentheses are gone.
public sealed interface Expression extends Node {
  /// `64`; a literal that does not fit is reported by the parser.
  record IntegerLiteral(long value, Span span) implements Expression {}

  /// `1e-6`; finite, whatever the type it will take.
  record FloatLiteral(double value, Span span) implements Expression {}

  /// `inf`.
  record Infinity(Span span) implements Expression {}

  /// `true`, `false`.
  record BooleanLiteral(boolean value, Span span) implements Expression {}

  /// A parameter, size, constant, index, scalar tensor, or a whole tensor handed to a layer.
  record Name(String text, Span span) implements Expression {}

  /// `base.path[slices]`, with a path, slices, or both: `x[t, d]`, `a.w1[f, d]`, `Norm(x[b, :])[d]`, `a.y`. The base is a [Name] or a [Call], unless the author
  /// indexes something else, which the checker refuses.
  record Indexed(Expression base, List<Identifier> path, List<Slice> slices, Span span) implements Expression {
    public Indexed {
      path = List.copyOf(path);
      slices = List.copyOf(slices);
    }
  }

  /// A function or a layer, `exp(x)`, `max(a, b)`, `Norm(x, eps = 1e-5)`.
  record Call(Identifier function, List<Argument> arguments, Span span) implements Expression {
    public Call {
      arguments = List.copyOf(arguments);
    }
  }

  /// `sum(d, e: E where p[d, e]) body`. The body is present except in `count(j where P)`, `any(j where P)`, `all(j where P)`.
  record Reduce(ReduceOperator operator, List<Binder> binders, Optional<Expression> where, Optional<Expression> body, Span span)
      implements Expression {
    public Reduce {
      binders = List.copyOf(binders);
    }
  }

  /// `softmax(j where p[i, j]) operand`.
  record Row(RowOperator operator, List<Binder> binders, Optional<Expression> where, Expression operand, Span span) implements Expression {
    public Row {
      binders = List.copyOf(binders);
    }
  }

  /// `topk(d by 4, 2 where p[d]) operand`. `group` is the `4`, `count` the `2`.
  record Select(
      SelectOperator operator,
      List<Binder> binders,
      Optional<Expression> group,
      Expression count,
      Optional<Expression> where,
      Expression operand,
      Span span) implements Expression {
    public Select {
      binders = List.copyOf(binders);
    }
  }

  /// Operators of one operand.
  enum UnaryOperator {
    NEGATE,
    NOT
  }

  /// `-x`, `not x`.
  record Unary(UnaryOperator operator, Expression operand, Span span) implements Expression {}

  /// Operators of two operands; all group to the left.
  enum BinaryOperator {
    ADD,
    SUBTRACT,
    MULTIPLY,
    DIVIDE,
    MODULO,
    AND,
    OR
  }

  /// `a * b`, `a and b`.
  record Binary(BinaryOperator operator, Expression left, Expression right, Span span) implements Expression {}

  /// What a comparison asks.
  enum ComparisonOperator {
    LESS,
    LESS_EQUAL,
    GREATER,
    GREATER_EQUAL,
    EQUAL,
    NOT_EQUAL
  }

  /// `0 <= i < N`: one operator between each two neighbours, at least one. Mixed directions are the checker's to refuse.
  record Comparison(List<Expression> operands, List<ComparisonOperator> operators, Span span) implements Expression {
    public Comparison {
      operands = List.copyOf(operands);
      operators = List.copyOf(operators);
      if (operators.isEmpty() || operands.size() != operators.size() + 1)
        throw new IllegalArgumentException("operators do not stand between the operands");
    }
  }

  /// `first ?? second`; chains group to the left.
  record Coalesce(Expression first, Expression second, Span span) implements Expression {}

  /// `if condition then a else b`.
  record If(Expression condition, Expression then, Expression otherwise, Span span) implements Expression {}

  /// `cast(f16, x)`.
  record Cast(ElementType element, Expression operand, Span span) implements Expression {}

  /// `defined(w[f, d])`.
  record Defined(Expression operand, Span span) implements Expression {}
}
