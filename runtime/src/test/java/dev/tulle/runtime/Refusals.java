package dev.tulle.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tulle.runtime.TulleException.Code;
import org.junit.jupiter.api.function.Executable;

/// How tests ask for an error.
public final class Refusals {
  private Refusals() {}

  /// Fails unless `action` throws a [TulleException] of this code whose message has all the parts.
  public static void refuses(Code code, Executable action, String... parts) {
    TulleException e = assertThrows(TulleException.class, action);
    assertEquals(code, e.code(), e.getMessage());
    for (String part : parts) assertTrue(e.getMessage().contains(part), () -> "no \"" + part + "\" in: " + e.getMessage());
  }
}
