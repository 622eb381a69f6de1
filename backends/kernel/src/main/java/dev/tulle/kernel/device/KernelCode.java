package dev.tulle.kernel.device;

/// A kernel as one target's code.
///
/// @param kernel the kernel's name
/// @param source readable text, always there
/// @param binary what the device loads (for the CPU a class file)
public record KernelCode(String kernel, String source, byte[] binary) {}
