package dev.tulle.cli;

import dev.tulle.kernel.device.DeviceInfo;
import dev.tulle.runtime.BestDevice;
import dev.tulle.runtime.DeviceChoice;
import dev.tulle.runtime.Devices;
import java.util.function.Predicate;
import picocli.CommandLine.Option;

/// `--device`: where a program runs. `reference` is no device but the interpreter that says what a program means.
///
/// A demonstration takes it as its `--device` with `@Mixin`.
public final class DeviceOption {
  static final String REFERENCE = "reference";
  static final String BEST = "best";

  @Option(
      names = "--device", paramLabel = "DEVICE", defaultValue = "cpu", description = "cpu (default), opencl, cuda, tornado, best: the one that should be fastest, or reference: the interpreter, in double precision.")
  private String name;

  private String description = REFERENCE;

  public boolean isReference() {
    return name.equals(REFERENCE);
  }

  /// What was chosen, for people: `cpu (CPU, 2 threads, 512-bit vectors)`, and for `best` why.
  public String description() {
    return description;
  }

  /// @throws dev.tulle.runtime.TulleException if there is no such device here
  public DeviceChoice choose() {
    return choose(_ -> true);
  }

  /// @param fits which devices `best` may be
  public DeviceChoice choose(Predicate<DeviceInfo> fits) {
    if (isReference()) throw new UserError("this needs a device; the reference interpreter is none");
    if (!name.equals(BEST)) return described(Devices.named(name), "");
    BestDevice best = Devices.best(fits);
    return described(best.choice(), ", the best: " + best.reason());
  }

  private DeviceChoice described(DeviceChoice choice, String why) {
    description = choice.info().backend() + " (" + choice.info().name() + ")" + why;
    return choice;
  }
}
