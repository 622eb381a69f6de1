package dev.tulle.dsl.syntax;

import dev.tulle.dsl.source.Span;
import java.util.List;

/// `as csr`, `as nm(2, 4)`; whether such a format exists is the checker's to say.
public record FormatClause(Identifier name, List<Expression> arguments, Span span) implements Node {
  public FormatClause {
    arguments = List.copyOf(arguments);
  }
}
