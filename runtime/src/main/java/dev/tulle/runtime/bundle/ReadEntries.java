package dev.tulle.runtime.bundle;

import dev.tulle.runtime.TulleException;
import dev.tulle.runtime.TulleException.Code;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/// The entries of a bundle as bytes: never more of them, or larger ones, than [Entries] allows, whatever the zip claims. Names are only
/// compared, never used as paths.
final class ReadEntries {
  private ReadEntries() {}

  static SortedMap<String, byte[]> of(Path file) throws IOException {
    if (!Files.exists(file)) throw new NoSuchFileException(file.toString());
    if (Files.isDirectory(file)) throw error(file, "is a folder, not a bundle");
    try (ZipFile zip = new ZipFile(file.toFile())) {
      if (zip.size() > Entries.MOST) throw error(file, "has " + zip.size() + " entries; a bundle has at most " + Entries.MOST);
      SortedMap<String, byte[]> entries = new TreeMap<>();
      long total = 0;
      for (ZipEntry entry : zip.stream().toList()) {
        byte[] bytes = read(file, zip, entry);
        if (entries.put(entry.getName(), bytes) != null) throw error(file, "has the entry '" + entry.getName() + "' twice");
        total += bytes.length;
        if (total > Entries.LARGEST_TOTAL) throw error(file, "unpacks to more than " + Entries.LARGEST_TOTAL + " bytes");
      }
      return entries;
    } catch (ZipException e) {
      throw new TulleException(Code.FILE, file + ": is no bundle, or a truncated or damaged one: " + e.getMessage(), e);
    }
  }

  private static byte[] read(Path file, ZipFile zip, ZipEntry entry) throws IOException {
    int limit = Entries.limit(entry.getName());
    try (InputStream in = zip.getInputStream(entry)) {
      byte[] bytes = in.readNBytes(limit);
      if (in.read() >= 0) throw error(file, "entry '" + entry.getName() + "' has more than " + limit + " bytes");
      return bytes;
    } catch (ZipException | EOFException e) {
      throw new TulleException(Code.FILE, file + ", entry '" + entry.getName() + "': cannot be unpacked: " + e.getMessage(), e);
    }
  }

  private static TulleException error(Path file, String message) {
    return new TulleException(Code.FILE, file + ": " + message);
  }
}
