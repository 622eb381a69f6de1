package dev.tulle.runtime.file;

import static dev.tulle.runtime.Refusals.refuses;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tulle.runtime.TulleException.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskTest {
  @TempDir
  Path folder;

  private List<String> names() throws IOException {
    try (var files = Files.list(folder)) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void replacesAFileWhole() throws IOException {
    Path file = folder.resolve("a");
    Disk.write(file, out -> out.write(new byte[] {1, 2, 3}));
    Disk.write(file, out -> out.write(4));
    assertArrayEquals(new byte[] {4}, Files.readAllBytes(file));
    assertEquals(List.of("a"), names());
  }

  @Test
  void keepsTheOldFileWhenWritingFails() throws IOException {
    Path file = folder.resolve("a");
    Disk.write(file, out -> out.write(1));
    refuses(
        Code.FILE,
        () -> Disk.write(file, out -> {
          out.write(2);
          throw new IOException("disk full");
        }),
        "a: disk full");
    assertArrayEquals(new byte[] {1}, Files.readAllBytes(file));
    assertEquals(List.of("a"), names());
  }

  @Test
  void namesWhatCannotBeWritten() {
    refuses(Code.FILE, () -> Disk.write(folder.resolve("none").resolve("a"), out -> out.write(1)), "no such file or folder", "none");
    refuses(Code.FILE, () -> Disk.write(folder, out -> out.write(1)), folder.toString());
  }
}
