package dev.tulle.runtime.session;

import dev.tulle.kernel.device.DeviceInfo;
import dev.tulle.kernel.device.Target;
import dev.tulle.runtime.TulleException;
import dev.tulle.runtime.TulleException.Code;
import dev.tulle.runtime.bundle.Bundle;
import dev.tulle.runtime.bundle.TargetCode;
import java.util.Comparator;
import java.util.stream.Collectors;

/// The code of a bundle that a device runs best: made for its very target, else the widest that is not wider than the device, and of
/// those the one with the latest instructions that the device has.
final class ChooseTarget {
  private ChooseTarget() {}

  /// @throws TulleException `DEVICE` with what the bundle has and what the device runs
  static TargetCode choose(Bundle bundle, DeviceInfo device) {
    Target best = device.target();
    return bundle.targets()
        .stream()
        .filter(code -> best.runs(code.target()))
        .max(Comparator.<TargetCode> comparingInt(code -> code.target().name().equals(best.name()) ? 1 : 0)
            .thenComparingInt(code -> code.target().lanes())
            .thenComparingInt(code -> code.target().instructions()))
        .orElseThrow(
            () -> new TulleException(
                Code.DEVICE, "the bundle of `" + bundle.plan().model() + "` has code for "
                    + bundle.targets().stream().map(code -> code.target().name()).collect(Collectors.joining(", ")) + ", but the device is "
                    + device.name()
                    + ", which runs " + best.name() + " or narrower of backend '" + best.backend() + "'; compile the model for it"));
  }
}
