package dev.tulle.tornado.emulated.runtime;

import dev.tulle.tornado.emulated.OpenCl;
import dev.tulle.tornado.emulated.TornadoRuntime;
import dev.tulle.tornado.emulated.common.TornadoDevice;
import java.util.List;

/// The one runtime.
public final class TornadoRuntimeProvider {
  private static final TornadoRuntime RUNTIME = new TornadoRuntime(
      OpenCl.first().map(d -> List.of(new TornadoDevice(d))).orElse(List.of()));

  private TornadoRuntimeProvider() {}

  public static TornadoRuntime getTornadoRuntime() {
    return RUNTIME;
  }
}
