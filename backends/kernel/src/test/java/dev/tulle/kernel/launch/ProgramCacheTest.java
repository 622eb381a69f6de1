package dev.tulle.kernel.launch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tulle.kernel.probe.AnyData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramCacheTest {
  @TempDir
  private Path folder;

  private static ProgramCache.Key key(String... parts) {
    return ProgramCache.key(List.of(parts));
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
  void whatWasKeptIsFound() {
    ProgramCache.Key key = key("source", "options", "1");
    assertTrue(cache().find(key).isEmpty());
    cache().keep(key, new byte[] {1, 2, 3});
    assertArrayEquals(new byte[] {1, 2, 3}, cache().find(key).orElseThrow());
  }

  @Test
  void anotherSourceOptionOrDriverIsAnotherEntry() {
    ProgramCache.Key key = key("source", "options", "1");
    assertEquals(key, key("source", "options", "1"));
    assertNotEquals(key, key("source2", "options", "1"));
    assertNotEquals(key, key("source", "2options", "1"));
    assertNotEquals(key, key("sourceo", "ptions", "1"));
    assertNotEquals(key, key("source", "options", "2"));
  }

  @Test
  void anEntryThatWasAlteredCutOrExchangedIsNotUsed() throws IOException {
    ProgramCache.Key key = key("source", "options", "1");
    cache().keep(key, new byte[100]);
    Path file = files().getFirst();
    byte[] bytes = Files.readAllBytes(file);
    for (int i = 0; i < bytes.length; i++) {
      byte[] altered = bytes.clone();
      altered[i] ^= 4;
      Files.write(file, altered);
      assertTrue(cache().find(key).isEmpty(), "byte " + i);
      Files.write(file, Arrays.copyOf(bytes, i));
      assertTrue(cache().find(key).isEmpty(), "cut after " + i);
    }
    Files.write(file, bytes);
    ProgramCache.Key other = key("other", "options", "1");
    Files.copy(file, folder.resolve(other.name() + ".program"));
    assertTrue(cache().find(other).isEmpty());
    assertEquals(100, cache().find(key).orElseThrow().length);
  }

  @Test
  void manyWritersOfOneEntryLeaveOneWholeFile() throws IOException {
    ProgramCache.Key key = key("source", "options", "1");
    byte[] binary = new AnyData(1).bytes(100_000);
    CompletableFuture<?>[] writers = IntStream.range(0, 8).mapToObj(i -> CompletableFuture.runAsync(() -> {
      for (int n = 0; n < 10; n++) {
        cache().keep(key, binary);
        assertArrayEquals(binary, cache().find(key).orElseThrow());
      }
    })).toArray(CompletableFuture[]::new);
    CompletableFuture.allOf(writers).join();
    assertEquals(1, files().size());
  }

  @Test
  void whatNobodyUsedForLongIsDeleted() throws IOException {
    cache().keep(key("old", "options", "1"), new byte[1]);
    Path left = Files.writeString(folder.resolve("new1.part"), "left");
    for (Path file : files()) Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofDays(40))));
    Path foreign = Files.writeString(folder.resolve("notes.txt"), "mine");
    Files.setLastModifiedTime(foreign, FileTime.from(Instant.EPOCH));
    cache().keep(key("new", "options", "1"), new byte[1]);
    assertTrue(Files.notExists(left));
    assertEquals(2, files().size());
  }

  @Test
  void aFolderThatCannotBeWrittenOnlyCostsTime() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    ProgramCache cache = new ProgramCache(Optional.of(file.resolve("below")));
    ProgramCache.Key key = key("source", "options", "1");
    cache.keep(key, new byte[1]);
    assertTrue(cache.find(key).isEmpty());
  }

  /// Finds two damaged entries, several times; a process of its own, since what was said once is not said again.
  public static final class Damaged {
    private Damaged() {}

    public static void main(String[] folder) throws IOException {
      ProgramCache cache = new ProgramCache(Optional.of(Path.of(folder[0])));
      for (String name : List.of("one", "two", "one")) {
        cache.keep(key(name), new byte[100]);
        Files.write(Path.of(folder[0], key(name).name() + ".program"), new byte[7]);
        if (cache.find(key(name)).isPresent()) throw new AssertionError(name);
      }
    }
  }

  @Test
  void thatEntriesAreDamagedIsSaidOnce() throws IOException, InterruptedException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classpath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    Process process = new ProcessBuilder(java, "-cp", classpath, Damaged.class.getName(), folder.toString()).redirectErrorStream(true)
        .start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), out);
    assertEquals(1, out.lines().filter(line -> line.contains("cannot be used and is compiled again")).count(), out);
  }
}
