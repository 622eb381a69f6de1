package dev.tulle.kernel.text;

import java.util.Set;
import java.util.regex.Pattern;

/// How names and strings are written: a name that is no plain word, or is a reserved one, stands in backquotes.
final class Words {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z_$][A-Za-z0-9_$.]*");

  /// The words that begin a statement, a constant or a call; all others can be names.
  private static final Set<String> RESERVED = Set.of(
      ("else let var if for while alloc atomic items collect scan multiply fail true false inf nan vector "
          + "iota splat prefix fma select min max neg not abs sqrt floor ceil round "
          + "i32 i64 f32 round_f16 round_bf16 bits_f32 bits_i32 fold_add fold_mul fold_min fold_max fold_and fold_or")
              .split(" "));

  private Words() {}

  static boolean isReserved(String word) {
    return RESERVED.contains(word);
  }

  static boolean startsWord(char c) {
    return c == '_' || c == '$' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
  }

  static boolean continuesWord(char c) {
    return startsWord(c) || c >= '0' && c <= '9' || c == '.';
  }

  static String name(String name) {
    return PLAIN.matcher(name).matches() && !isReserved(name) ? name : quote('`', name);
  }

  static String quote(char quote, String text) {
    StringBuilder out = new StringBuilder().append(quote);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == quote || c == '\\') out.append('\\').append(c);
      else if (c >= ' ' && c < 0x7f) out.append(c);
      else out.append(String.format("\\u%04x", (int) c));
    }
    return out.append(quote).toString();
  }
}
