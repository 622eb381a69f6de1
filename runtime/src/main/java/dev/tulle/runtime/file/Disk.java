package dev.tulle.runtime.file;

import dev.tulle.runtime.TulleException;
import dev.tulle.runtime.TulleException.Code;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/// Opening and replacing files, with errors that a user understands.
public final class Disk {
  private static final int CHUNK = 1 << 16;

  /// What is being written under another name: taken away if the process is ended meanwhile.
  private static final Set<Path> PARTS = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> PARTS.forEach(Disk::remove)));
  }

  private Disk() {}

  private static void remove(Path part) {
    try {
      Files.deleteIfExists(part);
    } catch (IOException _) {
      // The process ends: there is nobody to tell.
    }
  }

  /// The whole file as read-only memory, which lives as long as something refers to it. Whoever changes the file meanwhile changes the
  /// memory; whoever cuts it short makes reading it fail.
  static MemorySegment map(Path file) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto());
    } catch (IOException e) {
      throw error(file, e);
    }
  }

  /// What fills a file.
  @FunctionalInterface
  public interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /// Writes a file whole or not at all: under another name first. What is no regular file (a pipe, a terminal) is written directly.
  ///
  /// @throws TulleException `FILE` if it cannot be written
  public static void write(Path file, Content content) {
    try {
      if (Files.exists(file) && !Files.isRegularFile(file)) fill(file, content);
      else replace(file, content);
    } catch (IOException e) {
      throw error(file, e);
    }
  }

  private static void replace(Path file, Content content) throws IOException {
    Path real = Files.isSymbolicLink(file) ? file.toRealPath() : file.toAbsolutePath();
    Path part = real.resolveSibling("." + real.getFileName() + "." + UUID.randomUUID() + ".part");
    PARTS.add(part);
    try {
      fill(part, content);
      keepPermissions(real, part);
      try {
        Files.move(part, real, StandardCopyOption.ATOMIC_MOVE);
      } catch (AtomicMoveNotSupportedException e) {
        Files.move(part, real, StandardCopyOption.REPLACE_EXISTING);
      }
    } finally {
      Files.deleteIfExists(part);
      PARTS.remove(part);
    }
  }

  /// A file that takes the place of another may be read and written by the same people.
  private static void keepPermissions(Path from, Path to) throws IOException {
    PosixFileAttributeView old = Files.getFileAttributeView(from, PosixFileAttributeView.class);
    if (old == null || !Files.exists(from)) return;
    Files.setPosixFilePermissions(to, old.readAttributes().permissions());
  }

  private static void fill(Path file, Content content) throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), CHUNK)) {
      content.writeTo(out);
    }
  }

  static void copy(MemorySegment from, OutputStream to) throws IOException {
    byte[] chunk = new byte[(int) Math.min(CHUNK, from.byteSize())];
    for (long at = 0; at < from.byteSize(); at += chunk.length) {
      int length = (int) Math.min(chunk.length, from.byteSize() - at);
      MemorySegment.copy(from, ValueLayout.JAVA_BYTE, at, chunk, 0, length);
      to.write(chunk, 0, length);
    }
  }

  /// What went wrong with a file, in words.
  public static TulleException error(Path file, IOException e) {
    String what = switch (e) {
      case NoSuchFileException _ -> "no such file or folder: " + file;
      case AccessDeniedException _ -> file + ": not allowed to read or write it";
      default -> file + ": " + (e.getMessage() == null ? e.toString() : e.getMessage());
    };
    return new TulleException(Code.FILE, what, e);
  }
}
