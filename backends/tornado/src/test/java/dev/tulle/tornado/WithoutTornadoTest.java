package dev.tulle.tornado;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tulle.kernel.device.DeviceException;
import dev.tulle.kernel.device.DeviceInfo;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the catalog says where something is missing.
class WithoutTornadoTest {
  @TempDir
  private Path folder;

  private static TornadoBackend backend(Optional<String> home, String api) {
    return new TornadoBackend(new FindTornado(home, WithoutTornadoTest.class.getClassLoader(), api));
  }

  private static String reason(Optional<String> home, String api) {
    TornadoBackend backend = backend(home, api);
    assertEquals(1, backend.devices().size());
    DeviceInfo info = backend.devices().getFirst();
    assertEquals(info.unavailable(), Optional.of(assertThrows(DeviceException.class, () -> backend.open(info)).getMessage()));
    return info.unavailable().orElseThrow();
  }

  private Optional<String> sdk() throws IOException {
    Files.createFile(Files.createDirectories(folder.resolve("share/java/tornado")).resolve("tornado-api-5.2.0-jdk25.jar"));
    return Optional.of(folder.toString());
  }

  @Test
  void withoutAHomeItSaysWhatToSetAndHowToStart() {
    for (Optional<String> home : List.of(Optional.<String> empty(), Optional.of(" "))) {
      String reason = reason(home, Tornados.EMULATED_API);
      assertTrue(reason.startsWith("TORNADOVM_HOME is not set: ") && reason.contains("@$TORNADOVM_HOME/tornado-argfile"), reason);
    }
  }

  @Test
  void aHomeThatIsNoFolderOrNoSdkIsNamed() {
    String missing = folder.resolve("nowhere").toString();
    assertEquals("TORNADOVM_HOME is " + missing + ", which is not a folder", reason(Optional.of(missing), Tornados.EMULATED_API));
    assertEquals("TORNADOVM_HOME is " + folder + ", which is no TornadoVM SDK: it has no share/java/tornado/tornado-api*.jar",
        reason(Optional.of(folder.toString()), Tornados.EMULATED_API));
  }

  @Test
  void aJvmThatWasNotStartedWithItsArgumentsIsToldThem() throws IOException {
    assertEquals(
        "the JVM was not started with TornadoVM's arguments (there is no class dev.tulle.tornado.absent.types.arrays.TornadoNativeArray): add `@"
            + folder + "/tornado-argfile` to its options",
        reason(sdk(), "dev.tulle.tornado.absent"));
  }

  /// Prints what the catalog says.
  public static final class Listing {
    private Listing() {}

    public static void main(String[] arguments) {
      for (DeviceInfo info : backend(Optional.of(arguments[0]), Tornados.EMULATED_API).devices())
        System.out.println(info.unavailable().orElse("usable"));
    }
  }

  /// In a Java of its own, on a machine without an OpenCL driver.
  private String listing(String... options) throws IOException, InterruptedException {
    String classpath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    List<String> command = new ArrayList<>(
        List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "--enable-native-access=ALL-UNNAMED"));
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", classpath, Listing.class.getName(), sdk().orElseThrow()));
    ProcessBuilder process = new ProcessBuilder(command);
    process.environment().put("OCL_ICD_VENDORS", folder.toString());
    Process started = process.redirectErrorStream(true).start();
    String out = new String(started.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, started.waitFor(), out);
    return out.strip();
  }

  @Test
  void aTornadoWithoutAnOpenClDeviceSaysSo() throws IOException, InterruptedException {
    String reason = listing("-Dtornado.load.runtime.implementation=emulated");
    assertTrue(reason.startsWith("TornadoVM has no OpenCL device: "), reason);
  }

  @Test
  void aJvmWithTheClassesButWithoutThePropertiesIsToldTheArguments() throws IOException, InterruptedException {
    String reason = listing();
    assertTrue(reason.contains("(the property tornado.load.runtime.implementation is not set)"), reason);
  }

  @Test
  void aJvmThatHidesFailuresIsToldTheProperty() throws IOException, InterruptedException {
    String reason = listing("-Dtornado.load.runtime.implementation=emulated", "-Dtornado.recover.bailout=True");
    assertEquals("a failure on the device would be hidden: start the JVM with `-Dtornado.recover.bailout=False`", reason);
  }
}
