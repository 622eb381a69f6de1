package dev.tulle.runtime;

import dev.tulle.kernel.device.Backend;
import dev.tulle.kernel.device.Device;
import dev.tulle.kernel.device.DeviceInfo;
import dev.tulle.kernel.device.KernelCode;
import dev.tulle.kernel.device.Target;
import dev.tulle.kernel.interpret.InterpreterBackend;
import dev.tulle.kernel.ir.Kernel;
import java.util.List;

/// The interpreter, to change one thing about it.
public class ChangedBackend implements Backend {
  private final Backend real = new InterpreterBackend();

  @Override
  public String name() {
    return real.name();
  }

  @Override
  public List<Target> targets() {
    return real.targets();
  }

  @Override
  public String source(Kernel kernel, Target target) {
    return real.source(kernel, target);
  }

  @Override
  public List<KernelCode> compile(List<Kernel> kernels, Target target) {
    return real.compile(kernels, target);
  }

  @Override
  public List<DeviceInfo> devices() {
    return real.devices();
  }

  @Override
  public Device open(DeviceInfo info) {
    return real.open(info);
  }
}
