package dev.tulle.perf.measure;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// The machine and the Java that run this, in words; never the machine's name.
public final class Machine {
  private Machine() {}

  /// One line.
  public static String describe() {
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    return "%s, %s, %d processors, %s; Java %s (%s); load %s in the minute before".formatted(
        LocalDate.now(), processor(), Runtime.getRuntime().availableProcessors(), System.getProperty("os.name"),
        System.getProperty("java.vm.version"), System.getProperty("java.vm.vendor"),
        load < 0 ? "unknown" : String.format(Locale.ROOT, "%.1f", load));
  }

  /// Linux says it; elsewhere the architecture has to do.
  private static String processor() {
    String architecture = System.getProperty("os.arch");
    Path file = Path.of("/proc/cpuinfo");
    if (!Files.isReadable(file)) return architecture;
    try (Stream<String> lines = Files.lines(file)) {
      var all = lines.toList();
      Optional<String> name = value(all, "model name");
      Optional<String> family = value(all, "cpu family");
      Optional<String> model = value(all, "model");
      return name.map(n -> n + family.map(f -> " (family " + f + model.map(m -> ", model " + m).orElse("") + ")").orElse(""))
          .orElse(architecture)
          + (all.stream().anyMatch(l -> l.contains(" avx512f ")) ? " with AVX-512" : "");
    } catch (IOException e) {
      return architecture;
    }
  }

  private static Optional<String> value(List<String> lines, String key) {
    return lines.stream().filter(l -> l.matches(key + "\\s*:.*")).findFirst().map(l -> l.substring(l.indexOf(':') + 1).strip());
  }
}
