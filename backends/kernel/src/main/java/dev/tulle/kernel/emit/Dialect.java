package dev.tulle.kernel.emit;

import dev.tulle.kernel.ir.Kernel;
import dev.tulle.kernel.ir.Stmt;
import dev.tulle.kernel.ir.Type;
import java.util.List;
import java.util.Set;

/// All that differs between the languages that kernels are printed in. Statements are returned as text of one or more lines without indentation. What Java and C
/// write alike (`if`, `while`, counted loops, assignments) is not asked for.
public interface Dialect {
  /// Identifiers that names of a kernel must not get.
  Set<String> reserved();

  Spelling scalars();

  /// Vectors of `lanes` > 1 lanes.
  ///
  /// @throws dev.tulle.kernel.CompilerBug if the language or the target has none such: a kernel for another target was given
  Spelling.Lanes vectors(int lanes);

  /// A declaration with its value.
  String declare(Type type, String name, Code value, boolean constant);

  /// A line to put before a loop that should be unrolled; may be empty.
  String unrollHint();

  /// An array of constant shape, filled with zeros.
  ///
  /// @param offset where it lies in the group's scratch memory, for a language that has one
  String allocate(String name, Stmt.Alloc alloc, long offset);

  String atomic(Stmt.AtomicOp op, Type type, Access access, Code value);

  /// The lines around the body of `Items`.
  Braces items(String name, int extent);

  /// Whether the items of a group run one after another.
  boolean itemsAreLoops();

  String fail(int site, Code position, Code value);

  /// A statement outside of `Items` that writes to the place, so that it happens once in a group, and the group sees it before it goes on.
  String once(String statement, Access.Place place);

  /// How deep the body stands.
  int bodyDepth();

  /// The whole file.
  String file(Unit unit);

  /// Lines before and after a body.
  record Braces(String open, String close) {}

  /// A kernel whose body has been printed.
  ///
  /// @param grid the extents of the grid, over the sizes
  /// @param header lines of a comment for people
  /// @param scratch bytes of scratch memory of a group
  record Unit(Kernel kernel, Names names, List<Code> grid, List<String> header, String body, long scratch) {}
}
