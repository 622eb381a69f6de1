package dev.tulle.cpu;

import dev.tulle.kernel.device.Target;
import java.lang.reflect.Field;
import java.util.Comparator;
import java.util.List;

/// The targets of the CPU backend, and which of them suits this JVM. Asks the Vector API by reflection, so that this class loads without
/// it.
final class CpuTargets {
  static final String MODULE = "jdk.incubator.vector";

  static final Target VECTORS_512 = new Target(CpuBackend.NAME, "cpu-512", 16, 32);
  static final Target VECTORS_256 = new Target(CpuBackend.NAME, "cpu-256", 8, 16);
  static final Target VECTORS_128 = new Target(CpuBackend.NAME, "cpu-128", 4, 16);
  static final Target SCALAR = new Target(CpuBackend.NAME, "cpu-scalar", 1, 16);

  private static final int LANES = preferredLanes();

  private CpuTargets() {}

  /// Float lanes of the machine's vectors; 1 if the JVM was started without the vector module.
  static int lanes() {
    return LANES;
  }

  /// All targets: the one for this JVM first, then the narrower ones, then those whose vectors this machine would only emulate.
  static List<Target> all() {
    Comparator<Target> emulatedLast = Comparator.comparing(t -> t.lanes() > LANES);
    return List.of(VECTORS_512, VECTORS_256, VECTORS_128, SCALAR).stream().sorted(emulatedLast).toList();
  }

  private static int preferredLanes() {
    if (ModuleLayer.boot().findModule(MODULE).isEmpty()) return 1;
    try {
      Field preferred = Class.forName(MODULE + ".FloatVector").getField("SPECIES_PREFERRED");
      int lanes = (int) Class.forName(MODULE + ".VectorSpecies").getMethod("length").invoke(preferred.get(null));
      return lanes < 4 ? 1 : Math.min(lanes, VECTORS_512.lanes());
    } catch (ReflectiveOperationException unknownApi) {
      return 1;
    }
  }
}
