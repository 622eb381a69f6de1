package dev.tulle.dsl.check;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/// The known word that someone who wrote another one may have meant.
final class Suggest {
  /// Longer words are no slips of one another, and comparing them takes the product of their lengths.
  private static final int LONGEST = 64;

  private Suggest() {}

  static Optional<String> nearest(String word, Collection<String> known) {
    if (word.length() > LONGEST) return Optional.empty();
    int most = word.length() <= 3 ? 1 : word.length() <= 6 ? 2 : 3;
    return known.stream()
        .filter(k -> !k.equals(word) && Math.abs(k.length() - word.length()) <= most)
        .filter(k -> distance(word, k) <= most && distance(word, k) < Math.max(word.length(), k.length()))
        .min(Comparator.comparingInt((String k) -> distance(word, k)).thenComparing(Comparator.naturalOrder()));
  }

  static String help(String word, Collection<String> known) {
    return nearest(word, known).map(k -> "did you mean `" + k + "`?").orElse("");
  }

  /// Insertions, deletions, substitutions and swaps of neighbours; case counts for nothing.
  static int distance(String a, String b) {
    String x = a.toLowerCase(Locale.ROOT);
    String y = b.toLowerCase(Locale.ROOT);
    int[][] d = new int[x.length() + 1][y.length() + 1];
    for (int i = 0; i <= x.length(); i++) d[i][0] = i;
    for (int j = 0; j <= y.length(); j++) d[0][j] = j;
    for (int i = 1; i <= x.length(); i++) {
      for (int j = 1; j <= y.length(); j++) {
        int substitution = d[i - 1][j - 1] + (x.charAt(i - 1) == y.charAt(j - 1) ? 0 : 1);
        d[i][j] = Math.min(substitution, Math.min(d[i - 1][j], d[i][j - 1]) + 1);
        boolean swapped = i > 1 && j > 1 && x.charAt(i - 1) == y.charAt(j - 2) && x.charAt(i - 2) == y.charAt(j - 1);
        if (swapped) d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
      }
    }
    return d[x.length()][y.length()];
  }
}
