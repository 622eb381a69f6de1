package dev.tulle.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tulle.kernel.device.Device;
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
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CachedKernelsTest {
  @TempDir
  private Path folder;

  private ProgramCache cache() {
    return new ProgramCache(Optional.of(folder));
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  private static ProgramCache.Key key(String source, String compiler, int instructions, int driver) {
    DeviceFacts facts = new DeviceFacts(0, "GPU", instructions, 1, 1, 1, 1, 1, false, driver);
    return new LoadModule(facts, new ProgramCache(Optional.empty())).key(source, compiler);
  }

  @Test
  void anotherSourceCompilerGpuOrDriverIsAnotherEntry() {
    ProgramCache.Key key = key("source", "NVRTC 13.0", 90, 13_000);
    assertEquals(key, key("source", "NVRTC 13.0", 90, 13_000));
    assertNotEquals(key, key("source2", "NVRTC 13.0", 90, 13_000));
    assertNotEquals(key, key("source", "NVRTC 13.1", 90, 13_000));
    assertNotEquals(key, key("source", "NVRTC 13.0", 100, 13_000));
    assertNotEquals(key, key("source", "NVRTC 13.0", 90, 13_010));
  }

  private CompareWithInterpreter comparison() {
    AnyData data = new AnyData(5);
    return new CompareWithInterpreter(ProbeKernels.rowSum(), new long[] {3, 70}, List.of(data.floats(210), new byte[12]));
  }

  private Device device() {
    return new CudaDevice(Gpus.first(), FindDevices.all().getFirst(), CommandStream.open(FindDevices.all().getFirst()), cache());
  }

  /// A whole entry whose contents are no machine code, one that is code for nothing, and one that was cut.
  @Test
  void aKernelRunsTheSameFromTheCacheAndWithACacheThatIsDamaged() throws IOException {
    Gpus.first();
    var code = Gpus.compiled(ProbeKernels.rowSum());
    try (Device device = device()) {
      comparison().check(device, code);
      assertEquals(1, files().size());
      Path entry = files().getFirst();
      byte[] whole = Files.readAllBytes(entry);
      comparison().check(device, code);
      Files.write(entry, Arrays.copyOf(whole, whole.length / 2));
      comparison().check(device, code);
      String name = entry.getFileName().toString();
      ProgramCache.Key key = new ProgramCache.Key(name.substring(0, name.indexOf('.')));
      assertEquals(whole.length, Files.size(entry), 4096, "compiled again");
      byte[] header = new byte[64];
      System.arraycopy(new byte[] {0x7f, 'E', 'L', 'F', 2, 1}, 0, header, 0, 6);
      for (byte[] useless : List.of(new byte[] {1, 2, 3}, header)) {
        cache().keep(key, useless);
        comparison().check(device, code);
        assertTrue(Files.size(entry) > 1000, "compiled again");
      }
    }
  }

  /// Two processes, as far as the folder can tell.
  @Test
  void twoCachesOnOneFolderLeaveOneWholeEntry() throws IOException {
    Gpus.first();
    var code = Gpus.compiled(ProbeKernels.rowSum());
    DeviceFacts facts = FindDevices.all().getFirst();
    byte[] made = RuntimeCompiler.compile(code.getFirst().kernel(), code.getFirst().source(),
        CudaTargets.architecture(facts.instructions()));
    ProgramCache.Key key = new LoadModule(facts, cache()).key(code.getFirst().source(), RuntimeCompiler.version());
    CompletableFuture.allOf(IntStream.range(0, 4).mapToObj(i -> CompletableFuture.runAsync(() -> {
      for (int n = 0; n < 20; n++) cache().keep(key, made);
    })).toArray(CompletableFuture[]::new)).join();
    assertEquals(1, files().size());
    try (Device device = device()) {
      comparison().check(device, code);
    }
    assertEquals(1, files().size());
  }
}
