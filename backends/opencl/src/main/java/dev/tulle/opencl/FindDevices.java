package dev.tulle.opencl;

import static org.bytedeco.opencl.global.OpenCL.*;

import dev.tulle.kernel.device.DeviceException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.javacpp.SizeTPointer;
import org.bytedeco.opencl._cl_device_id;
import org.bytedeco.opencl._cl_platform_id;

/// Asks the loader for every platform, and each platform for its devices.
final class FindDevices {
  /// Longer answers than any driver gives.
  private static final long LONGEST_TEXT = 1 << 20;

  private FindDevices() {}

  /// A device, and what its driver says of it.
  record Found(_cl_device_id device, DeviceFacts facts) {}

  /// A platform and its devices; `problem` is empty unless they could not be listed.
  record Platform(String name, String version, List<Found> devices, String problem) {}

  /// @throws DeviceException if the loader fails
  static List<Platform> all() {
    int[] count = new int[1];
    int status = clGetPlatformIDs(0, (PointerPointer<?>) null, count);
    if (status == DriverStatus.PLATFORM_NOT_FOUND || status == 0 && count[0] == 0) return List.of();
    DriverStatus.check(status, "listing the platforms");
    try (PointerPointer<_cl_platform_id> ids = new PointerPointer<>(count[0])) {
      DriverStatus.check(clGetPlatformIDs(count[0], ids, (int[]) null), "listing the platforms");
      List<Platform> platforms = new ArrayList<>();
      for (int i = 0; i < count[0]; i++) platforms.add(platform(ids.get(_cl_platform_id.class, i)));
      return platforms;
    }
  }

  private static Platform platform(_cl_platform_id id) {
    String name = text((parameter, size, out, length) -> clGetPlatformInfo(id, parameter, size, out, length), CL_PLATFORM_NAME);
    String version = text((parameter, size, out, length) -> clGetPlatformInfo(id, parameter, size, out, length), CL_PLATFORM_VERSION);
    try {
      return new Platform(name, version, devices(id, name, version), "");
    } catch (DeviceException failed) {
      return new Platform(name, version, List.of(), failed.getMessage());
    }
  }

  private static List<Found> devices(_cl_platform_id id, String name, String version) {
    int[] count = new int[1];
    int status = clGetDeviceIDs(id, CL_DEVICE_TYPE_ALL, 0, (PointerPointer<?>) null, count);
    if (status == CL_DEVICE_NOT_FOUND || status == 0 && count[0] == 0) return List.of();
    DriverStatus.check(status, "listing the devices");
    try (PointerPointer<_cl_device_id> ids = new PointerPointer<>(count[0])) {
      DriverStatus.check(clGetDeviceIDs(id, CL_DEVICE_TYPE_ALL, count[0], ids, (int[]) null), "listing the devices");
      List<Found> devices = new ArrayList<>();
      for (int i = 0; i < count[0]; i++) {
        _cl_device_id device = ids.get(_cl_device_id.class, i);
        devices.add(new Found(device, facts(device, name, version)));
      }
      return devices;
    }
  }

  private static DeviceFacts facts(_cl_device_id id, String platform, String platformVersion) {
    return new DeviceFacts(
        text(id, CL_DEVICE_NAME), text(id, CL_DEVICE_VENDOR), platform, platformVersion, text(id, CL_DEVICE_VERSION),
        text(id, CL_DRIVER_VERSION), text(id, CL_DEVICE_PROFILE),
        Stream.of(text(id, CL_DEVICE_EXTENSIONS).strip().split("\\s+")).collect(Collectors.toSet()),
        number(id, CL_DEVICE_TYPE), number(id, CL_DEVICE_MAX_COMPUTE_UNITS), number(id, CL_DEVICE_GLOBAL_MEM_SIZE),
        number(id, CL_DEVICE_MAX_MEM_ALLOC_SIZE), number(id, CL_DEVICE_LOCAL_MEM_SIZE), number(id, CL_DEVICE_MAX_WORK_GROUP_SIZE),
        number(id, CL_DEVICE_MAX_PARAMETER_SIZE), number(id, CL_DEVICE_NATIVE_VECTOR_WIDTH_FLOAT), number(id, CL_DEVICE_SINGLE_FP_CONFIG),
        number(id, CL_DEVICE_HOST_UNIFIED_MEMORY) != 0, number(id, CL_DEVICE_ENDIAN_LITTLE) != 0, number(id, CL_DEVICE_AVAILABLE) != 0,
        number(id, CL_DEVICE_COMPILER_AVAILABLE) != 0);
  }

  /// One of the functions that answer a question about an object.
  interface Question {
    int ask(int parameter, long size, Pointer out, SizeTPointer length);
  }

  private static String text(_cl_device_id id, int parameter) {
    return text((p, size, out, length) -> clGetDeviceInfo(id, p, size, out, length), parameter);
  }

  static String text(Question question, int parameter) {
    try (SizeTPointer length = new SizeTPointer(1)) {
      DriverStatus.check(question.ask(parameter, 0, null, length), "asking for property " + parameter);
      long size = length.get();
      if (size < 0 || size > LONGEST_TEXT) throw new DeviceException("property " + parameter + " has " + size + " bytes");
      try (BytePointer bytes = new BytePointer(size + 1)) {
        bytes.fill(0);
        DriverStatus.check(question.ask(parameter, size, bytes, null), "asking for property " + parameter);
        byte[] text = new byte[(int) size];
        bytes.get(text);
        String whole = new String(text, StandardCharsets.UTF_8);
        int end = whole.indexOf('\0');
        return end < 0 ? whole : whole.substring(0, end);
      }
    }
  }

  /// Numbers have 1, 4 or 8 bytes, in the order of the host.
  private static long number(_cl_device_id id, int parameter) {
    try (LongPointer value = new LongPointer(1)) {
      value.put(0);
      DriverStatus.check(clGetDeviceInfo(id, parameter, Long.BYTES, value, null), "asking for property " + parameter);
      return value.get();
    }
  }
}
