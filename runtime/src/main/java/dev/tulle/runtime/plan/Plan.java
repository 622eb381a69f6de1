package dev.tulle.runtime.plan;

import dev.tulle.kernel.ir.Buffer;
import dev.tulle.kernel.ir.Expr;
import dev.tulle.kernel.ir.Scalar;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Everything one program of a model does. Size expressions are scalar Kernel IR expressions of type `I64` (conditions: `BOOL`) whose references are
/// names of [#sizes], each of type `I64` too, whatever the size's own type: sizes are computed in 64 bits and without wrapping.
///
/// @param version of this format: [#VERSION]
/// @param entry the program's name; empty for the one program of a model without entries, and for what gives states their first values
/// @param sizes all sizes, those found by binding first; every kernel's size parameters are among them
/// @param requirements checked when all the sizes they mention are bound
/// @param states what the session keeps; a program that runs reads them and never writes them but in [#commit]
/// @param updates new values of states: after a run without error, each state and what the run computed exchange their memory
/// @param buffers all device memory, by name; what outlives a run is one memory for all programs that name it
/// @param open what runs once, when weights are bound; it mentions only sizes known then
/// @param run what runs at every call, in order
/// @param commit what runs after a run without error, when its outputs have been taken: it writes elements of states, and cannot fail
/// @param sites what each fail site means, by its number
public record Plan(
    int version,
    String model,
    String entry,
    String doc,
    List<Parameter> parameters,
    List<Size> sizes,
    List<Requirement> requirements,
    List<Port> inputs,
    List<Port> weights,
    List<Port> outputs,
    List<Port> states,
    List<Swap> updates,
    List<PlanBuffer> buffers,
    List<Step> open,
    List<Step> run,
    List<Step> commit,
    List<Site> sites) {
  public static final int VERSION = 3;

  public Plan {
    parameters = List.copyOf(parameters);
    sizes = List.copyOf(sizes);
    requirements = List.copyOf(requirements);
    inputs = List.copyOf(inputs);
    weights = List.copyOf(weights);
    outputs = List.copyOf(outputs);
    states = List.copyOf(states);
    updates = List.copyOf(updates);
    buffers = List.copyOf(buffers);
    open = List.copyOf(open);
    run = List.copyOf(run);
    commit = List.copyOf(commit);
    sites = List.copyOf(sites);
  }

  /// A compile-time parameter with the value it was compiled for.
  public record Parameter(String name, String value) {}

  /// Where a size comes from.
  public enum Origin {
    /// It stands alone as an axis of some input or weight: found in the shapes of what is bound.
    SHAPE,
    /// The caller gives it by name.
    GIVEN,
    /// The number of elements (of blocks, for a block format) that the data bound to a sparse input or weight stores; its name is
    /// `<port>.stored`.
    STORED,
    /// Found by a [Measure] in the run: what comes before that step does not know it, and no port does.
    MEASURED
  }

  /// A run-time size. `type`: `I32` for extents, `I64` for [Origin#STORED].
  public record Size(String name, Scalar type, Origin origin, String doc) {}

  /// A boolean expression over sizes, with the text a message shows.
  public record Requirement(Expr condition, String text) {}

  /// How a port's elements are laid out in its buffers. The buffers of port `w` are named by convention:
  /// - `DENSE`: `w` (all axes).
  /// - `CSR`: `w.offsets` I64 `[rows + 1]`, `w.indices` I32 `[w.stored]`, `w.values` `[w.stored]`; `rows` is the product of all axes but
  ///   the last; indices ascend strictly within a row.
  /// - `NM`: `w.indices` I32 and `w.values`, `[leading axes…, last / m · n]`: slot `s` of group `g` is at `g · n + s`; the indices are
  ///   absolute along the last axis and ascend within a group; unused slots come last, their index is −1 and their value 0.
  /// - `BLOCKS`: with `R` = rows of blocks of one matrix = ceil(second to last / r): `w.offsets` I64 `[leading · R + 1]`, `w.indices` I32
  ///   `[w.stored]` (the block column), `w.values` `[w.stored, r, c]`, zero outside of the axes.
  /// - `BITMAP` (patterns, sparse outputs' membership): `w` BOOL (all axes).
  /// - `MEMBERS` (a sparse output or state): `w` (all axes, values) and `w.members` BOOL (all axes): which of them exist.
  public enum Storage {
    DENSE,
    CSR,
    NM,
    BLOCKS,
    BITMAP,
    MEMBERS
  }

  /// Something that a caller binds or receives.
  ///
  /// @param pattern whether it is a pattern (then `element` is `BOOL`)
  /// @param axes the extent of each axis
  /// @param format for `NM` `[n, m]`, for `BLOCKS` `[rows, columns]`, else empty
  /// @param doc the `///` text
  /// @param values the range an integer input's elements must keep, because kernels read at these positions; checked when bound
  public record Port(
      String name, boolean pattern, Scalar element, List<Expr> axes, Storage storage, List<Integer> format, String doc, Optional<IndexRange> values) {
    public Port {
      axes = List.copyOf(axes);
      format = List.copyOf(format);
    }
  }

  /// `0 ≤ x < extent` for each element `x`; `reader` says who reads at these positions: `emb[ids[t], d], axis 0`.
  public record IndexRange(Expr extent, String reader) {}

  /// How long a buffer's contents are needed.
  public enum Lifetime {
    /// Part of a bound input, filled before each run.
    INPUT,
    /// Part of a bound weight, filled when opened.
    WEIGHT,
    /// Written by [Plan#open], kept.
    OPEN,
    /// A state, or its new value: kept from run to run.
    STATE,
    /// Written and read within one run.
    RUN,
    /// Part of an output.
    OUTPUT,
    /// Constant: filled from `constant` when opened.
    CONSTANT;

    /// Whether it outlives a run: then all programs that name it share it.
    public boolean isKept() {
      return switch (this) {
        case WEIGHT, OPEN, STATE, CONSTANT -> true;
        case INPUT, RUN, OUTPUT -> false;
      };
    }
  }

  /// @param constant the elements of a [Lifetime#CONSTANT] buffer, row-major (exact for every element type), else empty
  public record PlanBuffer(String name, Scalar element, List<Expr> shape, Lifetime lifetime, List<Double> constant) {
    public PlanBuffer {
      shape = List.copyOf(shape);
      constant = List.copyOf(constant);
    }
  }

  /// What is done, one after another.
  public sealed interface Step {}

  /// Steps that are run for `counter` = 0, 1, … below `count`; inside, launches may take the counter for a size of type `I32`.
  ///
  /// @param count an expression over sizes, of type `I64`; a negative one is none
  /// @param swaps what happens after each round; no buffer is in two of them
  /// @param until a buffer of one `I32`, below 0 before the loop, which the round that is the last sets to the counter. The rounds after that change nothing but by swaps, so the
  ///     host may look at it now and then only, and takes back the swaps of rounds too many
  public record Loop(String counter, Expr count, List<Step> steps, List<Swap> swaps, Optional<String> until) implements Step {
    /// How deep loops may nest.
    public static final int DEEPEST = 32;

    public Loop {
      steps = List.copyOf(steps);
      swaps = List.copyOf(swaps);
    }
  }

  /// One of two ways to the same result, by the sizes that there are.
  ///
  /// @param condition over sizes that are known when the run begins, of type `BOOL`
  /// @param then what is done where it holds: launches
  /// @param otherwise what is done elsewhere: launches
  public record Either(Expr condition, List<Launch> then, List<Launch> otherwise) implements Step {
    public Either {
      then = List.copyOf(then);
      otherwise = List.copyOf(otherwise);
    }
  }

  /// A size takes the value of a buffer of one `I32`, which the steps before have computed; a negative one is 0. It stands outside of loops, in [Plan#run].
  public record Measure(String size, String buffer) implements Step {}

  /// Two buffers of one type, shape and lifetime exchange their memory.
  public record Swap(String first, String second) {}

  /// One kernel launch. `buffers` maps each [Buffer] name of the kernel to a [PlanBuffer] name, `sizes` each size parameter to a [Size]
  /// name (kernels have plain identifiers, `w_stored` for `w.stored`).
  public record Launch(String kernel, Map<String, String> buffers, Map<String, String> sizes) implements Step {
    public Launch {
      buffers = Map.copyOf(buffers);
      sizes = Map.copyOf(sizes);
    }
  }

  /// A place where data can turn out wrong. `axes` and `extents` give the position back from its row-major number: the indices of the
  /// statement that fails.
  ///
  /// @param message with `{value}`, `{position}` and `{size}` to fill in
  /// @param size what `{size}` shows
  public record Site(String message, List<String> axes, List<Expr> extents, Expr size) {
    public Site {
      axes = List.copyOf(axes);
      extents = List.copyOf(extents);
    }
  }
}
