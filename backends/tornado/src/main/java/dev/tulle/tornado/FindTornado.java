package dev.tulle.tornado;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Looks for TornadoVM: an SDK in the folder that `TORNADOVM_HOME` names, and a JVM that was started with its arguments.
///
/// @param home what `TORNADOVM_HOME` says
/// @param loader has TornadoVM's classes if the JVM was started with them
/// @param root the package of its API
record FindTornado(Optional<String> home, ClassLoader loader, String root) {
  private static final String HOME = "TORNADOVM_HOME";
  private static final String ARGUMENTS = "tornado-argfile";
  private static final String JARS = "share/java/tornado";
  private static final String IMPLEMENTATION = "tornado.load.runtime.implementation";
  /// Whether a task that fails is run by the JVM instead: a prebuilt one has nothing that could be run.
  private static final String RECOVER = "tornado.recover.bailout";

  /// TornadoVM, or why there is none and what to do.
  sealed interface Found {
    record Api(TornadoApi api, List<DeviceFacts> devices) implements Found {}

    record Missing(String reason) implements Found {}
  }

  /// That of this machine and JVM.
  static FindTornado here() {
    return new FindTornado(Optional.ofNullable(System.getenv(HOME)), ClassLoader.getSystemClassLoader(), TornadoApi.PACKAGE);
  }

  Found find() {
    Optional<String> problem = home.isEmpty() || home.get().isBlank()
        ? Optional.of(HOME + " is not set: set it to the folder of a TornadoVM SDK with the OpenCL backend, and start the JVM with `@"
            + "$" + HOME + "/" + ARGUMENTS + "`")
        : inFolder(home.get());
    if (problem.isPresent()) return new Found.Missing(problem.get());
    return started();
  }

  private static Optional<String> inFolder(String home) {
    try {
      Path folder = Path.of(home);
      if (!Files.isDirectory(folder)) return Optional.of(HOME + " is " + home + ", which is not a folder");
      Path jars = folder.resolve(JARS);
      if (Files.isDirectory(jars)) {
        try (DirectoryStream<Path> api = Files.newDirectoryStream(jars, "tornado-api*.jar")) {
          if (api.iterator().hasNext()) return Optional.empty();
        }
      }
      return Optional.of(HOME + " is " + home + ", which is no TornadoVM SDK: it has no " + JARS + "/tornado-api*.jar");
    } catch (InvalidPathException | IOException unreadable) {
      return Optional.of(HOME + " is " + home + ", which cannot be read: " + unreadable.getMessage());
    }
  }

  private Found started() {
    try {
      TornadoApi api = new TornadoApi(loader, root);
      if (System.getProperty(IMPLEMENTATION) == null)
        return new Found.Missing(notStarted("the property " + IMPLEMENTATION + " is not set"));
      if (System.getProperty(RECOVER) == null) System.setProperty(RECOVER, "False");
      if (!System.getProperty(RECOVER).equalsIgnoreCase("false")) {
        return new Found.Missing("a failure on the device would be hidden: start the JVM with `-D" + RECOVER + "=False`");
      }
      List<DeviceFacts> devices = api.devices();
      return devices.isEmpty() ? new Found.Missing("TornadoVM has no OpenCL device: " + HOME
          + " must be an SDK with the OpenCL backend, and an OpenCL driver must be installed, for the CPU Debian's `pocl-opencl-icd`")
          : new Found.Api(api, devices);
    } catch (ClassNotFoundException absent) {
      return new Found.Missing(notStarted("there is no class " + absent.getMessage()));
    } catch (ReflectiveOperationException other) {
      return new Found.Missing("this TornadoVM is not one that can be used, 5.2 for example: it has no " + other.getMessage());
    } catch (VirtualMachineError own) {
      throw own;
    } catch (RuntimeException | Error failed) {
      return new Found.Missing("TornadoVM does not start, or finds no OpenCL device: " + Reasons.of(failed));
    }
  }

  private String notStarted(String sign) {
    return "the JVM was not started with TornadoVM's arguments (" + sign + "): add `@" + home.orElseThrow() + "/" + ARGUMENTS
        + "` to its options";
  }
}
