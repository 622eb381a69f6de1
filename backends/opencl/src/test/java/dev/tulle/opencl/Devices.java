package dev.tulle.opencl;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tulle.kernel.device.Device;
import dev.tulle.kernel.device.DeviceInfo;
import dev.tulle.kernel.device.KernelCode;
import dev.tulle.kernel.device.Target;
import dev.tulle.kernel.ir.Kernel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// The devices of this machine, opened once for each target.
final class Devices {
  private static final OpenClBackend BACKEND = new OpenClBackend();
  private static final List<DeviceInfo> USABLE = BACKEND.devices().stream().filter(i -> i.unavailable().isEmpty()).toList();
  private static final Map<DeviceInfo, Device> OPEN = new HashMap<>();

  private Devices() {}

  /// Each usable device as each target: a CPU runs what is meant for a GPU, too.
  static List<DeviceInfo> all() {
    return USABLE.stream().flatMap(i -> OpenClTargets.all().stream().filter(t -> runs(i.target(), t)).map(t -> as(i, t))).toList();
  }

  private static boolean runs(Target device, Target code) {
    return device.groupMemory() == 0 || code.equals(device);
  }

  static DeviceInfo as(DeviceInfo info, Target target) {
    return new DeviceInfo(info.backend(), info.name(), target, info.unavailable(), info.remark());
  }

  /// Skips the test, with the reason, where there is no device.
  static DeviceInfo first() {
    assumeTrue(!USABLE.isEmpty(), Devices::whyNone);
    return USABLE.getFirst();
  }

  private static String whyNone() {
    return BACKEND.devices()
        .stream()
        .map(i -> "opencl (" + i.name() + ") cannot be used: " + i.unavailable().orElseThrow())
        .collect(Collectors.joining("; "));
  }

  static Device open(DeviceInfo info) {
    return OPEN.computeIfAbsent(info, BACKEND::open);
  }

  static List<KernelCode> compiled(Kernel kernel, Target target) {
    return BACKEND.compile(List.of(kernel), target);
  }
}
