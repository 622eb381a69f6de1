package dev.tulle.cuda;

import static org.bytedeco.cuda.global.cudart.*;

import dev.tulle.kernel.device.DeviceException;
import org.bytedeco.cuda.cudart.CUevent_st;
import org.bytedeco.cuda.cudart.CUstream_st;

/// The GPU's own clock: a mark before the first kernel since the last look, and one after each.
final class KernelClock implements AutoCloseable {
  private final CUstream_st stream;
  private final CUevent_st first = new CUevent_st();
  private final CUevent_st last = new CUevent_st();
  private boolean running;

  /// @throws DeviceException if the driver has no marks left
  KernelClock(CUstream_st stream) {
    this.stream = stream;
    DriverStatus.check(cuEventCreate(first, CU_EVENT_DEFAULT), "making a clock");
    DriverStatus.check(cuEventCreate(last, CU_EVENT_DEFAULT), "making a clock");
  }

  /// Before a kernel; returns the driver's status.
  int start() {
    if (running) return 0;
    running = true;
    return cuEventRecord(first, stream);
  }

  /// After a kernel; returns the driver's status.
  int stop() {
    return cuEventRecord(last, stream);
  }

  /// Nanoseconds since the last look; the stream must have ended.
  long time() {
    if (!running) return 0;
    running = false;
    float[] milliseconds = new float[1];
    DriverStatus.check(cuEventElapsedTime(milliseconds, first, last), "asking for the time of a kernel");
    return Math.round(1e6 * milliseconds[0]);
  }

  @Override
  public void close() {
    cuEventDestroy(first);
    cuEventDestroy(last);
  }
}
