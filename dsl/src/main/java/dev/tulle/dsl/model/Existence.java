package dev.tulle.dsl.model;

import java.util.List;

/// Which elements of a tensor exist (section 4 of the language).
public sealed interface Existence {
  /// Every element inside the axes.
  record Everywhere() implements Existence {}

  /// The elements whose indices satisfy `condition`, a boolean expression over `indices` (one for each axis): the left `where` of a definition, or the `where`
  /// of a declaration.
  record Where(List<Index> indices, Expr condition) implements Existence {
    public Where {
      indices = List.copyOf(indices);
    }
  }

  /// The elements that the bound data stores: a tensor declared `as csr`, `nm(n, m)` or `blocks(r, c)`.
  record Stored() implements Existence {}
}
