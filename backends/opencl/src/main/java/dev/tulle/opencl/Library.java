package dev.tulle.opencl;

import java.util.Optional;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.opencl.global.OpenCL;

/// The library that finds the drivers: the system's, or the one that comes with the preset on common systems.
final class Library {
  private static final Optional<String> PROBLEM = load();

  private Library() {}

  /// Why OpenCL cannot be called, and what to install; empty if it can.
  static Optional<String> problem() {
    return PROBLEM;
  }

  private static Optional<String> load() {
    // Its limit counts all memory of the process, tensors and the heap too, and at twice the heap it would refuse any call.
    if (System.getProperty("org.bytedeco.javacpp.maxPhysicalBytes") == null)
      System.setProperty("org.bytedeco.javacpp.maxPhysicalBytes", "0");
    try {
      Loader.load(OpenCL.class);
      return Optional.empty();
    } catch (LinkageError missing) {
      return Optional.of("no OpenCL library (libOpenCL) can be loaded: install one and a driver for the device, on Debian "
          + "`ocl-icd-libopencl1` and for the CPU `pocl-opencl-icd`; Java says: " + firstLine(missing));
    }
  }

  private static String firstLine(Throwable e) {
    Throwable first = e;
    while (first.getCause() != null) first = first.getCause();
    return String.valueOf(first.getMessage()).lines().findFirst().orElse(first.toString());
  }
}
