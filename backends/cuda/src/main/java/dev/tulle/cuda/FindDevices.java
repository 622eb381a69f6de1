package dev.tulle.cuda;

import static org.bytedeco.cuda.global.cudart.*;

import dev.tulle.kernel.device.DeviceException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.SizeTPointer;

/// Asks the driver for every GPU.
final class FindDevices {
  private static final int LONGEST_NAME = 256;
  private static final int PROHIBITED = 2;

  private FindDevices() {}

  /// @throws DeviceException if the driver fails
  static List<DeviceFacts> all() {
    int[] count = new int[1];
    DriverStatus.check(cuInit(0), "starting the NVIDIA driver");
    DriverStatus.check(cuDeviceGetCount(count), "listing the GPUs");
    return IntStream.range(0, count[0]).mapToObj(FindDevices::facts).toList();
  }

  private static DeviceFacts facts(int ordinal) {
    int[] handle = new int[1];
    DriverStatus.check(cuDeviceGet(handle, ordinal), "asking for GPU " + ordinal);
    int gpu = handle[0];
    byte[] name = new byte[LONGEST_NAME];
    DriverStatus.check(cuDeviceGetName(name, name.length - 1, gpu), "asking for the name of GPU " + ordinal);
    String text = new String(name, StandardCharsets.UTF_8);
    int[] driver = new int[1];
    DriverStatus.check(cuDriverGetVersion(driver), "asking for the driver's version");
    return new DeviceFacts(ordinal, text.substring(0, text.indexOf('\0')).strip(),
        10 * attribute(gpu, CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR) + attribute(gpu, CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR),
        memory(gpu), attribute(gpu, CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT), attribute(gpu, CU_DEVICE_ATTRIBUTE_MAX_THREADS_PER_BLOCK),
        attribute(gpu, CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK), attribute(gpu, CU_DEVICE_ATTRIBUTE_MAX_GRID_DIM_X),
        attribute(gpu, CU_DEVICE_ATTRIBUTE_COMPUTE_MODE) == PROHIBITED, driver[0]);
  }

  private static int attribute(int gpu, int attribute) {
    int[] value = new int[1];
    DriverStatus.check(cuDeviceGetAttribute(value, attribute, gpu), "asking for property " + attribute);
    return value[0];
  }

  private static long memory(int gpu) {
    try (SizeTPointer bytes = new SizeTPointer(1)) {
      DriverStatus.check(cuDeviceTotalMem(bytes, gpu), "asking for the memory");
      return bytes.get();
    }
  }
}
