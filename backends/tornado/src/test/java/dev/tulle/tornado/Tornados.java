package dev.tulle.tornado;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tulle.kernel.device.Device;
import dev.tulle.kernel.device.DeviceInfo;
import dev.tulle.kernel.device.KernelCode;
import dev.tulle.kernel.device.Target;
import dev.tulle.kernel.ir.Kernel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The emulated TornadoVM, over the OpenCL driver of this machine; and TornadoVM itself where an SDK is and the JVM was started with its arguments.
final class Tornados {
  static final String EMULATED_API = "dev.tulle.tornado.emulated";
  private static final String IMPLEMENTATION = "tornado.load.runtime.implementation";
  private static final TornadoBackend EMULATED = new TornadoBackend(
      new FindTornado(Optional.of(sdk().toString()), Tornados.class.getClassLoader(), EMULATED_API));
  private static final TornadoBackend REAL = new TornadoBackend();

  private Tornados() {}

  /// A folder that looks like an SDK.
  private static Path sdk() {
    try {
      Path folder = Files.createTempDirectory("emulated-tornado");
      Path jar = Files.createDirectories(folder.resolve("share/java/tornado")).resolve("tornado-api-5.2.0.jar");
      Files.createFile(jar);
      for (Path made = jar; !made.equals(folder.getParent()); made = made.getParent()) made.toFile().deleteOnExit();
      if (System.getProperty(IMPLEMENTATION) == null) System.setProperty(IMPLEMENTATION, "emulated");
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Skips the test, with the reason, where there is no OpenCL driver.
  static DeviceInfo emulated() {
    return usable(EMULATED.devices().getFirst(), "opencl (for the emulated TornadoVM)");
  }

  /// Skips the test, with the reason, where there is no TornadoVM.
  static DeviceInfo real() {
    return usable(REAL.devices().getFirst(), "tornado (" + REAL.devices().getFirst().name() + ")");
  }

  private static DeviceInfo usable(DeviceInfo info, String what) {
    assumeTrue(info.unavailable().isEmpty(), () -> what + " cannot be used: " + info.unavailable().orElseThrow());
    return info;
  }

  static Device open(DeviceInfo emulated) {
    return EMULATED.open(emulated);
  }

  static Device openReal(DeviceInfo real) {
    return REAL.open(real);
  }

  /// The same device as another target: a CPU runs what is meant for a GPU, too.
  static DeviceInfo as(DeviceInfo info, Target target) {
    return new DeviceInfo(info.backend(), info.name(), target, info.unavailable(), info.remark());
  }

  static List<KernelCode> compiled(Target target, Kernel... kernels) {
    return REAL.compile(List.of(kernels), target);
  }
}
