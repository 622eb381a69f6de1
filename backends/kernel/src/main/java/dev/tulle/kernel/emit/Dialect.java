package dev.tulle.kernel.emit;

import dev.tulle.kernel.CompilerBug;
import dev.tulle.kernel.ir.Expr;
import dev.tulle.kernel.ir.Kernel;
import dev.tulle.kernel.ir.Scalar;
import dev.tulle.kernel.ir.Stmt;
import dev.tulle.kernel.ir.Type;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// All that differs between the languages that kernels are printed in. Statements are returned as text of one or more lines without
/// indentation. What Java and C write alike (`if`, `while`, counted loops, assignments) is not asked for.
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

  /// The constant end of a loop. A dialect whose compiler does badly with loops of known length may give it a name instead.
  default Code loopEnd(Type type, long end) {
    return scalars().constant(type, end);
  }

  /// An array of constant shape: its declaration, unless [#file] declares it, and the zeros that fill it.
  ///
  /// @param offset where it lies in the group's scratch memory, for a language that has one
  String allocate(Array array, long offset);

  String atomic(Stmt.AtomicOp op, Type type, Access access, Code value);

  /// The lines around the body of `Items`.
  ///
  /// @param each whether a group has at least as many items as the most that a phase has; then none of them runs the body twice
  Braces items(String name, int extent, boolean each);

  /// How the items of a group run side by side; empty if they are a loop.
  Optional<Parallel> parallel();

  String fail(int site, Code position, Code value);

  /// How deep the body stands.
  int bodyDepth();

  /// The whole file.
  String file(Unit unit);

  /// Lines before and after a body.
  record Braces(String open, String close) {}

  /// An array of a group or of an item.
  record Array(String identifier, Stmt.Alloc alloc) {
    /// Number of elements.
    public int elements() {
      return alloc.shape().stream().reduce(1, Math::multiplyExact);
    }

    public long bytes() {
      return (long) elements() * alloc.element().bytes();
    }
  }

  /// Items that run side by side: what is outside of `Items` is then executed by all of them.
  interface Parallel {
    /// Where all items of the group wait for each other, and see what each has written.
    String barrier();

    /// A statement that only one item of the group executes.
    String once(String statement);

    /// How many items execute one instruction together and can hand each other values without memory; 1 if the language has none such. A
    /// group then has a multiple of that many.
    default int together() {
      return 1;
    }

    /// Folds the first elements of a group array into its first one, by the tree of [Stmt.Collect]: statements for all items, after which
    /// they wait for each other.
    ///
    /// @param length of the elements, from 2 to [#together]
    default String foldTogether(Expr.FoldOp op, Type type, String array, int length) {
      throw new CompilerBug("emit: no items of a group execute together");
    }

    /// Whether there are instructions for products of matrices; if not, [Stmt.Multiply] is spelled one sum after another.
    default boolean multiplies() {
      return false;
    }

    /// Spells a [Stmt.Multiply]: statements for all items, after which they wait for each other.
    ///
    /// @param tiles the rows and columns of tiles of a warp
    /// @param warpColumns the warps beside each other
    /// @param element of both factors
    default String multiply(Stmt.Multiply m, String sum, Staged left, Staged right, int[] tiles, int warpColumns, Scalar element) {
      throw new CompilerBug("emit: no products of matrices");
    }
  }

  /// A group array that holds a factor of a [Stmt.Multiply].
  ///
  /// @param across whether what is summed over is the first axis
  /// @param stride the length of the last axis
  record Staged(String array, boolean across, int stride) {}

  /// A kernel whose body has been printed.
  ///
  /// @param grid the extents of the grid, over the sizes
  /// @param header lines of a comment for people
  /// @param arrays the arrays of the group
  /// @param items the most items that a phase has; 0 if there is none, and a group is one item
  /// @param each whether a group must have as many items as that, since items keep values from phase to phase
  /// @param scratch bytes of scratch memory of a group
  record Unit(
      Kernel kernel, Names names, List<Code> grid, List<String> header, String body, List<Array> arrays, int items, boolean each,
      long scratch) {}
}
