package dev.tulle.models.source;

import dev.tulle.runtime.TulleException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The folder for what can be fetched or computed again. `TULLE_CACHE` names it; else it is the folder `tulle` in the place that the operating system keeps for this:
/// `$XDG_CACHE_HOME` or `~/.cache`, `~/Library/Caches` on macOS, `%LOCALAPPDATA%` on Windows. Deleting it loses nothing but time.
public final class UserCache {
  private UserCache() {}

  /// The folder `name` in the cache, which exists afterwards.
  ///
  /// @throws TulleException `FILE` if it cannot be made
  public static Path folder(String name) {
    var folder = root(System.getenv(), System.getProperty("os.name"), Path.of(System.getProperty("user.home"))).resolve(name);
    try {
      return Files.createDirectories(folder);
    } catch (IOException e) {
      throw new TulleException(
          TulleException.Code.FILE,
          "cannot make the cache folder " + folder + " (" + e.getMessage() + "); set TULLE_CACHE to a folder that can be written", e);
    }
  }

  static Path root(Map<String, String> environment, String system, Path home) {
    return value(environment, "TULLE_CACHE")
        .orElseGet(() -> platformCache(environment, system.toLowerCase(Locale.ROOT), home).resolve("tulle"));
  }

  private static Path platformCache(Map<String, String> environment, String system, Path home) {
    if (system.startsWith("windows")) return value(environment, "LOCALAPPDATA").orElse(home.resolve("AppData").resolve("Local"));
    if (system.startsWith("mac")) return home.resolve("Library").resolve("Caches");
    // A relative XDG_CACHE_HOME is to be ignored, says the specification of the XDG base directories.
    return value(environment, "XDG_CACHE_HOME").filter(Path::isAbsolute).orElse(home.resolve(".cache"));
  }

  private static Optional<Path> value(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(name)).filter(text -> !text.isBlank()).map(Path::of);
  }
}
