package dev.tulle.kernel.ir;

import java.util.List;

/// One kernel. It is run once for each point of its grid, in any order and at the same time; each such *group* runs `body`.
///
/// @param name an identifier, unique in a plan
/// @param doc what it computes, a line each, for people
/// @param sizes non-negative integers bound at launch, in scope everywhere; referred to by [Expr.Ref]
/// @param facts boolean expressions over the sizes that hold at every launch; the verifier uses them
/// @param grid the axes of the grid; their names are `I32` (or `I64`) values inside the body
public record Kernel(
    String name, List<String> doc, List<SizeParameter> sizes, List<Expr> facts, List<Buffer> buffers, List<GridAxis> grid,
    Stmt.Block body) {
  /// A size: `I32` (an extent) or `I64` (a count of stored elements).
  public record SizeParameter(String name, Scalar type) {
    public SizeParameter {
      if (type != Scalar.I32 && type != Scalar.I64) throw Types.bug("size of type " + type);
    }
  }

  /// One axis of the grid: `0 ≤ name < extent`, the extent an expression over the sizes.
  public record GridAxis(String name, Expr extent) {
    public GridAxis {
      Types.scalarInteger(extent.type(), "GRID");
    }
  }

  public Kernel {
    doc = List.copyOf(doc);
    sizes = List.copyOf(sizes);
    facts = List.copyOf(facts);
    buffers = List.copyOf(buffers);
    grid = List.copyOf(grid);
  }
}
