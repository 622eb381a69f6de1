package dev.tulle.runtime.session;

import dev.tulle.kernel.device.Device.DeviceMemory;
import dev.tulle.kernel.device.Device.LoadedCode;
import dev.tulle.runtime.session.Result.Launch;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/// Notes how long each kernel takes, and waits for it: by the device's clock, or, where it has none, by the host's until the launch returns.
final class TimedCode implements LoadedCode {
  private final LoadedCode code;
  private final List<Launch> launches = new ArrayList<>();
  private boolean hasClock;

  TimedCode(LoadedCode code) {
    this.code = code;
  }

  List<Launch> launches() {
    return launches;
  }

  @Override
  public void launch(String kernel, long[] grid, long[] sizes, DeviceMemory[] buffers, DeviceMemory status) {
    code.kernelTime();
    long start = System.nanoTime();
    code.launch(kernel, grid, sizes, buffers, status);
    long host = System.nanoTime() - start;
    OptionalLong device = code.kernelTime();
    hasClock |= device.isPresent();
    launches.add(new Launch(kernel, device.orElse(host)));
  }

  /// The sum over all launches.
  @Override
  public OptionalLong kernelTime() {
    return hasClock ? OptionalLong.of(launches.stream().mapToLong(Launch::nanoseconds).sum()) : OptionalLong.empty();
  }

  /// The code is somebody else's.
  @Override
  public void close() {}
}
