package dev.tulle.dsl.model;

import dev.tulle.dsl.source.Span;
import java.util.List;

/// A statement of a checked model, in program order: it reads only what is given or defined before it.
public sealed interface Statement {
  Span span();

  /// `let` or `output`: the elements of `target` at `indices` (one for each axis) that satisfy `where` are `value`. `where` is the literal true when absent and
  /// otherwise the condition of the target's [Existence.Where], over these same indices.
  record Define(Tensor target, List<Index> indices, Expr where, Expr value, Span span) implements Statement {
    public Define {
      indices = List.copyOf(indices);
    }
  }

  /// `pattern`: the members of `target` are the `indices` for which `condition` is true (and exists).
  record DefinePattern(Pattern target, List<Index> indices, Expr condition, Span span) implements Statement {
    public DefinePattern {
      indices = List.copyOf(indices);
    }
  }
}
