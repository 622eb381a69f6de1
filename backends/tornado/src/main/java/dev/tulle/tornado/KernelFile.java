package dev.tulle.tornado;

import dev.tulle.kernel.device.DeviceException;
import dev.tulle.kernel.device.KernelCode;
import dev.tulle.kernel.emit.Names;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A kernel as a file, which is what TornadoVM takes. Two are never equal.
final class KernelFile {
  /// Those that TornadoVM puts before the kernel's.
  private static final int LEADING = 4;
  /// The most bytes of arguments that every device takes.
  private static final int PARAMETER_BYTES = 1024;
  private static final Pattern KERNEL = Pattern.compile("^__kernel void (\\w+)\\(([^()]*)\\) \\{", Pattern.MULTILINE);

  private final String name;
  private final Path file;
  private final KernelCard card;

  private KernelFile(String name, Path file, KernelCard card) {
    this.name = name;
    this.file = file;
    this.card = card;
  }

  /// TornadoVM ends the JVM over a kernel that is not in its source, and says nothing of one that has more or fewer parameters: so both are checked.
  ///
  /// @throws SecurityException for code that is not as this backend makes it
  /// @throws DeviceException for more arguments than a device takes, or if the file cannot be written
  static KernelFile write(KernelCode code, Path folder, int number) {
    KernelCard card = KernelCard.read(code.kernel(), new String(code.binary(), StandardCharsets.US_ASCII));
    Matcher kernel = KERNEL.matcher(code.source());
    int parameters = kernel.find() ? kernel.group(2).split(",").length : 0;
    if (parameters != LEADING + card.parameters() || !kernel.group(1).equals(Names.ofKernel(code.kernel())) || kernel.find())
      throw new SecurityException("kernel " + code.kernel() + ": its source does not have this one kernel with its parameters");
    long bytes = card.launch().argumentBytes() + LEADING * Long.BYTES;
    if (bytes > PARAMETER_BYTES) {
      throw new DeviceException("kernel " + code.kernel() + " has " + bytes + " bytes of arguments with those of TornadoVM, but only "
          + PARAMETER_BYTES + " are sure to be taken by an OpenCL device");
    }
    try {
      return new KernelFile(code.kernel(), Files.writeString(folder.resolve(number + ".cl"), code.source()), card);
    } catch (IOException e) {
      throw new DeviceException("kernel " + code.kernel() + ": its source cannot be written for TornadoVM: " + e.getMessage());
    }
  }

  String name() {
    return name;
  }

  String entry() {
    return Names.ofKernel(name);
  }

  String path() {
    return file.toString();
  }

  KernelCard card() {
    return card;
  }

  void delete() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException left) {
      // The system clears its folder for temporary files.
    }
  }
}
