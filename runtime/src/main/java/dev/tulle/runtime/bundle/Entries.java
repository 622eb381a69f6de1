package dev.tulle.runtime.bundle;

import dev.tulle.kernel.text.KernelParser;
import java.util.regex.Pattern;

/// The names inside a `.bolt` file, and how large each entry may be.
///
///     manifest.json                        what is in it, and the SHA-256 of every other entry
///     spec.tulle                           the text it was compiled from, for people
///     targets/<target>/plan.json           of the one program of a model without entries
///     targets/<target>/<entry>.plan.json
///     targets/<target>/initial.json        what gives states their first values
///     targets/<target>/existence.json      which elements of sparse states exist
///     targets/<target>/<kernel>.kir        Kernel IR
///     targets/<target>/<kernel>.source     readable source of the code
///     targets/<target>/<kernel>.code       what the device loads
final class Entries {
  static final String MANIFEST = "manifest.json";
  static final String SPEC = "spec.tulle";
  static final int MOST = 100_000;
  static final int LARGEST = 1 << 26;
  static final long LARGEST_TOTAL = 1L << 28;

  private static final Pattern KERNEL = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,199}");
  private static final Pattern TARGET = Pattern.compile("[a-z0-9][a-z0-9_-]{0,63}");

  private Entries() {}

  static boolean isKernelName(String name) {
    return KERNEL.matcher(name).matches();
  }

  static boolean isTargetName(String name) {
    return TARGET.matcher(name).matches();
  }

  static String plan(String target, String entry) {
    return "targets/" + target + (entry.isEmpty() ? "/plan.json" : "/" + entry + ".plan.json");
  }

  static String initial(String target) {
    return "targets/" + target + "/initial.json";
  }

  static String existence(String target) {
    return "targets/" + target + "/existence.json";
  }

  static String ir(String target, String kernel) {
    return "targets/" + target + "/" + kernel + ".kir";
  }

  static String source(String target, String kernel) {
    return "targets/" + target + "/" + kernel + ".source";
  }

  static String code(String target, String kernel) {
    return "targets/" + target + "/" + kernel + ".code";
  }

  /// The most bytes that an entry may have.
  static int limit(String entry) {
    return entry.endsWith(".kir") ? KernelParser.LONGEST_KERNEL : LARGEST;
  }
}
