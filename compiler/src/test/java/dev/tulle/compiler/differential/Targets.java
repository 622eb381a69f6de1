package dev.tulle.compiler.differential;

import dev.tulle.cpu.CpuBackend;
import dev.tulle.kernel.device.Backend;
import dev.tulle.kernel.device.DeviceInfo;
import dev.tulle.kernel.device.Target;
import dev.tulle.kernel.interpret.InterpreterBackend;
import dev.tulle.runtime.DeviceChoice;
import dev.tulle.runtime.Devices;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/// Where the specs run: in the kernel interpreter, which refuses races and accesses out of bounds, with several vector lengths; and on the
/// CPU, with the vectors of this machine and without; and on every other device of the catalog.
public final class Targets {
  static final long RACE_SEED = 20261123;

  public static final boolean FULL = Boolean.getBoolean("tulle.full");

  /// If set, specs run on devices of this backend alone.
  private static final String ONLY = System.getProperty("tulle.only", "");

  private static final Backend INTERPRETER = new InterpreterBackend(OptionalLong.of(RACE_SEED));
  private static final Backend CPU = new CpuBackend();

  private Targets() {}

  /// Vectors of several lengths, and groups of a few items side by side whose tiles are small, without and with products of matrices.
  public static List<DeviceChoice> interpreters() {
    Target groups = new Target(INTERPRETER.name(), "interpreter-groups", 1, 64, 4 << 10, 16, false, 0);
    Target matrices = new Target(INTERPRETER.name(), "interpreter-matrices", 1, 64, 8 << 10, 64, true, 0);
    return Stream.concat(Stream.of(1, 4, 8, 16).map(InterpreterBackend::target), Stream.of(groups, matrices))
        .map(t -> choice(INTERPRETER, t))
        .filter(Targets::isWanted)
        .toList();
  }

  public static List<DeviceChoice> cpus() {
    Target best = CPU.targets().getFirst();
    Target scalar = CPU.targets().stream().filter(t -> t.lanes() == 1).findFirst().orElseThrow();
    return Stream.of(best, scalar).distinct().map(t -> choice(CPU, t)).filter(Targets::isWanted).toList();
  }

  /// Devices whose drivers take long to compile a kernel: with the system property `tulle.full` they run everything that the CPU does, for
  /// each of their targets; without it some of the specs, with few sizes.
  public static List<DeviceChoice> others() {
    return Devices.usable()
        .stream()
        .filter(choice -> isOther(choice.info()) && isWanted(choice))
        .flatMap(choice -> FULL ? choice.backend().targets().stream().filter(t -> runs(choice, t)).map(t -> as(choice, t))
            : Stream.of(choice))
        .toList();
  }

  /// Devices that run the items of a group side by side, and those that can be told to.
  public static List<DeviceChoice> groups() {
    return Devices.usable()
        .stream()
        .filter(choice -> isOther(choice.info()) && isWanted(choice))
        .flatMap(
            choice -> choice.backend().targets().stream().filter(t -> t.isParallel() && runs(choice, t)).limit(1).map(t -> as(choice, t)))
        .toList();
  }

  /// A device whose items run one after another can take turns from barrier to barrier.
  private static boolean runs(DeviceChoice choice, Target target) {
    Target own = choice.info().target();
    return own.runs(target) || !own.isParallel() && target.isParallel();
  }

  /// Why each backend without a device that can be used has none.
  public static List<String> missing() {
    List<String> present = others().stream().map(choice -> choice.info().backend()).toList();
    return Devices.all()
        .stream()
        .filter(info -> isOther(info) && !present.contains(info.backend()) && info.unavailable().isPresent())
        .map(info -> info.backend() + " (" + info.name() + ") cannot be used: " + info.unavailable().orElseThrow())
        .toList();
  }

  private static boolean isWanted(DeviceChoice choice) {
    return ONLY.isEmpty() || choice.info().backend().equals(ONLY);
  }

  private static boolean isOther(DeviceInfo info) {
    return !info.backend().equals(INTERPRETER.name()) && !info.backend().equals(CPU.name());
  }

  private static DeviceChoice as(DeviceChoice choice, Target target) {
    DeviceInfo info = choice.info();
    return new DeviceChoice(choice.backend(), new DeviceInfo(info.backend(), info.name(), target, info.unavailable(), info.remark()));
  }

  private static DeviceChoice choice(Backend backend, Target target) {
    return new DeviceChoice(backend, new DeviceInfo(backend.name(), target.name(), target, Optional.empty(), ""));
  }
}
