package dev.tulle.compiler.tensor;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Gives names that no one else in a program has: the wanted one, else with `_2`, `_3`, … behind it.
public final class Names {
  private final Set<String> taken = new HashSet<>();

  /// Every name that the program uses is taken.
  public static Names of(Program program) {
    Names names = new Names();
    program.sizes().forEach(s -> names.taken.add(s.name()));
    names.taken.addAll(program.declarations().keySet());
    for (Step step : program.steps()) names.takeAll(step);
    return names;
  }

  private void takeAll(Step step) {
    switch (step) {
      case Statement s -> take(s.axes());
      case Repeat r -> {
        take(r.counter());
        r.body().forEach(this::takeAll);
      }
      case Fold f -> f.binders().forEach(this::take);
      case Listing l -> take(l.around());
      case Measure _ -> {}
      case Either e -> e.statements().forEach(s -> take(s.axes()));
    }
    step.terms().forEach(t -> Terms.walk(t, this::takeBound));
  }

  private void takeBound(Term term) {
    switch (term) {
      case Term.Reduce r -> take(r.over());
      case Term.RowOperation r -> take(r.over());
      case Term.Selection r -> take(r.over());
      case Term.Number _, Term.SizeOf _, Term.IndexOf _, Term.Element _, Term.Exists _, Term.Apply _, Term.Cast _, Term.Choose _ -> {}
    }
  }

  private void take(List<Axis> axes) {
    axes.forEach(a -> take(a.index()));
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
