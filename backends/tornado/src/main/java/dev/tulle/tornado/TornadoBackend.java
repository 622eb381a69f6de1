package dev.tulle.tornado;

import dev.tulle.kernel.device.Backend;
import dev.tulle.kernel.device.Device;
import dev.tulle.kernel.device.DeviceException;
import dev.tulle.kernel.device.DeviceInfo;
import dev.tulle.kernel.device.KernelCode;
import dev.tulle.kernel.device.Target;
import dev.tulle.kernel.emit.SourceEmitter;
import dev.tulle.kernel.emit.TornadoDialect;
import dev.tulle.kernel.ir.Kernel;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The OpenCL devices of TornadoVM. Compiling for them needs neither TornadoVM nor a device.
public final class TornadoBackend implements Backend {
  public static final String NAME = "tornado";

  private static final Target NONE = new Target(NAME, "none", 1, 0);

  private final FindTornado find;

  public TornadoBackend() {
    this(FindTornado.here());
  }

  TornadoBackend(FindTornado find) {
    this.find = find;
  }

  @Override
  public String name() {
    return NAME;
  }

  /// For CPUs and for GPUs.
  @Override
  public List<Target> targets() {
    return TornadoTargets.all();
  }

  @Override
  public String source(Kernel kernel, Target target) {
    return SourceEmitter.emit(kernel, target, new TornadoDialect());
  }

  @Override
  public List<KernelCode> compile(List<Kernel> kernels, Target target) {
    return kernels.stream()
        .map(k -> new KernelCode(k.name(), source(k, target), KernelCard.of(k).text().getBytes(StandardCharsets.US_ASCII)))
        .toList();
  }

  /// First those that can be used, GPUs before CPUs.
  @Override
  public List<DeviceInfo> devices() {
    return switch (find.find()) {
      case FindTornado.Found.Missing missing -> List.of(new DeviceInfo(NAME, "TornadoVM", NONE, Optional.of(missing.reason()), ""));
      case FindTornado.Found.Api found -> named(found.devices()).entrySet()
          .stream()
          .map(e -> info(e.getKey(), e.getValue()))
          .sorted(Comparator.comparing((DeviceInfo i) -> i.unavailable().isPresent()).thenComparing(i -> -i.target().groupMemory()))
          .toList();
    };
  }

  private static DeviceInfo info(String name, DeviceFacts facts) {
    return new DeviceInfo(NAME, name, facts.target(), facts.unusable(), facts.remark());
  }

  /// Each device under a name of its own: two of a kind are numbered, in the order of TornadoVM.
  private static Map<String, DeviceFacts> named(List<DeviceFacts> devices) {
    Map<String, DeviceFacts> named = new LinkedHashMap<>();
    Map<String, Integer> seen = new HashMap<>();
    for (DeviceFacts facts : devices) {
      int number = seen.merge(facts.title(), 1, Integer::sum);
      named.put(number == 1 ? facts.title() : facts.title() + " #" + number, facts);
    }
    return named;
  }

  /// @throws DeviceException if TornadoVM or the device is gone
  @Override
  public Device open(DeviceInfo info) {
    return switch (find.find()) {
      case FindTornado.Found.Missing missing -> throw new DeviceException(missing.reason());
      case FindTornado.Found.Api found -> {
        DeviceFacts facts = named(found.devices()).get(info.name());
        if (facts == null) throw new DeviceException("there is no TornadoVM device '" + info.name() + "' any more");
        yield new TornadoDevice(info, facts, found.api());
      }
    };
  }
}
