package dev.tulle.opencl;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The texts of several kernels as one: functions that several of them have stand in it once. Kernels or functions that have a name in
/// common and are not the same make a text that no driver takes.
final class JoinSources {
  /// From `static` to the brace that closes it, as they are emitted.
  private static final Pattern FUNCTION = Pattern.compile("^static .*?^}\\n", Pattern.MULTILINE | Pattern.DOTALL);

  private JoinSources() {}

  static String join(List<String> sources) {
    Set<String> functions = new LinkedHashSet<>();
    StringBuilder rest = new StringBuilder();
    for (String source : sources) {
      Matcher function = FUNCTION.matcher(source);
      while (function.find()) functions.add(function.group());
      rest.append(function.replaceAll("")).append('\n');
    }
    return "#pragma OPENCL FP_CONTRACT OFF\n" + String.join("", functions) + rest;
  }
}
