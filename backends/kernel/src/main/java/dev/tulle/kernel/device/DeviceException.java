package dev.tulle.kernel.device;

/// A device or its driver failed: the message names the kernel, its sizes and what the driver said. A [Device] that was lost by it throws
/// the same again whatever it is asked; any other can still be used.
public final class DeviceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public DeviceException(String message) {
    super(message);
  }
}
