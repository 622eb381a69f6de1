package dev.tulle.kernel.verify;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What is known at one place of a kernel: the value of each name, the facts of the branches taken, and which group arrays hold flags or
/// their prefix sums.
final class State {
  /// A group array whose element `l` was set to the truth value `flag` of item `l < extent`.
  ///
  /// @param ranked whether a `Scan` has since replaced the first `extent` flags by their exclusive prefix sums
  record Flags(Term flag, Term item, int extent, boolean ranked) {}

  final Map<String, Value> names = new HashMap<>();
  final Map<String, Flags> flags = new HashMap<>();
  Path path;

  State(Path path) {
    this.path = path;
  }

  State copy() {
    State copy = new State(path);
    copy.names.putAll(names);
    copy.flags.putAll(flags);
    return copy;
  }

  State under(List<Fact> facts) {
    State copy = copy();
    copy.path = path.with(facts);
    return copy;
  }

  /// Takes over what a block that ran on a copy of this state left: names that were declared in it are gone.
  void leave(State inner) {
    names.replaceAll((name, _) -> inner.names.get(name));
    flags.clear();
    flags.putAll(inner.flags);
  }
}
