package dev.tulle.kernel.verify;

import dev.tulle.kernel.ir.Buffer;
import dev.tulle.kernel.ir.Scalar;
import dev.tulle.kernel.ir.Stmt;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A buffer or array as the proofs need it.
///
/// @param buffer absent for an array that the kernel allocates
/// @param space of such an array
/// @param low of its elements, where that is known; they are below `high`
record ArrayShape(
    String name,
    Scalar element,
    List<LinearForm> extents,
    Optional<Buffer> buffer,
    Optional<Stmt.Space> space,
    Optional<LinearForm> low,
    Optional<LinearForm> high) {
  boolean isReadOnly() {
    return buffer.filter(b -> b.access() == Buffer.Access.READ).isPresent();
  }

  /// Whether other groups see it.
  boolean isGlobal() {
    return buffer.isPresent();
  }

  boolean isPrivate() {
    return space.filter(s -> s != Stmt.Space.GROUP).isPresent();
  }

  /// What every integer element satisfies.
  List<Fact> range(LinearForm element) {
    return Stream.concat(low.map(l -> Fact.atMost(l, element)).stream(), high.map(h -> Fact.less(element, h)).stream()).toList();
  }
}
