package dev.tulle.kernel.launch;

import dev.tulle.kernel.CompilerBug;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/// What drivers and compilers made of kernels, on disk, so that a program starts faster the next time. An entry is a file of its own, written beside its place
/// and moved there as a whole: processes share the folder without knowing of each other. A file that was damaged is compiled again, which
/// is said once. A folder that cannot be written only costs the time to compile.
public final class ProgramCache {
  private static final System.Logger LOG = System.getLogger(ProgramCache.class.getPackageName());
  private static final AtomicBoolean SAID = new AtomicBoolean();
  private static final byte[] MAGIC = "tulle-program-1\n".getBytes(StandardCharsets.US_ASCII);
  private static final int DIGEST = 32;
  private static final long LARGEST = 1L << 28;
  private static final String ENDING = ".program";
  private static final Duration KEPT = Duration.ofDays(30);

  private final Optional<Path> folder;
  private final AtomicBoolean cleaned = new AtomicBoolean();

  /// The name of an entry: a digest of all that its contents depend on.
  public record Key(String name) {}

  /// @param folder empty for no cache
  public ProgramCache(Optional<Path> folder) {
    this.folder = folder;
  }

  /// The cache of a backend: in the folder that the system property `tulle.BACKEND.cache` names (empty for no cache), else in the user's
  /// folder for caches.
  public static ProgramCache standard(String backend) {
    String said = System.getProperty("tulle." + backend + ".cache");
    if (said != null) return new ProgramCache(said.isEmpty() ? Optional.empty() : Optional.of(Path.of(said)));
    String caches = System.getenv("XDG_CACHE_HOME");
    Path base = caches == null || caches.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(caches);
    return new ProgramCache(Optional.of(base.resolve("tulle").resolve(backend)));
  }

  /// @param parts all that a program depends on: the source (a function of the kernel's IR, whose digest is in its header), options, what
  /// compiles and what it is for
  public static Key key(List<String> parts) {
    MessageDigest digest = sha256();
    for (String part : parts) {
      byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
      digest.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
      digest.update(bytes);
    }
    return new Key(HexFormat.of().formatHex(digest.digest()));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new CompilerBug("every Java has SHA-256", impossible);
    }
  }

  /// Whether anything is kept.
  public boolean isOn() {
    return folder.isPresent();
  }

  /// The binary that was kept; empty if there is none, or only a damaged one.
  public Optional<byte[]> find(Key key) {
    if (folder.isEmpty()) return Optional.empty();
    Path file = file(key);
    try {
      if (Files.size(file) > LARGEST) return damaged(key, "it is too large");
      byte[] bytes = Files.readAllBytes(file);
      int start = MAGIC.length + DIGEST;
      if (bytes.length < start || !Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) return damaged(key, "it is no such file");
      byte[] binary = Arrays.copyOfRange(bytes, start, bytes.length);
      if (!Arrays.equals(digest(key, binary), 0, DIGEST, bytes, MAGIC.length, start)) return damaged(key, "its bytes were altered");
      Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
      return Optional.of(binary);
    } catch (NoSuchFileException none) {
      return Optional.empty();
    } catch (IOException unreadable) {
      return damaged(key, unreadable.toString());
    }
  }

  private Optional<byte[]> damaged(Key key, String why) {
    reject(key, why);
    return Optional.empty();
  }

  /// An entry is of no use and will be replaced.
  public void reject(Key key, String why) {
    if (SAID.compareAndSet(false, true))
      LOG.log(System.Logger.Level.WARNING,
          "a compiled kernel in the cache cannot be used and is compiled again: " + file(key) + ": " + why);
  }

  private static byte[] digest(Key key, byte[] binary) {
    MessageDigest digest = sha256();
    digest.update(key.name().getBytes(StandardCharsets.US_ASCII));
    return digest.digest(binary);
  }

  private Path file(Key key) {
    return folder.orElseThrow().resolve(key.name() + ENDING);
  }

  /// Keeps a program, or replaces it as a whole.
  public void keep(Key key, byte[] binary) {
    if (folder.isEmpty()) return;
    try {
      Files.createDirectories(folder.get());
      Path beside = Files.createTempFile(folder.get(), "new", ".part");
      try (var out = Files.newOutputStream(beside)) {
        out.write(MAGIC);
        out.write(digest(key, binary));
        out.write(binary);
      }
      Files.move(beside, file(key), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      if (cleaned.compareAndSet(false, true)) forgetOld();
    } catch (IOException | UncheckedIOException unwritable) {
      if (SAID.compareAndSet(false, true)) LOG.log(System.Logger.Level.WARNING, "compiled kernels cannot be kept: " + unwritable);
    }
  }

  /// Deletes what nobody has used for a long time, and what a process left that ended while it wrote.
  private void forgetOld() throws IOException {
    Instant limit = Instant.now().minus(KEPT);
    try (Stream<Path> files = Files.list(folder.orElseThrow())) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        if (!name.endsWith(ENDING) && !name.endsWith(".part")) continue;
        if (Files.exists(file) && Files.getLastModifiedTime(file).toInstant().isBefore(limit)) Files.deleteIfExists(file);
      }
    }
  }
}
