package dev.tulle.runtime.session;

import dev.tulle.kernel.device.Device.DeviceMemory;
import dev.tulle.kernel.device.Device.LoadedCode;
import java.util.HashMap;
import java.util.Map;

/// A step of a plan with its sizes known.
sealed interface PreparedStep permits PreparedLaunch, PreparedLoop {
  void run(Round round);

  /// Where steps run: on which memory, in which round of the loops around them.
  record Round(LoadedCode code, Memories memories, DeviceMemory status, Map<String, Long> counters) {
    static Round outside(LoadedCode code, Memories memories, DeviceMemory status) {
      return new Round(code, memories, status, new HashMap<>());
    }
  }
}
