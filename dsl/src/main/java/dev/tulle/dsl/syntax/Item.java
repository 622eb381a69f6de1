package dev.tulle.dsl.syntax;

import dev.tulle.dsl.model.ElementType;
import dev.tulle.dsl.source.Span;
import java.util.List;
import java.util.Optional;

/// A statement of a model, layer, entry or loop. Where an item may stand is the checker's to say. `doc` is the text of the `///` comment above the item, lines
/// joined by `\n`, empty if there is none.
public sealed interface Item extends Node {
  /// The text of the doc comment, empty for items that cannot have one.
  default String doc() {
    return "";
  }

  /// Who binds a given symbol.
  enum Given {
    INPUT,
    WEIGHT
  }

  /// `input q, k: f32[N, D]`, `weight w: f16[F, D] as nm(2, 4)`.
  record Tensors(
      Given given,
      List<Identifier> names,
      TensorType type,
      Optional<Expression> where,
      Optional<FormatClause> format,
      String doc,
      Span span) implements Item {
    public Tensors {
      names = List.copyOf(names);
    }
  }

  /// `input pattern p[i: N, j: N]`, `weight pattern p[…] as csr`.
  record GivenPattern(Given given, Head head, Optional<FormatClause> format, String doc, Span span) implements Item {}

  /// `state s: f32[K] = 0`.
  record States(List<Identifier> names, TensorType type, Optional<Expression> where, Expression initial, String doc, Span span)
      implements Item {
    public States {
      names = List.copyOf(names);
    }
  }

  /// `state pattern p[f: F, d: D] = f < d`.
  record StatePattern(Head head, Expression initial, String doc, Span span) implements Item {}

  /// `entry step(x: f32[B, D]) { … }`.
  record Entry(Identifier name, List<Formal> formals, List<Item> items, String doc, Span span) implements Item {
    public Entry {
      formals = List.copyOf(formals);
      items = List.copyOf(items);
    }
  }

  /// `size HEIGHT, WIDTH`.
  record Sizes(List<Identifier> names, String doc, Span span) implements Item {
    public Sizes {
      names = List.copyOf(names);
    }
  }

  /// `require N % BLOCK == 0`.
  record Require(Expression condition, Span span) implements Item {}

  /// `const SCALE = 3` (not an array: exactly one value), `const STRIDE = [1, 7, 49]`.
  record Const(Identifier name, boolean array, List<Expression> values, String doc, Span span) implements Item {
    public Const {
      values = List.copyOf(values);
    }
  }

  /// `let h[t, f]: f16 where p[t, f] = …`.
  record Let(Head head, Optional<ElementType> element, Optional<Expression> where, Expression value, String doc, Span span)
      implements Item {}

  /// `let (a, b) = Layer(x)`: the results of a layer, in order.
  record LetMany(List<Identifier> names, Expression.Call call, String doc, Span span) implements Item {
    public LetMany {
      names = List.copyOf(names);
    }
  }

  /// `output y[t, d] = …`.
  record Output(Head head, Optional<ElementType> element, Optional<Expression> where, Expression value, String doc, Span span)
      implements Item {}

  /// `pattern p[i: N, j: N] = j <= i order j by key[j] as csr`.
  record DefinePattern(Head head, Expression condition, Optional<OrderClause> order, Optional<FormatClause> format, String doc, Span span)
      implements Item {}

  /// `update s[k] where p[k] = …`.
  record Update(Head head, Optional<Expression> where, Expression value, Span span) implements Item {}

  /// `next z[b, k] where p[b, k] = …`.
  record Next(Head head, Optional<Expression> where, Expression value, Span span) implements Item {}

  /// `skip if …`.
  record Skip(Expression condition, Span span) implements Item {}

  /// `stop if …`.
  record Stop(Expression condition, Span span) implements Item {}

  /// `until …`.
  record Until(Expression condition, Span span) implements Item {}

  /// `repeat at most l: L with (…) { … }`.
  record Repeat(boolean atMost, Optional<Identifier> counter, Expression count, List<Carried> carried, List<Item> items, String doc,
      Span span)
      implements Item {
    public Repeat {
      carried = List.copyOf(carried);
      items = List.copyOf(items);
    }
  }

  /// `fold [y: H, x: W] (g where hits[y, x, g]) with (…) { … }`.
  record Fold(List<Binder> rows, Binder element, Optional<Expression> where, List<Carried> carried, List<Item> items, String doc, Span span)
      implements Item {
    public Fold {
      rows = List.copyOf(rows);
      carried = List.copyOf(carried);
      items = List.copyOf(items);
    }
  }

  /// An item that could not be read: its error is reported already. `names` are what it seems to define, so that their uses are not reported again.
  record Broken(List<Identifier> names, Span span) implements Item {
    public Broken {
      names = List.copyOf(names);
    }
  }
}
