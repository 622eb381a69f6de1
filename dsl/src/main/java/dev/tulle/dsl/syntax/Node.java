package dev.tulle.dsl.syntax;

import dev.tulle.dsl.source.Span;

/// Anything in a syntax tree. Every node knows the text it came from, without the parentheses around it and without its doc comment.
public sealed interface Node
    permits Argument, Axis, Binder, Carried, Declaration, Declaration.Parameter, Expression, Formal, FormatClause, Head, Identifier, Item,
    OrderClause, Slice, SyntaxFile, TensorType {
  Span span();
}
