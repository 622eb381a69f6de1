package dev.tulle.cuda;

import dev.tulle.kernel.device.Backend;
import dev.tulle.kernel.device.Device;
import dev.tulle.kernel.device.DeviceException;
import dev.tulle.kernel.device.DeviceInfo;
import dev.tulle.kernel.device.KernelCode;
import dev.tulle.kernel.device.Target;
import dev.tulle.kernel.emit.CudaDialect;
import dev.tulle.kernel.emit.SourceEmitter;
import dev.tulle.kernel.ir.Kernel;
import dev.tulle.kernel.launch.LaunchCard;
import dev.tulle.kernel.launch.ProgramCache;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/// Kernels as CUDA C, and as machine code too where `nvcc` is on the PATH; otherwise the device compiles them when they are loaded, so that
/// compiling here needs neither a compiler nor a driver nor a GPU.
public final class CudaBackend implements Backend {
  public static final String NAME = "cuda";

  private static final Target NONE = new Target(NAME, "none", 1, 0);

  /// Looked for when it is first needed: asking it for its version starts a process.
  private static final class Installed {
    static final Optional<Nvcc> NVCC = Nvcc.find(System.getenv("PATH"));
  }

  private final Supplier<Optional<Nvcc>> nvcc;
  private final ProgramCache cache;

  /// With the `nvcc` that is on the PATH, if there is one.
  public CudaBackend() {
    this(() -> Installed.NVCC, ProgramCache.standard(NAME));
  }

  CudaBackend(Supplier<Optional<Nvcc>> nvcc, ProgramCache cache) {
    this.nvcc = nvcc;
    this.cache = cache;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<Target> targets() {
    return CudaTargets.all();
  }

  /// Any `cuda-sm_NN` from `cuda-sm_80` on.
  @Override
  public Optional<Target> target(String name) {
    return CudaTargets.named(name);
  }

  @Override
  public String source(Kernel kernel, Target target) {
    return SourceEmitter.emit(kernel, target, new CudaDialect());
  }

  @Override
  public List<KernelCode> compile(List<Kernel> kernels, Target target) {
    List<String> sources = kernels.stream().map(k -> source(k, target)).toList();
    Map<String, byte[]> compiled = nvcc.get().map(compiler -> compiler.compile(sources, target.instructions(), cache)).orElse(Map.of());
    return IntStream.range(0, kernels.size()).mapToObj(i -> {
      Optional<CudaCode.Cubin> cubin = Optional.ofNullable(compiled.get(sources.get(i)))
          .map(bytes -> new CudaCode.Cubin(target.instructions(), bytes));
      return new KernelCode(kernels.get(i).name(), sources.get(i), new CudaCode(LaunchCard.of(kernels.get(i)), cubin).bytes());
    }).toList();
  }

  /// Every GPU, the first one first, those that cannot be used last; or one line that says what is missing.
  @Override
  public List<DeviceInfo> devices() {
    try {
      Optional<String> missing = DriverLibrary.problem();
      if (missing.isPresent()) return List.of(unusable(missing.get()));
      List<DeviceInfo> infos = FindDevices.all().stream().map(CudaBackend::info).toList();
      if (infos.isEmpty()) return List.of(unusable("the NVIDIA driver finds no GPU"));
      return infos.stream().sorted(Comparator.comparing(i -> i.unavailable().isPresent())).toList();
    } catch (DeviceException failed) {
      return List.of(unusable(failed.getMessage()));
    }
  }

  private static DeviceInfo unusable(String reason) {
    return new DeviceInfo(NAME, "NVIDIA GPU", NONE, Optional.of(reason), "");
  }

  private static DeviceInfo info(DeviceFacts facts) {
    return new DeviceInfo(NAME, facts.title(), CudaTargets.of(facts.instructions()), facts.unusable(), facts.remark());
  }

  /// @throws DeviceException if the GPU is gone, or its driver does not open it
  @Override
  public Device open(DeviceInfo info) {
    DriverLibrary.problem().ifPresent(missing -> {
      throw new DeviceException(missing);
    });
    for (DeviceFacts facts : FindDevices.all()) {
      if (facts.title().equals(info.name())) return new CudaDevice(info, facts, CommandStream.open(facts), cache);
    }
    throw new DeviceException("there is no GPU '" + info.name() + "' any more");
  }
}
