package dev.tulle.kernel.verify;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The facts that hold at one place of a kernel, the outermost first. A branch has a path of its own, the same one each time the same facts
/// are added, so that what was proved there is remembered.
final class Path {
  private final List<Fact> facts;
  private final Map<List<Fact>, Path> branches = new HashMap<>();
  private final Map<Fact, Boolean> proved = new HashMap<>();
  /// Not known until somebody asks.
  private Boolean impossible;

  private Path(List<Fact> facts) {
    this.facts = facts;
  }

  static Path start() {
    return new Path(List.of());
  }

  Path with(List<Fact> more) {
    List<Fact> added = more.stream().filter(f -> !facts.contains(f)).distinct().toList();
    return added.isEmpty() ? this : branches.computeIfAbsent(added, this::branch);
  }

  private Path branch(List<Fact> added) {
    List<Fact> all = new ArrayList<>(facts);
    all.addAll(added);
    return new Path(List.copyOf(all));
  }

  List<Fact> facts() {
    return facts;
  }

  /// Whether the facts exclude each other: nothing ever comes here, so whatever is said of it holds.
  boolean isImpossible(Prover prover) {
    if (impossible == null) impossible = prover.proves(facts, Fact.atLeastZero(LinearForm.of(-1)), facts);
    return impossible;
  }

  boolean proves(Prover prover, Fact goal) {
    Boolean known = proved.get(goal);
    if (known == null) {
      known = prover.proves(facts, goal);
      proved.put(goal, known);
    }
    return known;
  }
}
