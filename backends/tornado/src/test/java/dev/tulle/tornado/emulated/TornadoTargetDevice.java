package dev.tulle.tornado.emulated;

import static org.bytedeco.opencl.global.OpenCL.*;

/// What is known of a device.
public record TornadoTargetDevice(OpenCl driver) {
  public String getDeviceName() {
    return driver.text(CL_DEVICE_NAME);
  }

  public String getDeviceInfo() {
    return "Extensions:\n\t" + driver.text(CL_DEVICE_EXTENSIONS).strip().replace(" ", "\n\t") + "\nDevice version   : "
        + driver.text(CL_DEVICE_VERSION);
  }

  public long getDeviceGlobalMemorySize() {
    return driver.number(CL_DEVICE_GLOBAL_MEM_SIZE);
  }

  public long getDeviceMaxAllocationSize() {
    return driver.number(CL_DEVICE_MAX_MEM_ALLOC_SIZE);
  }

  public long getDeviceLocalMemorySize() {
    return driver.number(CL_DEVICE_LOCAL_MEM_SIZE);
  }

  public long[] getDeviceMaxWorkGroupSize() {
    return new long[] {driver.number(CL_DEVICE_MAX_WORK_GROUP_SIZE)};
  }
}
