package dev.tulle.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tulle.kernel.device.Device;
import dev.tulle.kernel.device.DeviceException;
import dev.tulle.kernel.device.DeviceInfo;
import dev.tulle.kernel.launch.ProgramCache;
import dev.tulle.kernel.probe.ProbeKernels;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Machines that lack something, each in a Java of its own.
class WithoutDriverTest {
  @TempDir
  private Path folder;

  /// Prints what the catalog gets, and what the first usable device says of a kernel without machine code.
  public static final class Listing {
    private Listing() {}

    public static void main(String[] arguments) {
      CudaBackend backend = new CudaBackend(Optional::empty, ProgramCache.standard(CudaBackend.NAME));
      for (DeviceInfo info : backend.devices())
        System.out.println(info.name() + ": " + info.unavailable().orElse("usable, " + info.remark()));
      DeviceInfo first = backend.devices().getFirst();
      if (first.unavailable().isPresent()) return;
      try (Device device = backend.open(first)) {
        device.load(backend.compile(List.of(ProbeKernels.rowSum()), first.target())).close();
        System.out.println("loaded");
      } catch (DeviceException refused) {
        System.out.println(refused.getMessage());
      }
    }
  }

  private static Process start(Map<String, String> environment, String cache) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classpath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    ProcessBuilder process = new ProcessBuilder(List.of(java, "--enable-native-access=ALL-UNNAMED", "-Dtulle.cuda.cache=" + cache, "-cp",
        classpath, Listing.class.getName()));
    process.environment().putAll(environment);
    return process.redirectErrorStream(true).start();
  }

  private static List<String> output(Process started) throws IOException, InterruptedException {
    String out = new String(started.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, started.waitFor(), out);
    return out.lines().toList();
  }

  private static List<String> listing(Map<String, String> environment) throws IOException, InterruptedException {
    return output(start(environment, ""));
  }

  /// With some libraries of the emulated GPU.
  private List<String> emulated(List<String> libraries, Map<String, String> environment) throws IOException, InterruptedException {
    return listing(environment(libraries, environment));
  }

  private Map<String, String> environment(List<String> libraries, Map<String, String> more) throws IOException {
    assumeTrue(Emulator.missing().isEmpty(), () -> Emulator.missing().orElseThrow());
    assumeFalse(Gpus.REAL, "cuda: a machine with a driver cannot do as if it had an older one");
    for (String library : libraries) Files.copy(Emulator.folder().resolve(library), folder.resolve(library));
    Map<String, String> all = new HashMap<>(more);
    all.put("LD_LIBRARY_PATH", folder.toString());
    return all;
  }

  @Test
  void withoutADriverOneLineSaysWhatToInstall() throws IOException, InterruptedException {
    assumeFalse(Gpus.REAL, "cuda: there is a driver");
    assertEquals(
        List.of("NVIDIA GPU: there is no NVIDIA driver (libcuda.so.1 cannot be loaded): install a driver of version 580 or later"),
        listing(Map.of()));
  }

  @Test
  void aDriverThatIsTooOldIsNamedWithBothVersions() throws IOException, InterruptedException {
    assertEquals(
        List.of("NVIDIA GPU: the NVIDIA driver is for CUDA 12.4, but kernels need CUDA 13.0: install a driver of version 580 or later"),
        emulated(List.of("libcuda.so.1"), Map.of("EMULATED_DRIVER", "12040")));
  }

  @Test
  void aDriverWithoutAGpuIsNamed() throws IOException, InterruptedException {
    assertEquals(List.of("NVIDIA GPU: there is an NVIDIA driver for CUDA 13.0, but it finds no GPU"),
        emulated(List.of("libcuda.so.1"), Map.of("EMULATED_GPUS", "0")));
  }

  @Test
  void aLibraryThatIsNoDriverIsNamed() throws IOException, InterruptedException {
    assumeTrue(Emulator.missing().isEmpty(), () -> Emulator.missing().orElseThrow());
    Files.copy(Emulator.folder().resolve("libcudart.so.13"), folder.resolve("libcuda.so.1"));
    List<String> out = emulated(List.of(), Map.of());
    assertTrue(out.size() == 1 && out.getFirst().startsWith("NVIDIA GPU: the library libcuda.so.1 is no NVIDIA driver"), out.toString());
  }

  @Test
  void aGpuThatIsTooOldIsListedWithTheReason() throws IOException, InterruptedException {
    List<String> out = emulated(List.of("libcuda.so.1", "libcudart.so.13"), Map.of("EMULATED_SM", "75", "EMULATED_GPUS", "2"));
    String reason = ": its instructions are sm_75, but kernels need sm_80 or later";
    assertEquals(List.of("Emulated GPU" + reason, "Emulated GPU #2" + reason), out);
  }

  @Test
  void withoutMachineCodeAndWithoutNvrtcAKernelIsRefusedWithWhatHelps() throws IOException, InterruptedException {
    assumeFalse(Files.exists(Path.of("/usr/local/cuda/lib64/libnvrtc.so.13")), "NVRTC is where the presets look for it");
    List<String> out = emulated(List.of("libcuda.so.1", "libcudart.so.13"), Map.of("EMULATED_SM", "86"));
    assertTrue(out.getFirst().startsWith("Emulated GPU: usable, sm_86, driver for CUDA 13.0"), out.toString());
    for (String part : List.of("kernel probe_row_sum: Emulated GPU is sm_86", "it has no machine code",
        "NVRTC (libnvrtc, version 13) cannot be loaded",
        "--target cuda:sm_86"))
      assertTrue(out.getLast().contains(part), out.toString());
  }

  @Test
  void twoProcessesThatCompileTheSameKernelLeaveOneEntryThatTheNextOneFinds() throws IOException, InterruptedException {
    Map<String, String> environment = environment(List.of("libcuda.so.1", "libcudart.so.13", "libnvrtc.so.13"), Map.of());
    Path cache = folder.resolve("cache");
    List<Process> two = List.of(start(environment, cache.toString()), start(environment, cache.toString()));
    for (Process process : two) assertEquals("loaded", output(process).getLast());
    Path entry;
    try (Stream<Path> files = Files.list(cache)) {
      List<Path> all = files.toList();
      assertEquals(1, all.size(), all.toString());
      entry = all.getFirst();
    }
    byte[] kept = Files.readAllBytes(entry);
    assertEquals("loaded", output(start(environment, cache.toString())).getLast());
    assertArrayEquals(kept, Files.readAllBytes(entry));
  }
}
