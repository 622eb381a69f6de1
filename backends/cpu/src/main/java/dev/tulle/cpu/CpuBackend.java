package dev.tulle.cpu;

import dev.tulle.kernel.CompilerBug;
import dev.tulle.kernel.device.Backend;
import dev.tulle.kernel.device.Device;
import dev.tulle.kernel.device.DeviceInfo;
import dev.tulle.kernel.device.KernelCode;
import dev.tulle.kernel.device.Target;
import dev.tulle.kernel.emit.SourceEmitter;
import dev.tulle.kernel.ir.Kernel;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Kernels as Java with the Vector API. Compiling needs a JDK; running needs only a Java runtime, which is faster with `--add-modules
/// jdk.incubator.vector`.
public final class CpuBackend implements Backend {
  public static final String NAME = "cpu";

  @Override
  public String name() {
    return NAME;
  }

  /// For vectors of 512, 256 and 128 bits and for none: a bundle holds them all, since a species wider than the machine's is emulated,
  /// and very slow.
  @Override
  public List<Target> targets() {
    return CpuTargets.all();
  }

  @Override
  public String source(Kernel kernel, Target target) {
    return SourceEmitter.emit(kernel, target, new JavaDialect(target));
  }

  @Override
  public List<KernelCode> compile(List<Kernel> kernels, Target target) {
    return JavaCompilation.compile(kernels.stream().map(k -> new JavaCompilation.Source(k.name(), source(k, target))).toList(),
        target.lanes() > 1);
  }

  @Override
  public List<DeviceInfo> devices() {
    return List.of(info(CpuTargets.all().getFirst(), CpuOptions.standard()));
  }

  static DeviceInfo info(Target target, CpuOptions options) {
    String vectors = target.lanes() == 1 ? "no vectors" : target.lanes() * Float.SIZE + "-bit vectors";
    String threads = options.threads() == 1 ? "1 thread" : options.threads() + " threads";
    return new DeviceInfo(NAME, "CPU, " + threads + ", " + vectors, target, Optional.empty(), String.join("; ", remarks(target)));
  }

  private static List<String> remarks(Target target) {
    List<String> remarks = new ArrayList<>();
    if (CpuTargets.lanes() == 1) {
      remarks.add("runs without vectors, several times slower: start Java with --add-modules " + CpuTargets.MODULE);
    } else if (target.lanes() > CpuTargets.lanes()) {
      remarks.add("vectors of " + target.lanes() + " floats are emulated on this machine, very slowly: its own have " + CpuTargets.lanes());
    }
    boolean regional = ManagementFactory.getGarbageCollectorMXBeans().stream().anyMatch(c -> c.getName().startsWith("G1"));
    if (!regional) remarks.add("vector code is about a third slower under a collector other than G1: start Java with -XX:+UseG1GC");
    return remarks;
  }

  @Override
  public Device open(DeviceInfo info) {
    return open(info.target(), CpuOptions.standard());
  }

  /// Opens the CPU for one of [#targets], with threads of the caller's choice.
  public static Device open(Target target, CpuOptions options) {
    if (!target.backend().equals(NAME)) throw new CompilerBug("not a target of the CPU: " + target);
    return new CpuDevice(info(target, options), options);
  }
}
