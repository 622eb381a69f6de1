package dev.tulle.kernel.interpret;

import dev.tulle.kernel.device.Backend;
import dev.tulle.kernel.device.Device;
import dev.tulle.kernel.device.DeviceInfo;
import dev.tulle.kernel.device.KernelCode;
import dev.tulle.kernel.device.Target;
import dev.tulle.kernel.ir.Kernel;
import dev.tulle.kernel.text.KernelPrinter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/// The interpreter as a device named `interpreter`, for tests and for finding faults: it runs any lane count, checks every access, and is
/// slow. A catalog lists it but takes it only when asked by name. A kernel's code is its printed IR.
public final class InterpreterBackend implements Backend {
  public static final String NAME = "interpreter";

  private final OptionalLong raceSeed;

  /// For [java.util.ServiceLoader]: groups and items run in order.
  public InterpreterBackend() {
    this(OptionalLong.empty());
  }

  /// @param raceSeed if present, every launch runs in race mode with this seed
  public InterpreterBackend(OptionalLong raceSeed) {
    this.raceSeed = raceSeed;
  }

  @Override
  public String name() {
    return NAME;
  }

  /// What a target with this many `f32` lanes is like.
  public static Target target(int lanes) {
    return new Target(NAME, NAME + "-" + lanes, lanes, 32);
  }

  @Override
  public List<Target> targets() {
    return Stream.of(16, 8, 4, 1).map(InterpreterBackend::target).toList();
  }

  @Override
  public String source(Kernel kernel, Target target) {
    return KernelPrinter.print(kernel);
  }

  @Override
  public List<KernelCode> compile(List<Kernel> kernels, Target target) {
    return kernels.stream()
        .map(
            kernel -> {
              String text = KernelPrinter.print(kernel);
              return new KernelCode(kernel.name(), text, text.getBytes(StandardCharsets.US_ASCII));
            })
        .toList();
  }

  @Override
  public List<DeviceInfo> devices() {
    return List
        .of(new DeviceInfo(NAME, "Kernel interpreter", targets().getFirst(), Optional.empty(), "checks every access; slow, for tests"));
  }

  @Override
  public Device open(DeviceInfo info) {
    return new InterpreterDevice(info, raceSeed);
  }
}
