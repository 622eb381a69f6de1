package dev.tulle.dsl.syntax;

import dev.tulle.dsl.source.Span;
import java.util.List;

/// The left side of a definition, `h[t, f: F]`: a name and the indices it has; none for a scalar.
public record Head(Identifier name, List<Binder> indices, Span span) implements Node {
  public Head {
    indices = List.copyOf(indices);
  }
}
