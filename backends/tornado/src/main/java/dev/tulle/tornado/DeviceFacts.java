package dev.tulle.tornado;

import dev.tulle.kernel.device.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What TornadoVM says of one OpenCL device.
///
/// @param device TornadoVM's own object for it
/// @param kind `CPU`, `GPU` …
/// @param description lines for people, with the extensions and the version
/// @param memory bytes that TornadoVM uses of it at most
/// @param largestBuffer bytes of one buffer
/// @param localMemory bytes that the items of a group share
/// @param groupItems the most items of a group
record DeviceFacts(
    Object device, String name, String platform, String kind, String description, long memory, long largestBuffer, long localMemory,
    long groupItems) {
  /// The status words and 64-bit counts.
  private static final List<String> NEEDED = List.of("cl_khr_int64_base_atomics", "cl_khr_int64_extended_atomics");
  private static final String EXTENSIONS = "Extensions";

  /// What people know the device by.
  String title() {
    return name.strip() + ", " + platform.strip() + ", by TornadoVM";
  }

  /// What it runs best.
  Target target() {
    return kind.equals("CPU") ? TornadoTargets.CPU : TornadoTargets.GPU;
  }

  /// Why kernels cannot run there; empty if they can. Extensions are in the description alone.
  Optional<String> unusable() {
    List<String> reasons = new ArrayList<>();
    if (description.contains(EXTENSIONS)) {
      for (String extension : NEEDED) if (!description.contains(extension)) reasons.add("it lacks " + extension);
    }
    if (localMemory < target().groupMemory())
      reasons.add("its groups share " + localMemory + " bytes, but kernels need " + target().groupMemory());
    if (groupItems < 1) reasons.add("it has no groups of items");
    return reasons.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", reasons));
  }

  /// Its limits.
  String remark() {
    return String.format(Locale.ROOT, "up to %.1f GiB of its memory, buffers up to %.1f GiB, groups of %d items with %d KiB",
        gibibytes(memory),
        gibibytes(largestBuffer), groupItems, localMemory >> 10);
  }

  private static double gibibytes(long bytes) {
    return bytes / (double) (1L << 30);
  }
}
