package dev.tulle.kernel.emit;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Identifiers for the names of one kernel: the name itself where it is a legal and free identifier, else the nearest one that is. The
/// same name always gets the same identifier, two names never share one.
public final class Names {
  private final Map<String, String> identifiers = new HashMap<>();
  private final Set<String> taken;

  /// @param reserved identifiers that the language or the emitter needs for itself
  public Names(Set<String> reserved) {
    taken = new HashSet<>(reserved);
  }

  /// The identifier of a name of the IR.
  public String of(String name) {
    return identifiers.computeIfAbsent(name, this::fresh);
  }

  /// A new identifier like `wanted` that no name of the IR has or gets.
  public String fresh(String wanted) {
    String legal = legal(wanted);
    String candidate = legal;
    for (int n = 2; !taken.add(candidate); n++) candidate = legal + "_" + n;
    return candidate;
  }

  /// The identifier of a kernel itself in C, where a name such as `length` or `distance` is already that of a function.
  public static String ofKernel(String kernel) {
    return legal(kernel) + "_kernel";
  }

  /// `text` with every character replaced that an identifier of Java or C cannot have.
  public static String legal(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean digit = c >= '0' && c <= '9';
      boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
      if (digit && out.isEmpty()) out.append('_');
      out.append(digit || letter ? c : '_');
    }
    return out.isEmpty() ? "_" : out.toString();
  }
}
