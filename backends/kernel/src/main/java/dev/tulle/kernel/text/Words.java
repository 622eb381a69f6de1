package dev.tulle.kernel.text;

import java.util.Set;
import java.util.regex.Pattern;

/// How names and strings are written: a name that is no plain word, or is a reserved one, stands in backquotes.
final class Words {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z_$][A-Za-z0-9_$.]*");

  private static final Set<String> RESERVED =
      Set.of(
          ("alloc atomic at body bound bool bf16 bits_f32 bits_i32 abs ceil floor neg not round sqrt buffer collect doc else f16 f32 fact fail false fma fold_add fold_and "
                  + "fold_max fold_min fold_mul fold_or for group grid i32 i64 i8 if inf iota item items kernel let max min nan prefix read read_write round_bf16 round_f16 scan "
                  + "select size splat step to true u8 unroll value values var vector while write")
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
