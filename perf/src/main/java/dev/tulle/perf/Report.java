package dev.tulle.perf;

import dev.tulle.perf.measure.Machine;
import dev.tulle.perf.measure.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.openjdk.jmh.results.RunResult;

/// The whole of a run as Markdown: the machine, a row for each case beside its peers, and the benchmarks without peers.
final class Report {
  private static final String EXPLANATION = """
      Ours and its peers take turns in one process, round by round, after warm-up, with fresh random data. Times are medians, with the middle half in brackets. A ratio
      above 1 means that ours is faster: it is the peer's time over ours within a round. The shares are of what the machine did in the same rounds, with as many threads:
      fused multiply-adds in registers, and reading memory (what stays in a cache can be read faster than that). The largest error is the largest difference from double
      precision, as a share of the largest element. Binding and packing of weights are not in the times; copying the outputs is.""";

  private final String machine = Machine.describe();
  private final Path rows;

  private Report(Path rows) {
    this.rows = rows;
  }

  /// @param rows the folder where each case leaves its row
  static Report begin(Path rows) {
    return new Report(rows);
  }

  String of(Collection<RunResult> results) throws IOException {
    List<String> lines = new ArrayList<>(List.of(machine, ""));
    List<String> cases = rows();
    if (!cases.isEmpty()) {
      lines.addAll(List.of(EXPLANATION, ""));
      lines.addAll(Row.HEAD);
      lines.addAll(cases);
    }
    List<String> others = results.stream().filter(r -> !r.getParams().getBenchmark().endsWith(".round")).map(Report::alone).toList();
    if (!others.isEmpty()) {
      lines.addAll(List.of("", "| benchmark | time |", "| --- | ---: |"));
      lines.addAll(others);
    }
    return String.join("\n", lines);
  }

  /// In the order in which the cases ran. The folder is empty afterwards, and gone.
  private List<String> rows() throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(rows)) {
      files = all.sorted(Comparator.comparing(Report::age)).toList();
    }
    List<String> texts = new ArrayList<>();
    for (Path file : files) {
      texts.add(Files.readString(file));
      Files.delete(file);
    }
    Files.delete(rows);
    return texts;
  }

  private static FileTime age(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException e) {
      return FileTime.fromMillis(0);
    }
  }

  private static String alone(RunResult result) {
    String full = result.getParams().getBenchmark();
    String[] parts = full.split("\\.");
    String parameters = result.getParams()
        .getParamsKeys()
        .stream()
        .map(k -> k + " " + result.getParams().getParam(k))
        .collect(Collectors.joining(", "));
    var score = result.getPrimaryResult();
    return String.format(
        Locale.ROOT, "| %s %s: %s | %.1f ± %.1f %s |", parts[parts.length - 2], parts[parts.length - 1], parameters, score.getScore(),
        score.getScoreError(), score.getScoreUnit());
  }
}
