package dev.tulle.runtime;

import dev.tulle.kernel.device.Backend;
import dev.tulle.kernel.device.DeviceInfo;
import java.util.List;

/// The devices of this machine: those of every backend on the class path.
public final class Devices {
  private Devices() {}

  /// All devices, those that cannot be used with the reason.
  public static List<DeviceInfo> all() {
    throw new UnsupportedOperationException("being written");
  }

  /// The CPU.
  ///
  /// @throws TulleException `DEVICE` if it cannot be used or its backend is not on the class path
  public static DeviceChoice cpu() {
    return named("cpu");
  }

  /// The first usable device of the backend of this name.
  ///
  /// @throws TulleException `DEVICE` with what there is and why each was not chosen
  public static DeviceChoice named(String backend) {
    throw new UnsupportedOperationException("being written");
  }

  /// The first usable device of a backend that the caller made: with an executor of its own, say.
  ///
  /// @throws TulleException `DEVICE` with why there is none
  public static DeviceChoice of(Backend backend) {
    throw new UnsupportedOperationException("being written");
  }
}
