package dev.tulle.tornado.emulated.common;

import dev.tulle.tornado.emulated.OpenCl;
import dev.tulle.tornado.emulated.TornadoTargetDevice;

/// The first OpenCL device.
public record TornadoDevice(OpenCl driver) {
  public String getPlatformName() {
    return driver.platform();
  }

  /// As TornadoVM's, whose names are these.
  public enum Kind {
    CPU,
    GPU
  }

  public Kind getDeviceType() {
    return driver.isCpu() ? Kind.CPU : Kind.GPU;
  }

  public TornadoTargetDevice getPhysicalDevice() {
    return new TornadoTargetDevice(driver);
  }
}
