package dev.tulle.runtime;

/// The device that should be the fastest here, and why it was chosen, in words.
public record BestDevice(DeviceChoice choice, String reason) {}
