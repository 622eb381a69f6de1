package dev.tulle.kernel.device;

import java.util.Optional;

/// A device as the catalog lists it.
///
/// @param backend the backend's name
/// @param name the device's name for people: `CPU, 2 threads, 512-bit vectors`
/// @param target what it runs best
/// @param unavailable why it cannot be used, and what to do; empty if it can
/// @param remark something worth knowing (slower class set chosen, another collector in use); may be empty
public record DeviceInfo(String backend, String name, Target target, Optional<String> unavailable, String remark) {}
