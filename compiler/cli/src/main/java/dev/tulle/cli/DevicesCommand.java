package dev.tulle.cli;

import dev.tulle.kernel.device.DeviceInfo;
import dev.tulle.runtime.BestDevice;
import dev.tulle.runtime.Devices;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `tulle devices`: every device, and why it can or cannot be used.
@Command(name = "devices", description = "Lists every device and why it can or cannot be used.", mixinStandardHelpOptions = true)
final class DevicesCommand implements Callable<Integer> {
  @Spec
  private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    List<DeviceInfo> devices = Devices.all();
    for (DeviceInfo device : devices) {
      print(out, device.backend(), device.name(), device.unavailable().map(reason -> "not usable: " + reason).orElse("usable"),
          device.remark());
    }
    if (devices.isEmpty()) out.println("no backend is on the class path");
    print(out, DeviceOption.REFERENCE, "interpreter of the language, double precision, one thread",
        "usable with programs, not with bundles",
        "");
    if (devices.stream().anyMatch(device -> device.unavailable().isEmpty())) {
      BestDevice best = Devices.best(_ -> true);
      print(out, DeviceOption.BEST, best.choice().info().backend() + " (" + best.choice().info().name() + "): " + best.reason(), "", "");
    }
    return ExitStatus.OK;
  }

  private static void print(PrintWriter out, String name, String what, String state, String remark) {
    out.println(String.format(Locale.ROOT, "%-12s %s", name, what));
    for (String line : new String[] {state, remark}) if (!line.isEmpty()) out.println(" ".repeat(13) + line);
  }
}
