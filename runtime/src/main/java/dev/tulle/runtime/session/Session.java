package dev.tulle.runtime.session;

import dev.tulle.runtime.DeviceChoice;
import dev.tulle.runtime.bundle.Bundle;
import dev.tulle.runtime.file.WeightSource;
import dev.tulle.runtime.tensor.Value;
import java.util.Map;

/// An opened model: weights bound, code loaded. Buffers are kept between runs, so a run with the sizes of the last one allocates nothing on the device.
///
/// One thread at a time: a second call while one is running is a [TulleException][dev.tulle.runtime.TulleException] `STATE`, at once, and does not disturb the first.
/// Several sessions of one model can run side by side. After any exception the session can be used again.
public final class Session implements AutoCloseable {
  private Session() {}

  /// For `Model.open`.
  public static Session open(DeviceChoice device, Bundle bundle, WeightSource weights, Map<String, Long> sizes) {
    throw new UnsupportedOperationException("being written");
  }

  /// Runs the model.
  ///
  /// @throws dev.tulle.runtime.TulleException naming what does not fit: `NAME`, `TYPE`, `SIZE`, `FORMAT`, `INDEX`, `REQUIREMENT`, `MEMORY`, `STATE`
  public Result run(Map<String, ? extends Value> inputs) {
    return run(Call.of(inputs));
  }

  /// As above, with sizes by name, memory for the outputs and tensors to show.
  public Result run(Call call) {
    throw new UnsupportedOperationException("being written");
  }

  /// Frees the device's memory. Closing again does nothing; a run afterwards is a `STATE` error.
  @Override
  public void close() {}
}
