package dev.tulle.tornado;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How much of a device's memory TornadoVM uses at most: it fails in the middle of a graph where there is no more.
final class MemoryBudget {
  /// A number and `KB`, `MB`, `GB` or `TB`; a gibibyte if it is not set.
  static final String PROPERTY = "tornado.device.memory";

  private static final Pattern SIZE = Pattern.compile("(\\d{1,9})([KMGT])B");
  private static final long STANDARD = 1L << 30;

  private MemoryBudget() {}

  /// In bytes.
  static long of(String said) {
    Matcher size = SIZE.matcher(said == null ? "" : said.strip());
    return size.matches() ? Long.parseLong(size.group(1)) << 10 * ("KMGT".indexOf(size.group(2)) + 1) : STANDARD;
  }
}
