package dev.tulle.runtime.file;

import dev.tulle.runtime.TulleException;
import dev.tulle.runtime.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/// NumPy's zip of `.npy` files, stored or deflated. Entries are read when they are asked for, into memory of exactly the size that the
/// array's own header says, so a zip that unpacks to more than that is refused before it fills the memory. Other entries of the zip are
/// ignored.
public final class Npz {
  private static final int MOST_ENTRIES = 1 << 16;
  private static final String SUFFIX = ".npy";
  /// Deflate cannot shrink more than this, so an entry that claims more is a lie.
  private static final long MOST_SHRINKING = 1032;

  private final Path file;
  private final Map<String, String> entries;

  private Npz(Path file, Map<String, String> entries) {
    this.file = file;
    this.entries = entries;
  }

  /// Reads the list of entries.
  ///
  /// @throws TulleException `FILE` if it is no zip, or names an array twice
  public static Npz open(Path file) {
    Map<String, String> entries = new LinkedHashMap<>();
    try (ZipFile zip = zip(file)) {
      if (zip.size() > MOST_ENTRIES) throw Place.of(file).error("has " + zip.size() + " entries; at most " + MOST_ENTRIES + " are read");
      zip.stream()
          .map(ZipEntry::getName)
          .filter(name -> name.endsWith(SUFFIX))
          .forEach(
              entry -> {
                String name = entry.substring(0, entry.length() - SUFFIX.length());
                if (entries.put(name, entry) != null) throw Place.of(file).error("has the array '" + name + "' twice");
              });
    } catch (IOException e) {
      throw Disk.error(file, e);
    }
    return new Npz(file, entries);
  }

  /// The names of the arrays, in the order of the file.
  public Set<String> names() {
    return Collections.unmodifiableSet(entries.keySet());
  }

  /// The array of a name; empty if there is none.
  ///
  /// @throws TulleException `FILE` naming the entry and what is wrong
  public Optional<Tensor> find(String name) {
    String entry = entries.get(name);
    if (entry == null) return Optional.empty();
    Place place = Place.of(file).in(entry);
    try (ZipFile zip = zip(file)) {
      ZipEntry found = zip.getEntry(entry);
      if (found == null) throw place.error("is gone: the file was changed while in use");
      return Optional.of(read(place, zip, found));
    } catch (IOException e) {
      throw place.error("cannot be unpacked: " + e.getMessage(), e);
    }
  }

  private Tensor read(Place place, ZipFile zip, ZipEntry entry) throws IOException {
    long fileBytes = Files.size(file);
    if (entry.getCompressedSize() > fileBytes || entry.getSize() / MOST_SHRINKING > entry.getCompressedSize()) {
      throw place.error("claims to unpack " + entry.getCompressedSize() + " bytes to " + entry.getSize() + ", which cannot be");
    }
    CRC32 crc = new CRC32();
    try (InputStream in = new CheckedInputStream(zip.getInputStream(entry), crc)) {
      byte[] first = in.readNBytes(10);
      if (first.length == 10 && first[6] > 1) first = append(first, in.readNBytes(2));
      Npy.Preamble preamble = Npy.preamble(place, MemorySegment.ofArray(first));
      byte[] text = in.readNBytes((int) preamble.headerBytes());
      if (text.length < preamble.headerBytes()) throw place.error("ends within the header");
      NpyHeader header = Npy.header(place, preamble, MemorySegment.ofArray(text));
      long expected = header.type().bytes(place, header.shape());
      long found = entry.getSize() - preamble.length() - preamble.headerBytes();
      if (expected != found) {
        throw place.error("its header takes " + expected + " bytes of elements, but the zip says that there are " + found);
      }
      Tensor tensor = Npy.elements(place, header, unpack(place, in, expected));
      if (crc.getValue() != entry.getCrc()) throw place.error("is damaged: its checksum is another");
      return tensor;
    }
  }

  private static byte[] append(byte[] a, byte[] b) {
    byte[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }

  /// Exactly `bytes` bytes and then the end.
  private static MemorySegment unpack(Place place, InputStream in, long bytes) throws IOException {
    MemorySegment memory = allocate(place, bytes);
    byte[] chunk = new byte[Math.clamp(bytes, 1, 1 << 16)];
    for (long at = 0; at < bytes;) {
      int read = in.read(chunk, 0, (int) Math.min(chunk.length, bytes - at));
      if (read < 0) throw place.error("ends after " + at + " of " + bytes + " bytes of elements");
      MemorySegment.copy(chunk, 0, memory, ValueLayout.JAVA_BYTE, at, read);
      at += read;
    }
    if (in.read() >= 0) throw place.error("has more bytes than its header says");
    return memory;
  }

  private static MemorySegment allocate(Place place, long bytes) {
    try {
      return Arena.ofAuto().allocate(Math.max(bytes, 1), Tensor.ALIGNMENT).asSlice(0, bytes);
    } catch (OutOfMemoryError e) {
      throw new TulleException(TulleException.Code.MEMORY, place + ": no room for " + bytes + " bytes; -XX:MaxDirectMemorySize gives more",
          e);
    }
  }

  private static ZipFile zip(Path file) throws IOException {
    if (!Files.exists(file)) throw new NoSuchFileException(file.toString());
    try {
      return new ZipFile(file.toFile());
    } catch (ZipException e) {
      throw Place.of(file).error("is no .npz, or a damaged one: " + e.getMessage(), e);
    }
  }

  /// Writes arrays uncompressed, sorted by name; the same arrays give the same bytes.
  ///
  /// @throws TulleException `FILE` if the file cannot be written
  public static void write(Map<String, Tensor> arrays, Path file) {
    SortedMap<String, Tensor> sorted = new TreeMap<>(arrays);
    Disk.write(
        file,
        out -> {
          try (ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.setLevel(Deflater.NO_COMPRESSION);
            for (Map.Entry<String, Tensor> array : sorted.entrySet()) {
              zip.putNextEntry(Zips.entry(array.getKey() + SUFFIX));
              Npy.write(array.getValue(), zip);
              zip.closeEntry();
            }
          }
        });
  }
}
