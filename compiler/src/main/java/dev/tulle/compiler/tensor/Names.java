package dev.tulle.compiler.tensor;

import java.util.HashSet;
import java.util.Set;

/// Gives names that no one else in a program has: the wanted one, else with `_2`, `_3`, … behind it.
public final class Names {
  private final Set<String> taken = new HashSet<>();

  /// Every name that the program uses is taken.
  public static Names of(Program program) {
    Names names = new Names();
    program.sizes().forEach(s -> names.taken.add(s.name()));
    names.taken.addAll(program.declarations().keySet());
    for (Statement s : program.statements()) {
      s.axes().forEach(a -> names.taken.add(a.index()));
      for (Term t : java.util.List.of(s.where(), s.value())) {
        Terms.walk(
            t,
            x -> {
              switch (x) {
                case Term.Reduce r -> r.over().forEach(a -> names.taken.add(a.index()));
                case Term.RowOperation r -> r.over().forEach(a -> names.taken.add(a.index()));
                case Term.Selection r -> r.over().forEach(a -> names.taken.add(a.index()));
                case Term.Number _, Term.SizeOf _, Term.IndexOf _, Term.Element _, Term.Exists _, Term.Apply _, Term.Cast _, Term.Choose _ -> {}
              }
            });
      }
    }
    return names;
  }

  public String fresh(String wanted) {
    String base = wanted.replaceFirst("_\\d+$", "");
    String name = taken.contains(wanted) ? null : wanted;
    for (int n = 2; name == null; n++) if (!taken.contains(base + "_" + n)) name = base + "_" + n;
    taken.add(name);
    return name;
  }

  /// Takes a name that must stay as it is.
  public void take(String name) {
    taken.add(name);
  }
}
