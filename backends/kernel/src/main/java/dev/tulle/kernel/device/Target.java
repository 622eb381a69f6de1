package dev.tulle.kernel.device;

/// What the compiler may know of a machine: facts, never which backend it is.
///
/// @param backend the [Backend#name] that emits for it
/// @param name unique among targets, a word that can stand in a file name: `cpu-512`
/// @param lanes number of `f32` lanes of a vector; 1: no vectors
/// @param vectorRegisters vector registers a kernel may keep live
/// @param groupMemory bytes of memory shared by a group, 0 if items run one after another
/// @param instructions the version of the machine's instructions where later machines have more of them, for CUDA 90 for `sm_90`; else 0
public record Target(String backend, String name, int lanes, int vectorRegisters, long groupMemory, int instructions) {
  /// A target whose instructions have no version.
  public Target(String backend, String name, int lanes, int vectorRegisters, long groupMemory) {
    this(backend, name, lanes, vectorRegisters, groupMemory, 0);
  }

  /// Whether a device of this target runs code that was made for another one: of the same backend, not wider, sharing no more memory, and
  /// with no later instructions.
  public boolean runs(Target code) {
    return code.backend.equals(backend) && code.lanes <= lanes && code.groupMemory <= groupMemory
        && code.instructions <= instructions;
  }
}
