package dev.tulle.perf;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.openjdk.jmh.results.RunResult;

/// Results as a Markdown table: one row for each benchmark and choice of parameters, ours and each peer side by side, with the ratio of ours to the peer.
final class Report {
  /// The method that is ours; the others are its peers.
  private static final String OURS = "tulle";

  private record Case(String benchmark, String parameters) {}

  private record Time(double score, double spread) {}

  private Report() {}

  static String of(Collection<RunResult> results) {
    Map<Case, Map<String, Time>> cases = new LinkedHashMap<>();
    for (RunResult r : results) {
      String full = r.getParams().getBenchmark();
      String method = full.substring(full.lastIndexOf('.') + 1);
      String owner = full.substring(0, full.lastIndexOf('.'));
      String parameters = r.getParams()
          .getParamsKeys()
          .stream()
          .map(k -> k + " " + r.getParams().getParam(k))
          .collect(Collectors.joining(", "));
      var result = r.getPrimaryResult();
      cases.computeIfAbsent(new Case(owner.substring(owner.lastIndexOf('.') + 1), parameters), _ -> new LinkedHashMap<>())
          .put(method, new Time(result.getScore(), result.getScoreError()));
    }
    List<String> lines = new ArrayList<>();
    lines.add("| case | ours, µs | peer | peer, µs | peer / ours |");
    lines.add("| --- | ---: | --- | ---: | ---: |");
    cases.forEach(
        (key, times) -> {
          Time ours = times.get(OURS);
          times.forEach(
              (peer, time) -> {
                if (peer.equals(OURS) || ours == null) return;
                String ratio = String.format(Locale.ROOT, "%.2f", time.score() / ours.score());
                lines.add("| " + key.benchmark() + ": " + key.parameters() + " | " + text(ours) + " | " + peer + " | " + text(time) + " | "
                    + ratio + " |");
              });
        });
    return String.join("\n", lines);
  }

  private static String text(Time time) {
    return String.format(Locale.ROOT, "%.1f ± %.1f", time.score(), time.spread());
  }
}
