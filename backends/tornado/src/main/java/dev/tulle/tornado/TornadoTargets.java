package dev.tulle.tornado;

import dev.tulle.kernel.device.Target;
import java.util.List;

/// What TornadoVM's OpenCL devices are like, as far as the compiler may know. TornadoVM does not tell how wide a CPU's vectors are; a driver makes two narrow
/// ones of a wide one.
final class TornadoTargets {
  static final Target CPU = new Target(TornadoBackend.NAME, "tornado-cpu", 16, 32);
  /// With the local memory that every device of the full profile has.
  static final Target GPU = new Target(TornadoBackend.NAME, "tornado-gpu", 1, 64, 32 << 10, 256, false, 0);

  private TornadoTargets() {}

  static List<Target> all() {
    return List.of(CPU, GPU);
  }
}
