package dev.tulle.kernel.verify;

import java.util.ArrayList;
import java.util.List;

/// What was found wrong with one kernel.
final class Violations {
  private static final int MOST = 20;

  private final List<String> all = new ArrayList<>();

  void add(String violation) {
    if (!all.contains(violation)) all.add(violation);
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  String message(String kernel) {
    String shown = String.join("\n", all.subList(0, Math.min(MOST, all.size())));
    String rest = all.size() > MOST ? "\n… and " + (all.size() - MOST) + " more" : "";
    return "kernel " + kernel + " breaks " + all.size() + (all.size() == 1 ? " rule" : " rules") + " of Kernel IR:\n" + shown + rest;
  }
}
