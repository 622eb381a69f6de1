package dev.tulle.kernel.device;

/// What the compiler may know of a machine: facts, never which backend it is.
///
/// @param backend the [Backend#name] that emits for it
/// @param name unique among targets, a word that can stand in a file name: `cpu-512`
/// @param lanes number of `f32` lanes of a vector; 1: no vectors
/// @param vectorRegisters vector registers a kernel may keep live
/// @param groupMemory bytes of memory shared by a group, 0 if items run one after another
public record Target(String backend, String name, int lanes, int vectorRegisters, long groupMemory) {}
