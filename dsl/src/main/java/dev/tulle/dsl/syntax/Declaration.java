package dev.tulle.dsl.syntax;

import dev.tulle.dsl.source.Span;
import java.util.List;

/// What stands at the top of a file. `doc` is the text of the `///` comment above, lines joined by `\n`, empty if there is none.
public sealed interface Declaration extends Node {
  /// `import std.attention`.
  record Import(List<Identifier> path, Span span) implements Declaration {
    public Import {
      path = List.copyOf(path);
    }
  }

  /// `model Name(P = 1) { … }`.
  record Model(Identifier name, List<Parameter> parameters, List<Item> items, String doc, Span span) implements Declaration {
    public Model {
      parameters = List.copyOf(parameters);
      items = List.copyOf(items);
    }
  }

  /// `layer Name(formals) -> (results) { … }`.
  record Layer(Identifier name, List<Formal> formals, List<Formal> results, List<Item> items, String doc, Span span)
      implements Declaration {
    public Layer {
      formals = List.copyOf(formals);
      results = List.copyOf(results);
      items = List.copyOf(items);
    }
  }

  /// A declaration that could not be read: its error is reported already. `names` are what it seems to declare, so that their uses are not reported again.
  record Broken(List<Identifier> names, Span span) implements Declaration {
    public Broken {
      names = List.copyOf(names);
    }
  }

  /// A compile-time parameter of a model with its default.
  record Parameter(Identifier name, Expression value, Span span) implements Node {}
}
