package dev.tulle.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tulle.kernel.device.DeviceInfo;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Machines that lack something, each in a Java of its own.
class WithoutDriversTest {
  /// Prints what the catalog gets.
  public static final class Listing {
    private Listing() {}

    public static void main(String[] arguments) {
      for (DeviceInfo info : new OpenClBackend().devices()) System.out.println(info.name() + ": " + info.unavailable().orElse("usable"));
    }
  }

  private static String listing(String classpath, Map<String, String> environment) throws IOException, InterruptedException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    ProcessBuilder process = new ProcessBuilder(
        List.of(java, "--enable-native-access=ALL-UNNAMED", "-cp", classpath, Listing.class.getName()));
    process.environment().putAll(environment);
    process.redirectErrorStream(true);
    Process started = process.start();
    String out = new String(started.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, started.waitFor(), out);
    return out;
  }

  private static String classpath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  @Test
  void withoutALibraryOneLineSaysWhatToInstall() throws IOException, InterruptedException {
    String pure = Stream.of(classpath().split(File.pathSeparator))
        .filter(entry -> !Path.of(entry).getFileName().toString().matches("opencl-.*-(linux|macosx|windows).*\\.jar"))
        .collect(Collectors.joining(File.pathSeparator));
    String out = listing(pure, Map.of());
    assertEquals(1, out.lines().count(), out);
    assertTrue(out.startsWith("OpenCL: no OpenCL library (libOpenCL) can be loaded: install one and a driver"), out);
  }

  /// The variable is the one that loaders of Linux know.
  @Test
  void withoutADriverOneLineSaysWhatToInstall() throws IOException, InterruptedException {
    String out = listing(classpath(), Map.of("OCL_ICD_VENDORS", Path.of("no", "such", "folder").toAbsolutePath().toString()));
    assertEquals(1, out.lines().count(), out);
    assertTrue(out.startsWith("OpenCL: ") && out.contains("install"), out);
  }
}
