package dev.tulle.compiler.lower;

import dev.tulle.compiler.tensor.Term;
import dev.tulle.kernel.ir.Scalar;
import java.util.List;

/// Memory that one kernel needs for itself while it computes a tensor.
///
/// @param owner the tensor, with which it lives
record Scratch(String name, String owner, Scalar element, List<Term> extents) {
  Scratch {
    extents = List.copyOf(extents);
  }
}
