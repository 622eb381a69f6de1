package dev.tulle.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tulle.kernel.device.Device;
import dev.tulle.kernel.device.DeviceInfo;
import dev.tulle.kernel.launch.ProgramCache;
import dev.tulle.kernel.probe.AnyData;
import dev.tulle.kernel.probe.CompareWithInterpreter;
import dev.tulle.kernel.probe.ProbeKernels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CachedProgramsTest {
  @TempDir
  private Path folder;

  private static DeviceFacts driver(String version) {
    return new DeviceFacts("device", "vendor", "platform", "OpenCL 3.0 platform", "OpenCL 3.0", version, "FULL_PROFILE", Set.of(), 2, 1, 1,
        1,
        1, 1, 1024, 16, 255, true, true, true, true);
  }

  private ProgramCache cache() {
    return new ProgramCache(Optional.of(folder));
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  @Test
  void anotherSourceOptionOrDriverIsAnotherEntry() {
    ProgramCache.Key key = driver("1").program("source", "options");
    assertEquals(key, driver("1").program("source", "options"));
    assertNotEquals(key, driver("1").program("source2", "options"));
    assertNotEquals(key, driver("1").program("source", "options2"));
    assertNotEquals(key, driver("2").program("source", "options"));
  }

  /// A whole entry whose contents are not what the driver wrote, and one that was cut.
  @Test
  void aKernelRunsTheSameFromTheCacheAndWithACacheThatIsDamaged() throws IOException {
    DeviceInfo info = Devices.first();
    var code = Devices.compiled(ProbeKernels.rowSum(), info.target());
    AnyData data = new AnyData(5);
    var comparison = new CompareWithInterpreter(ProbeKernels.rowSum(), new long[] {3, 70}, List.of(data.floats(210), new byte[12]));
    FindDevices.Found found = FindDevices.all().stream().flatMap(p -> p.devices().stream()).findFirst().orElseThrow();
    try (Device device = new OpenClDevice(info, found.facts(), CommandQueue.open(found), cache())) {
      comparison.check(device, code);
      assertEquals(1, files().size());
      Path entry = files().getFirst();
      byte[] whole = Files.readAllBytes(entry);
      comparison.check(device, code);
      Files.write(entry, Arrays.copyOf(whole, whole.length / 2));
      comparison.check(device, code);
      String name = entry.getFileName().toString();
      ProgramCache.Key key = new ProgramCache.Key(name.substring(0, name.indexOf('.')));
      assertTrue(cache().find(key).isPresent(), "compiled again");
      cache().keep(key, new byte[] {1, 2, 3});
      comparison.check(device, code);
      assertTrue(Files.size(entry) > 1000, "compiled again");
    }
  }
}
