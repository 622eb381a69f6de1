package dev.tulle.kernel.device;

/// What the compiler may know of a machine: facts, never which backend it is.
///
/// @param backend the [Backend#name] that emits for it
/// @param name unique among targets, a word that can stand in a file name: `cpu-512`
/// @param lanes number of `f32` lanes of a vector; 1: no vectors
/// @param vectorRegisters vector registers a kernel may keep live; of one item, where items run side by side
/// @param groupMemory bytes of memory shared by a group, 0 if items run one after another
/// @param groupItems the items of a group that every such device runs side by side, 1 if items run one after another
/// @param matrices whether groups of at least a warp have instructions for products of matrices of `f16` and `bf16`
/// @param instructions the version of the machine's instructions where later machines have more of them, for CUDA 90 for `sm_90`; else 0
public record Target(
    String backend, String name, int lanes, int vectorRegisters, long groupMemory, int groupItems, boolean matrices, int instructions) {
  /// A target whose items run one after another, and whose instructions have no version.
  public Target(String backend, String name, int lanes, int vectorRegisters) {
    this(backend, name, lanes, vectorRegisters, 0, 1, false, 0);
  }

  /// Whether the items of a group run side by side: then each works on scalars, and neighbours should read neighbouring memory.
  public boolean isParallel() {
    return groupItems > 1;
  }

  /// Whether a device of this target runs code that was made for another one: of the same backend, not wider, with no larger groups or
  /// more memory in them, and with no later instructions.
  public boolean runs(Target code) {
    return code.backend.equals(backend) && code.lanes <= lanes && code.groupMemory <= groupMemory
        && code.groupItems <= groupItems && (matrices || !code.matrices) && code.instructions <= instructions;
  }
}
