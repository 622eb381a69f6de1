package dev.tulle.kernel.emit;

import dev.tulle.kernel.CompilerBug;
import dev.tulle.kernel.ir.Expr;
import dev.tulle.kernel.ir.Kernel;
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
  Braces items(String name, int extent);

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
  }

  /// A kernel whose body has been printed.
  ///
  /// @param grid the extents of the grid, over the sizes
  /// @param header lines of a comment for people
  /// @param arrays the arrays of the group
  /// @param items the most items that a phase has; 0 if there is none, and a group is one item
  /// @param scratch bytes of scratch memory of a group
  record Unit(Kernel kernel, Names names, List<Code> grid, List<String> header, String body, List<Array> arrays, int items, long scratch) {}
}
