package dev.tulle.models.source;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UserCacheTest {
  private static final Path HOME = Path.of("home").toAbsolutePath();

  @Test
  void eachPlatformHasItsPlace() {
    assertEquals(HOME.resolve(".cache/tulle"), UserCache.root(Map.of(), "Linux", HOME));
    assertEquals(HOME.resolve("Library/Caches/tulle"), UserCache.root(Map.of(), "Mac OS X", HOME));
    assertEquals(HOME.resolve("AppData/Local/tulle"), UserCache.root(Map.of(), "Windows 11", HOME));
    assertEquals(HOME.resolve("local/tulle"), UserCache.root(Map.of("LOCALAPPDATA", HOME.resolve("local").toString()), "Windows 11", HOME));
  }

  @Test
  void absoluteXdgFolderIsUsedAndARelativeOneIsNot() {
    assertEquals(HOME.resolve("elsewhere/tulle"),
        UserCache.root(Map.of("XDG_CACHE_HOME", HOME.resolve("elsewhere").toString()), "Linux", HOME));
    assertEquals(HOME.resolve(".cache/tulle"), UserCache.root(Map.of("XDG_CACHE_HOME", "elsewhere"), "Linux", HOME));
  }

  @Test
  void ownVariableComesFirst() {
    assertEquals(Path.of("here"), UserCache.root(Map.of("TULLE_CACHE", "here", "XDG_CACHE_HOME", HOME.toString()), "Linux", HOME));
  }
}
