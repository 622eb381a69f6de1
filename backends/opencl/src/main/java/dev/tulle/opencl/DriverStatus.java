package dev.tulle.opencl;

import dev.tulle.kernel.device.DeviceException;
import java.util.Map;

/// What the numbers mean that OpenCL functions return.
final class DriverStatus {
  static final int MEM_OBJECT_ALLOCATION_FAILURE = -4;
  /// What a loader returns that finds no driver.
  static final int PLATFORM_NOT_FOUND = -1001;

  private static final Map<Integer, String> NAMES = Map.ofEntries(
      Map.entry(-1, "DEVICE_NOT_FOUND"),
      Map.entry(-2, "DEVICE_NOT_AVAILABLE"),
      Map.entry(-3, "COMPILER_NOT_AVAILABLE"),
      Map.entry(MEM_OBJECT_ALLOCATION_FAILURE, "MEM_OBJECT_ALLOCATION_FAILURE"),
      Map.entry(-5, "OUT_OF_RESOURCES"),
      Map.entry(-6, "OUT_OF_HOST_MEMORY"),
      Map.entry(-7, "PROFILING_INFO_NOT_AVAILABLE"),
      Map.entry(-11, "BUILD_PROGRAM_FAILURE"),
      Map.entry(-14, "EXEC_STATUS_ERROR_FOR_EVENTS_IN_WAIT_LIST"),
      Map.entry(-30, "INVALID_VALUE"),
      Map.entry(-33, "INVALID_DEVICE"),
      Map.entry(-34, "INVALID_CONTEXT"),
      Map.entry(-35, "INVALID_QUEUE_PROPERTIES"),
      Map.entry(-36, "INVALID_COMMAND_QUEUE"),
      Map.entry(-38, "INVALID_MEM_OBJECT"),
      Map.entry(-42, "INVALID_BINARY"),
      Map.entry(-43, "INVALID_BUILD_OPTIONS"),
      Map.entry(-44, "INVALID_PROGRAM"),
      Map.entry(-45, "INVALID_PROGRAM_EXECUTABLE"),
      Map.entry(-46, "INVALID_KERNEL_NAME"),
      Map.entry(-48, "INVALID_KERNEL"),
      Map.entry(-49, "INVALID_ARG_INDEX"),
      Map.entry(-50, "INVALID_ARG_VALUE"),
      Map.entry(-51, "INVALID_ARG_SIZE"),
      Map.entry(-52, "INVALID_KERNEL_ARGS"),
      Map.entry(-54, "INVALID_WORK_GROUP_SIZE"),
      Map.entry(-55, "INVALID_WORK_ITEM_SIZE"),
      Map.entry(-61, "INVALID_BUFFER_SIZE"),
      Map.entry(-63, "INVALID_GLOBAL_WORK_SIZE"),
      Map.entry(PLATFORM_NOT_FOUND, "PLATFORM_NOT_FOUND_KHR"));

  private DriverStatus() {}

  /// `OUT_OF_RESOURCES (-5)`
  static String name(int status) {
    return NAMES.getOrDefault(status, "error") + " (" + status + ")";
  }

  /// @throws DeviceException unless `status` is success
  static void check(int status, String what) {
    if (status != 0) throw new DeviceException(what + ": the OpenCL driver says " + name(status));
  }

  static boolean isOutOfMemory(int status) {
    return status == MEM_OBJECT_ALLOCATION_FAILURE || status == -6 || status == -61;
  }
}
