package dev.tulle.dsl.syntax;

import dev.tulle.dsl.source.Span;
import java.util.List;

/// A whole source text: imports, layers and models in the order in which they stand.
public record SyntaxFile(List<Declaration> declarations, Span span) implements Node {
  public SyntaxFile {
    declarations = List.copyOf(declarations);
  }
}
