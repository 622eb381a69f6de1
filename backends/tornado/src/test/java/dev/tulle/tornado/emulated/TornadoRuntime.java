package dev.tulle.tornado.emulated;

import dev.tulle.tornado.emulated.common.TornadoDevice;
import dev.tulle.tornado.emulated.enums.TornadoVMBackendType;
import java.util.List;

/// A backend that is not OpenCL and has no devices, and one that is.
public final class TornadoRuntime {
  private final List<TornadoBackend> backends;

  public TornadoRuntime(List<TornadoDevice> devices) {
    backends = List.of(new TornadoBackend(TornadoVMBackendType.PTX, List.of()), new TornadoBackend(TornadoVMBackendType.OPENCL, devices));
  }

  public int getNumBackends() {
    return backends.size();
  }

  public TornadoBackend getBackend(int index) {
    return backends.get(index);
  }
}
