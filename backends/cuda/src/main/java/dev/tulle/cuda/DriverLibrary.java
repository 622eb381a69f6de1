package dev.tulle.cuda;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.util.Locale;
import java.util.Optional;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.javacpp.Loader;

/// Whether CUDA can be called here. The driver is asked directly first: the presets load only where a driver is, and would not say what is
/// missing.
@SuppressWarnings("restricted") // Calling native functions is what this is for.
final class DriverLibrary {
  /// CUDA 13.0, as drivers count: what the presets and the machine code of its compilers need.
  private static final int OLDEST = 13_000;
  private static final String UPDATE = "install a driver of version 580 or later";
  private static final int NO_DEVICE = 100;

  private static final Optional<String> PROBLEM = find();

  private DriverLibrary() {}

  /// What is missing, and what to install; empty if nothing is.
  static Optional<String> problem() {
    return PROBLEM;
  }

  private static Optional<String> find() {
    String name = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("windows") ? "nvcuda.dll" : "libcuda.so.1";
    Optional<String> problem = driver(name);
    return problem.isPresent() ? problem : presets();
  }

  private static Optional<String> driver(String name) {
    SymbolLookup library;
    try {
      library = SymbolLookup.libraryLookup(name, Arena.global());
    } catch (IllegalArgumentException missing) {
      return Optional.of("there is no NVIDIA driver (" + name + " cannot be loaded): " + UPDATE);
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment value = arena.allocate(ValueLayout.JAVA_INT);
      int status = call(library, "cuDriverGetVersion", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS), value);
      int version = value.get(ValueLayout.JAVA_INT, 0);
      if (status != 0) return Optional.of("the NVIDIA driver does not say its version: error " + status);
      if (version < OLDEST)
        return Optional
            .of("the NVIDIA driver is for CUDA " + number(version) + ", but kernels need CUDA " + number(OLDEST) + ": " + UPDATE);
      status = call(library, "cuInit", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT), 0);
      if (status == NO_DEVICE) return Optional.of("there is an NVIDIA driver for CUDA " + number(version) + ", but it finds no GPU");
      if (status != 0) return Optional.of("the NVIDIA driver for CUDA " + number(version) + " does not start: error " + status);
      return Optional.empty();
    } catch (Throwable broken) {
      return Optional.of("the library " + name + " is no NVIDIA driver: " + broken);
    }
  }

  private static int call(SymbolLookup library, String function, FunctionDescriptor type, Object argument) throws Throwable {
    return (int) Linker.nativeLinker().downcallHandle(library.findOrThrow(function), type).invokeWithArguments(argument);
  }

  private static Optional<String> presets() {
    noMemoryLimit();
    try {
      Loader.load(cudart.class);
      return Optional.empty();
    } catch (LinkageError missing) {
      return Optional
          .of("there is an NVIDIA driver, but the CUDA runtime library (libcudart, version 13) cannot be loaded: install the CUDA "
              + "toolkit, or put the library on LD_LIBRARY_PATH; Java says: " + firstLine(missing));
    }
  }

  /// JavaCPP's limit counts all memory of the process, tensors and the heap too, and at twice the heap it would refuse any call.
  private static void noMemoryLimit() {
    if (System.getProperty("org.bytedeco.javacpp.maxPhysicalBytes") == null)
      System.setProperty("org.bytedeco.javacpp.maxPhysicalBytes", "0");
  }

  static String firstLine(Throwable e) {
    Throwable first = e;
    while (first.getCause() != null) first = first.getCause();
    return String.valueOf(first.getMessage()).lines().findFirst().orElse(first.toString());
  }

  /// `13.0`.
  static String number(int version) {
    return version / 1000 + "." + version % 1000 / 10;
  }
}
