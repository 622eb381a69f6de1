package dev.tulle.compiler.differential;

import dev.tulle.cpu.CpuBackend;
import dev.tulle.kernel.device.Backend;
import dev.tulle.kernel.device.DeviceInfo;
import dev.tulle.kernel.device.Target;
import dev.tulle.kernel.interpret.InterpreterBackend;
import dev.tulle.runtime.DeviceChoice;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/// Where the specs run: in the kernel interpreter, which refuses races and accesses out of bounds, with several vector lengths; and on the
/// CPU, with the vectors of this machine and without.
final class Targets {
  static final long RACE_SEED = 20261123;

  private static final Backend INTERPRETER = new InterpreterBackend(OptionalLong.of(RACE_SEED));
  private static final Backend CPU = new CpuBackend();

  private Targets() {}

  static List<DeviceChoice> interpreters() {
    return Stream.of(1, 4, 8, 16).map(InterpreterBackend::target).map(t -> choice(INTERPRETER, t)).toList();
  }

  static List<DeviceChoice> cpus() {
    Target best = CPU.targets().getFirst();
    Target scalar = CPU.targets().stream().filter(t -> t.lanes() == 1).findFirst().orElseThrow();
    return Stream.of(best, scalar).distinct().map(t -> choice(CPU, t)).toList();
  }

  private static DeviceChoice choice(Backend backend, Target target) {
    return new DeviceChoice(backend, new DeviceInfo(backend.name(), target.name(), target, Optional.empty(), ""));
  }
}
