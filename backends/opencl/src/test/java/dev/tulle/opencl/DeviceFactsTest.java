package dev.tulle.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.bytedeco.opencl.global.OpenCL;
import org.junit.jupiter.api.Test;

/// Which devices are refused, and that the reason names the limit.
class DeviceFactsTest {
  private static final long PLAIN_FLOATS = OpenCL.CL_FP_ROUND_TO_NEAREST | OpenCL.CL_FP_INF_NAN;

  /// What a driver says, each of which a test may change.
  private record Said(String version, String profile, Set<String> extensions, long kind, long localMemory, long parameterBytes, long floats,
      boolean littleEndian, boolean available, boolean compiler) {
    private DeviceFacts facts() {
      return new DeviceFacts("device", "vendor", "platform", "OpenCL 3.0", version, "1", profile, extensions, kind, 8, 1L << 34, 1L << 32,
          localMemory, 1024, parameterBytes, 16, floats, true, littleEndian, available, compiler);
    }
  }

  private static final Said GPU = new Said("OpenCL 1.2 driver", "FULL_PROFILE",
      Set.of("cl_khr_int64_base_atomics", "cl_khr_int64_extended_atomics"), OpenCL.CL_DEVICE_TYPE_GPU, 32 << 10, 1024, PLAIN_FLOATS, true,
      true, true);

  private static void refused(String limit, UnaryOperator<Said> change) {
    String reason = change.apply(GPU).facts().unusable().orElseThrow(() -> new AssertionError("not refused: " + limit));
    assertTrue(reason.contains(limit), reason);
    assertEquals(1, reason.split("; ").length, reason);
  }

  private static Said with(Said s, String version, String profile, Set<String> extensions) {
    return new Said(version, profile, extensions, s.kind, s.localMemory, s.parameterBytes, s.floats, s.littleEndian, s.available,
        s.compiler);
  }

  private static Said with(Said s, long localMemory, long parameterBytes, long floats) {
    return new Said(s.version, s.profile, s.extensions, s.kind, localMemory, parameterBytes, floats, s.littleEndian, s.available,
        s.compiler);
  }

  private static Said with(Said s, boolean littleEndian, boolean available, boolean compiler) {
    return new Said(s.version, s.profile, s.extensions, s.kind, s.localMemory, s.parameterBytes, s.floats, littleEndian, available,
        compiler);
  }

  @Test
  void aDeviceWithTheLeastOfTheFullProfileCanBeUsed() {
    assertEquals(Optional.empty(), GPU.facts().unusable());
  }

  @Test
  void whatADriverLacksIsNamed() {
    refused("CL_DEVICE_AVAILABLE", s -> with(s, true, false, true));
    refused("CL_DEVICE_COMPILER_AVAILABLE", s -> with(s, true, true, false));
    refused("CL_DEVICE_ENDIAN_LITTLE", s -> with(s, false, true, true));
    refused("CL_DEVICE_PROFILE", s -> with(s, s.version, "EMBEDDED_PROFILE", s.extensions));
    refused("CL_DEVICE_SINGLE_FP_CONFIG", s -> with(s, s.localMemory, s.parameterBytes, OpenCL.CL_FP_INF_NAN));
    refused("cl_khr_int64_extended_atomics", s -> with(s, s.version, s.profile, Set.of("cl_khr_int64_base_atomics")));
  }

  @Test
  void limitsThatAreTooLowAreNamedWithBothNumbers() {
    refused("16384 bytes (CL_DEVICE_LOCAL_MEM_SIZE), but kernels need 32768", s -> with(s, 16 << 10, s.parameterBytes, s.floats));
    refused("256 bytes of arguments (CL_DEVICE_MAX_PARAMETER_SIZE), but kernels need 1024", s -> with(s, s.localMemory, 256, s.floats));
  }

  @Test
  void versionsBefore12AndNonsenseAreRefused() {
    for (String version : new String[] {"OpenCL 1.1 old", "OpenCL 99999999999.2", "OpenCL", "", "3.0"})
      refused("it has " + version + ", but kernels need OpenCL 1.2", s -> with(s, version, s.profile, s.extensions));
  }
}
