package dev.tulle.cuda;

import static org.bytedeco.cuda.global.nvrtc.*;

import dev.tulle.kernel.device.DeviceException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.bytedeco.cuda.global.nvrtc;
import org.bytedeco.cuda.nvrtc._nvrtcProgram;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.javacpp.SizeTPointer;

/// NVRTC: machine code from source, inside this process.
final class RuntimeCompiler {
  private static final int LONGEST_LOG = 4000;
  private static final long LARGEST_CUBIN = 1 << 28;

  private static final Optional<String> PROBLEM = load();

  private RuntimeCompiler() {}

  /// Why it cannot be used, and what to install; empty if it can. Only where [DriverLibrary#problem] is empty.
  static Optional<String> problem() {
    return PROBLEM;
  }

  private static Optional<String> load() {
    try {
      Loader.load(nvrtc.class);
      return Optional.empty();
    } catch (LinkageError missing) {
      return Optional.of("NVRTC (libnvrtc, version 13) cannot be loaded: install the CUDA toolkit, or put the library on LD_LIBRARY_PATH; "
          + "Java says: " + DriverLibrary.firstLine(missing));
    }
  }

  /// `NVRTC 13.0`.
  static String version() {
    int[] major = new int[1];
    int[] minor = new int[1];
    check(nvrtcVersion(major, minor), "asking NVRTC for its version");
    return "NVRTC " + major[0] + "." + minor[0];
  }

  /// @throws DeviceException with the compiler's log if it does not take the source
  static byte[] compile(String kernel, String source, String architecture) {
    try (BytePointer text = new BytePointer(source, StandardCharsets.UTF_8);
        BytePointer name = new BytePointer(kernel + ".cu", StandardCharsets.UTF_8);
        PointerPointer<BytePointer> options = new PointerPointer<>("-arch=" + architecture, Nvcc.NOT_FUSED)) {
      _nvrtcProgram program = new _nvrtcProgram();
      String what = "kernel " + kernel;
      check(nvrtcCreateProgram(program, text, name, 0, (PointerPointer<?>) null, (PointerPointer<?>) null), what);
      try {
        int status = nvrtcCompileProgram(program, 2, options);
        if (status != 0)
          throw new DeviceException(what + ": NVRTC cannot build it for " + architecture + ", " + error(status) + "\n" + log(program));
        return cubin(program, what);
      } finally {
        nvrtcDestroyProgram(program);
      }
    }
  }

  private static byte[] cubin(_nvrtcProgram program, String what) {
    try (SizeTPointer size = new SizeTPointer(1)) {
      check(nvrtcGetCUBINSize(program, size), what);
      if (size.get() < 1 || size.get() > LARGEST_CUBIN) throw new DeviceException(what + ": NVRTC made " + size.get() + " bytes");
      byte[] bytes = new byte[(int) size.get()];
      check(nvrtcGetCUBIN(program, bytes), what);
      return bytes;
    }
  }

  private static String log(_nvrtcProgram program) {
    try (SizeTPointer size = new SizeTPointer(1)) {
      if (nvrtcGetProgramLogSize(program, size) != 0 || size.get() < 1 || size.get() > LARGEST_CUBIN) return "";
      byte[] bytes = new byte[(int) size.get()];
      if (nvrtcGetProgramLog(program, bytes) != 0) return "";
      String log = new String(bytes, 0, bytes.length - 1, StandardCharsets.UTF_8).strip();
      return log.length() <= LONGEST_LOG ? log : log.substring(0, LONGEST_LOG) + " …";
    }
  }

  private static String error(int status) {
    return nvrtcGetErrorString(status).getString();
  }

  private static void check(int status, String what) {
    if (status != 0) throw new DeviceException(what + ": NVRTC says " + error(status));
  }
}
