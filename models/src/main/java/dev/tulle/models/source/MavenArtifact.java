package dev.tulle.models.source;

import dev.tulle.runtime.TulleException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Consumer;

/// One jar of a Maven repository, without its dependencies, used as a container of data. It is taken from the user's local Maven repository if it is there, else
/// from the user's cache, else fetched into the cache.
///
/// @param classifier which of several jars of the artifact: a platform, say
/// @param size in bytes
/// @param sha256 of the jar, in lower-case hexadecimal; another file is refused
public record MavenArtifact(String group, String artifact, String version, Optional<String> classifier, long size, String sha256) {

  /// The jar on this machine.
  ///
  /// @param progress gets short lines for a person to read while this takes its time
  /// @throws TulleException `FILE` if it can neither be found nor fetched, or is not the right one
  public Path obtain(Consumer<String> progress) {
    return find().orElseGet(() -> fetch(progress));
  }

  /// The jar, if it is on this machine already.
  ///
  /// @throws TulleException `FILE` if a file in its place cannot be read
  public Optional<Path> find() {
    var local = inLocalRepository();
    return local.isPresent() ? local : Optional.of(inCache()).filter(this::isRight);
  }

  /// Its place below the root of any Maven repository, with `/` between folders.
  String path() {
    return group.replace('.', '/') + "/" + artifact + "/" + version + "/" + fileName();
  }

  private String fileName() {
    return artifact + "-" + version + classifier.map(text -> "-" + text).orElse("") + ".jar";
  }

  private Optional<Path> inLocalRepository() {
    var root = Optional.ofNullable(System.getProperty("maven.repo.local"))
        .map(Path::of)
        .orElse(Path.of(System.getProperty("user.home"), ".m2", "repository"));
    var file = root.resolve(path());
    return isRight(file) ? Optional.of(file) : Optional.empty();
  }

  private Path inCache() {
    return UserCache.folder("artifacts").resolve(fileName());
  }

  private Path fetch(Consumer<String> progress) {
    var file = inCache();
    new Download(MavenRepository.configured().resolve(path()), size, sha256).to(file, progress);
    return file;
  }

  private boolean isRight(Path file) {
    try {
      return Files.isRegularFile(file) && Files.size(file) == size && sha256(file).equals(sha256);
    } catch (IOException e) {
      throw new TulleException(TulleException.Code.FILE, "cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  static String sha256(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      var digest = MessageDigest.getInstance("SHA-256");
      var buffer = new byte[1 << 16];
      for (int n; (n = in.read(buffer)) >= 0;) digest.update(buffer, 0, n);
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
