package dev.tulle.models.minilm;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What `tulle demo embed` prints.
///
/// @param sentences in the order of the embeddings
record EmbedReport(PrintWriter out, List<String> sentences) {
  private static final int SHOWN = 48;

  /// One line of the comparison; the first is the one that the others are compared with.
  ///
  /// @param seconds for one sentence, if that was measured
  /// @param weightBytes the memory that the weights take
  record Row(String label, List<double[]> embeddings, Optional<Double> seconds, long weightBytes) {}

  /// The matrix of all cosines, each sentence in a line.
  void cosines(List<double[]> embeddings) {
    var width = sentences.stream().mapToInt(sentence -> shown(sentence).length()).max().orElse(0);
    for (var i = 0; i < embeddings.size(); i++) {
      var line = new StringBuilder(pad(shown(sentences.get(i)), width));
      for (var other : embeddings) line.append(format("  %7.4f", cosine(embeddings.get(i), other)));
      out.println(line);
    }
    out.flush();
  }

  /// The table of what holes cost and gain.
  void comparison(List<Row> rows) {
    var dense = rows.getFirst();
    out.println();
    out.println("variant      cosine (change)      largest error   ms/sentence   weights MB");
    for (var row : rows) {
      var time = row.seconds().map(seconds -> format("%11.2f", seconds * 1e3)).orElse("          -");
      out.println(
          pad(row.label(), 10) + "  " + pad(firstCosine(row, dense), 19) + format("  %13.2e", largestError(row, dense)) + "   " + time
              + format("   %10.1f", row.weightBytes() / 1e6));
    }
    if (sentences.size() > 1)
      out.println("cosine: of the first two sentences, change against the dense model; error: of any element of an embedding");
    out.flush();
  }

  private static String firstCosine(Row row, Row dense) {
    if (row.embeddings().size() < 2) return "      -";
    var cosine = cosine(row.embeddings().get(0), row.embeddings().get(1));
    return format("%7.4f (%+.4f)", cosine, cosine - cosine(dense.embeddings().get(0), dense.embeddings().get(1)));
  }

  private static double largestError(Row row, Row dense) {
    var largest = 0.0;
    for (var s = 0; s < row.embeddings().size(); s++)
      for (var d = 0; d < row.embeddings().get(s).length; d++)
        largest = Math.max(largest, Math.abs(row.embeddings().get(s)[d] - dense.embeddings().get(s)[d]));
    return largest;
  }

  static double cosine(double[] a, double[] b) {
    return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
  }

  private static double dot(double[] a, double[] b) {
    var sum = 0.0;
    for (var i = 0; i < a.length; i++) sum += a[i] * b[i];
    return sum;
  }

  private static String shown(String sentence) {
    var line = sentence.strip().replaceAll("[\\s\\p{Cntrl}]+", " ");
    return line.codePointCount(0, line.length()) <= SHOWN ? line : line.substring(0, line.offsetByCodePoints(0, SHOWN - 1)) + "…";
  }

  private static String pad(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
