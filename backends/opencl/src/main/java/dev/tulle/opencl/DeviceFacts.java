package dev.tulle.opencl;

import static org.bytedeco.opencl.global.OpenCL.*;

import dev.tulle.kernel.device.Target;
import dev.tulle.kernel.launch.ProgramCache;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a driver says of one device.
///
/// @param version `OpenCL 3.0 PoCL …`
/// @param kind bits of `CL_DEVICE_TYPE`
/// @param memory bytes in all
/// @param largestBuffer bytes of one buffer
/// @param localMemory bytes that the items of a group share
/// @param groupItems the most items of a group
/// @param parameterBytes the most bytes of all arguments of a kernel
/// @param floatLanes `float`s of the machine's vectors
/// @param floats bits of `CL_DEVICE_SINGLE_FP_CONFIG`
/// @param unified whether device and host have the same memory
record DeviceFacts(
    String name, String vendor, String platform, String platformVersion, String version, String driver, String profile,
    Set<String> extensions, long kind, long computeUnits, long memory, long largestBuffer, long localMemory, long groupItems,
    long parameterBytes, long floatLanes, long floats, boolean unified, boolean littleEndian, boolean available, boolean compiler) {
  /// The status words and 64-bit counts.
  private static final List<String> NEEDED = List.of("cl_khr_int64_base_atomics", "cl_khr_int64_extended_atomics");
  /// What the full profile promises.
  private static final long LEAST_PARAMETERS = 1024;
  private static final Pattern VERSION = Pattern.compile("OpenCL (\\d{1,4})\\.(\\d{1,4})\\b.*", Pattern.DOTALL);

  /// `AMD EPYC, PoCL`: what people know the device by.
  String title() {
    return name.strip() + ", " + platform.strip();
  }

  boolean isCpu() {
    return (kind & CL_DEVICE_TYPE_CPU) != 0;
  }

  boolean isGpu() {
    return (kind & CL_DEVICE_TYPE_GPU) != 0;
  }

  /// What it runs best.
  Target target() {
    if (!isCpu()) return OpenClTargets.GPU;
    return floatLanes >= OpenClTargets.CPU_16.lanes() ? OpenClTargets.CPU_16 : OpenClTargets.CPU_8;
  }

  /// The name of a program in a cache: another driver or device may compile the same source to something else.
  ProgramCache.Key program(String source, String options) {
    return ProgramCache.key(List.of(source, options, platform, platformVersion, name, vendor, version, driver));
  }

  /// Why kernels cannot run there; empty if they can.
  Optional<String> unusable() {
    List<String> reasons = new ArrayList<>();
    if (!available) reasons.add("its driver says that it is not available (CL_DEVICE_AVAILABLE)");
    if (!compiler) reasons.add("its driver has no compiler for OpenCL C (CL_DEVICE_COMPILER_AVAILABLE)");
    Matcher number = VERSION.matcher(version);
    boolean recent = number.matches() && 10 * Integer.parseInt(number.group(1)) + Integer.parseInt(number.group(2)) >= 12;
    if (!recent) reasons.add("it has " + version + ", but kernels need OpenCL 1.2");
    if (!profile.equals("FULL_PROFILE"))
      reasons.add("its profile is " + profile + " (CL_DEVICE_PROFILE), but kernels need 64-bit integers of the full profile");
    for (String extension : NEEDED) if (!extensions.contains(extension)) reasons.add("it lacks " + extension);
    if (!littleEndian) reasons.add("its numbers have the other byte order (CL_DEVICE_ENDIAN_LITTLE)");
    long plain = CL_FP_ROUND_TO_NEAREST | CL_FP_INF_NAN;
    if ((floats & plain) != plain) reasons.add("its floats do not round to nearest, or have no infinity (CL_DEVICE_SINGLE_FP_CONFIG)");
    if (localMemory < target().groupMemory())
      reasons.add("its groups share " + localMemory + " bytes (CL_DEVICE_LOCAL_MEM_SIZE), but kernels need " + target().groupMemory());
    if (groupItems < target().groupItems())
      reasons.add("its groups have " + groupItems + " items (CL_DEVICE_MAX_WORK_GROUP_SIZE), but kernels need " + target().groupItems());
    if (parameterBytes < LEAST_PARAMETERS)
      reasons.add(
          "a kernel takes " + parameterBytes + " bytes of arguments (CL_DEVICE_MAX_PARAMETER_SIZE), but kernels need " + LEAST_PARAMETERS);
    return reasons.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", reasons));
  }

  /// Version, limits, and in what its numbers may differ.
  String remark() {
    List<String> parts = new ArrayList<>();
    parts.add(version.strip() + ", driver " + driver.strip());
    parts.add(computeUnits + (computeUnits == 1 ? " compute unit" : " compute units"));
    parts.add(size(memory) + " memory, buffers up to " + size(largestBuffer));
    parts.add("groups of " + groupItems + " items with " + size(localMemory));
    parts.add("arguments up to " + parameterBytes + " bytes");
    if (!roundsDivisions()) parts.add("divisions and square roots may differ in the last bit");
    if ((floats & CL_FP_DENORM) == 0) parts.add("numbers below 1.2e-38 become 0");
    return String.join(", ", parts);
  }

  boolean roundsDivisions() {
    return (floats & CL_FP_CORRECTLY_ROUNDED_DIVIDE_SQRT) != 0;
  }

  private static String size(long bytes) {
    if (bytes >= 1L << 30) return String.format(Locale.ROOT, "%.1f GiB", bytes / (double) (1L << 30));
    return bytes >= 1 << 20 ? bytes / (1 << 20) + " MiB" : bytes / (1 << 10) + " KiB";
  }
}
