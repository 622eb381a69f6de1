package dev.tulle.runtime;

import dev.tulle.kernel.device.Backend;
import dev.tulle.kernel.device.DeviceInfo;

/// A device that can be opened, and who opens it. From [Devices].
public record DeviceChoice(Backend backend, DeviceInfo info) {}
