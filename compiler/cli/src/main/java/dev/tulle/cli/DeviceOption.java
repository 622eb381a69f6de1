package dev.tulle.cli;

import dev.tulle.runtime.DeviceChoice;
import dev.tulle.runtime.Devices;
import picocli.CommandLine.Option;

/// `--device`: where a program runs. `reference` is no device but the interpreter that says what a program means.
final class DeviceOption {
  static final String REFERENCE = "reference";

  @Option(names = "--device", paramLabel = "DEVICE", defaultValue = "cpu", description = "cpu (default), or reference: the interpreter, in double precision.")
  private String name;

  boolean isReference() {
    return name.equals(REFERENCE);
  }

  /// For people: `cpu (CPU, 2 threads, 512-bit vectors)`.
  String description() {
    return isReference() ? REFERENCE : name + " (" + choose().info().name() + ")";
  }

  /// @throws dev.tulle.runtime.TulleException if there is no such device here
  DeviceChoice choose() {
    return Devices.named(name);
  }
}
