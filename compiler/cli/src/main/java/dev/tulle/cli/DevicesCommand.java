package dev.tulle.cli;

import dev.tulle.kernel.device.DeviceInfo;
import dev.tulle.runtime.Devices;
import java.io.PrintWriter;
import java.util.List;
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
      String state = device.unavailable().map(reason -> "not usable: " + reason).orElse("usable");
      out.println(device.backend() + "  " + device.name() + "  " + state + (device.remark().isEmpty() ? "" : "; " + device.remark()));
    }
    if (devices.isEmpty()) out.println("no backend is on the class path");
    out.println(
        DeviceOption.REFERENCE + "  interpreter of the language, double precision, one thread  usable with programs, not with bundles");
    return ExitStatus.OK;
  }
}
