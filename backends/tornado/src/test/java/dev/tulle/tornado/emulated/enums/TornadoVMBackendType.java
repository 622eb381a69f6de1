package dev.tulle.tornado.emulated.enums;

/// Ways to a device.
public enum TornadoVMBackendType {
  OPENCL,
  PTX
}
