package dev.tulle.compiler.random;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The failures of a run, one entry for each bucket; and what was tried, by how it ended.
final class Buckets {
  private static final int SEEDS = 40;

  private final Map<String, Bucket> failures = new TreeMap<>();
  private final Map<String, Integer> refusedStatements = new TreeMap<>();
  private final Map<String, Integer> trials = new TreeMap<>();
  private final Map<Long, String> slow = new TreeMap<>();
  private int programs;

  /// @param seeds of every program that failed so
  private record Bucket(List<Long> seeds, Failure failure, Shrink.Smallest smallest) {}

  boolean has(String bucket) {
    return failures.containsKey(bucket);
  }

  void program(RandomProgram program) {
    programs++;
    program.refused().forEach((code, count) -> refusedStatements.merge(code, count, Integer::sum));
  }

  void trial(String ended) {
    trials.merge(ended, 1, Integer::sum);
  }

  void slow(long seed, String what) {
    slow.put(seed, what);
  }

  void again(long seed, Failure failure) {
    failures.get(failure.bucket()).seeds().add(seed);
  }

  void first(long seed, Failure failure, Shrink.Smallest smallest) {
    failures.put(failure.bucket(), new Bucket(new ArrayList<>(List.of(seed)), failure, smallest));
  }

  boolean isEmpty() {
    return failures.isEmpty();
  }

  int programs() {
    return programs;
  }

  /// How many trials gave an answer that was compared.
  int answered() {
    return trials.getOrDefault("answered", 0);
  }

  int refused() {
    return trials.entrySet().stream().filter(e -> e.getKey().startsWith("refused")).mapToInt(Map.Entry::getValue).sum();
  }

  /// The page that a run writes.
  String markdown() {
    StringBuilder page = new StringBuilder("# Random programs\n\n" + programs + " programs. Trials: " + trials
        + ". Statements that the checker refused while they were drawn, by code: " + refusedStatements + ". Slow: " + slow + ".\n");
    failures.forEach((name, bucket) -> page.append("\n## ")
        .append(name)
        .append("\n\n")
        .append(bucket.seeds().size())
        .append(" programs, seeds ")
        .append(bucket.seeds().subList(0, Math.min(SEEDS, bucket.seeds().size())))
        .append("; ")
        .append(bucket.smallest().trial())
        .append("\n\n```tulle\n")
        .append(bucket.smallest().text())
        .append("```\n\n```\n")
        .append(bucket.failure().message())
        .append("\n```\n"));
    return page.toString();
  }
}
