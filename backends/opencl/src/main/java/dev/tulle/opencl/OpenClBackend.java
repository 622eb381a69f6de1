package dev.tulle.opencl;

import dev.tulle.kernel.device.Backend;
import dev.tulle.kernel.device.Device;
import dev.tulle.kernel.device.DeviceException;
import dev.tulle.kernel.device.DeviceInfo;
import dev.tulle.kernel.device.KernelCode;
import dev.tulle.kernel.device.Target;
import dev.tulle.kernel.emit.OpenClDialect;
import dev.tulle.kernel.emit.SourceEmitter;
import dev.tulle.kernel.ir.Kernel;
import dev.tulle.kernel.launch.LaunchCard;
import dev.tulle.kernel.launch.ProgramCache;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Kernels as OpenCL C 1.2, compiled by the device's driver when they are loaded: compiling here needs neither a driver nor a device.
public final class OpenClBackend implements Backend {
  public static final String NAME = "opencl";

  private static final Target NONE = new Target(NAME, "none", 1, 0);

  @Override
  public String name() {
    return NAME;
  }

  /// For CPUs with vectors of 16 and of 8 floats, and for GPUs.
  @Override
  public List<Target> targets() {
    return OpenClTargets.all();
  }

  @Override
  public String source(Kernel kernel, Target target) {
    return SourceEmitter.emit(kernel, target, new OpenClDialect());
  }

  @Override
  public List<KernelCode> compile(List<Kernel> kernels, Target target) {
    return kernels.stream().map(k -> new KernelCode(k.name(), source(k, target), card(k))).toList();
  }

  private static byte[] card(Kernel kernel) {
    return LaunchCard.of(kernel).text(NAME).getBytes(StandardCharsets.US_ASCII);
  }

  /// Every device of every platform: first those that can be used, GPUs before CPUs.
  @Override
  public List<DeviceInfo> devices() {
    Optional<String> missing = Library.problem();
    if (missing.isPresent()) return List.of(unusable("OpenCL", missing.get()));
    try {
      List<FindDevices.Platform> platforms = FindDevices.all();
      if (platforms.isEmpty())
        return List.of(unusable("OpenCL", "there is a loader but no driver: install one, on Debian for the CPU `pocl-opencl-icd`"));
      List<DeviceInfo> infos = new ArrayList<>();
      named(platforms).forEach((name, found) -> infos.add(info(name, found.facts())));
      infos.sort(Comparator.comparing((DeviceInfo i) -> i.unavailable().isPresent()).thenComparing(i -> -i.target().groupMemory()));
      for (FindDevices.Platform platform : platforms) {
        if (platform.devices().isEmpty())
          infos.add(unusable(platform.name(), platform.problem().isEmpty() ? "it has no device" : platform.problem()));
      }
      return infos;
    } catch (DeviceException failed) {
      return List.of(unusable("OpenCL", failed.getMessage()));
    }
  }

  private static DeviceInfo unusable(String name, String reason) {
    return new DeviceInfo(NAME, name, NONE, Optional.of(reason), "");
  }

  private static DeviceInfo info(String name, DeviceFacts facts) {
    return new DeviceInfo(NAME, name, facts.target(), facts.unusable(), facts.remark());
  }

  /// Each device under a name of its own: two of a kind are numbered, in the order of the drivers.
  private static Map<String, FindDevices.Found> named(List<FindDevices.Platform> platforms) {
    Map<String, FindDevices.Found> named = new LinkedHashMap<>();
    Map<String, Integer> seen = new HashMap<>();
    for (FindDevices.Platform platform : platforms) {
      for (FindDevices.Found found : platform.devices()) {
        String title = found.facts().title();
        int number = seen.merge(title, 1, Integer::sum);
        named.put(number == 1 ? title : title + " #" + number, found);
      }
    }
    return named;
  }

  /// @throws DeviceException if the device is gone, or its driver does not open it
  @Override
  public Device open(DeviceInfo info) {
    Library.problem().ifPresent(missing -> {
      throw new DeviceException(missing);
    });
    FindDevices.Found found = named(FindDevices.all()).get(info.name());
    if (found == null) throw new DeviceException("there is no OpenCL device '" + info.name() + "' any more");
    return new OpenClDevice(info, found.facts(), CommandQueue.open(found), ProgramCache.standard(NAME));
  }
}
