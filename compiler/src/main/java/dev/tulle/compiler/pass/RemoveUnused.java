package dev.tulle.compiler.pass;

import dev.tulle.compiler.tensor.Declaration;
import dev.tulle.compiler.tensor.Declaration.Role;
import dev.tulle.compiler.tensor.Either;
import dev.tulle.compiler.tensor.Fold;
import dev.tulle.compiler.tensor.Listing;
import dev.tulle.compiler.tensor.Measure;
import dev.tulle.compiler.tensor.Program;
import dev.tulle.compiler.tensor.Repeat;
import dev.tulle.compiler.tensor.Statement;
import dev.tulle.compiler.tensor.Step;
import dev.tulle.compiler.tensor.Terms;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Drops local tensors that no output and no state needs, and what a loop carries for nobody. What is given stays declared: it must be bound and is checked.
final class RemoveUnused implements Pass {
  @Override
  public Program run(Program program) {
    Set<String> needed = new HashSet<>();
    program.all(Role.OUTPUT).forEach(d -> needed.add(d.name()));
    program.all(Role.NEXT).forEach(d -> needed.add(d.name()));
    List<Step> kept = keep(program.steps(), needed);
    if (kept.equals(program.steps())) return program;
    Map<String, Declaration> declarations = new LinkedHashMap<>();
    program
        .declarations()
        .forEach(
            (name, d) -> {
              boolean computed = d.role() == Role.LOCAL || d.role() == Role.VALUE;
              if (!computed || needed.contains(name)) declarations.put(name, d);
            });
    return program.with(declarations, kept);
  }

  /// @param needed after the steps; grows by what they read
  private static List<Step> keep(List<Step> steps, Set<String> needed) {
    List<Step> kept = new ArrayList<>();
    for (Step step : steps.reversed()) {
      if (!(step instanceof Measure) && step.stage() != Statement.Stage.COMMIT && step.writes().noneMatch(needed::contains)) continue;
      kept.addFirst(
          switch (step) {
            case Statement s -> {
              s.terms().forEach(t -> needed.addAll(Terms.reads(t)));
              yield s;
            }
            case Repeat r -> keep(r, needed);
            case Listing l -> {
              needed.addAll(step.reads());
              yield l.list().filter(needed::contains).isPresent() ? l : l.counting();
            }
            case Measure _, Either _ -> {
              needed.addAll(step.reads());
              yield step;
            }
            case Fold f -> {
              needed.addAll(f.reads());
              needed.addAll(f.locals());
              f.writes().forEach(needed::add);
              yield f;
            }
          });
    }
    return kept;
  }

  /// What a round needs of the one before is known only when the body has been looked through.
  private static Repeat keep(Repeat r, Set<String> needed) {
    r.until().ifPresent(needed::add);
    while (true) {
      int known = needed.size();
      List<Repeat.Carried> carried = r.carried().stream().filter(c -> needed.contains(c.tensor())).toList();
      carried.forEach(c -> needed.add(c.next()));
      List<Step> body = keep(r.body(), needed);
      if (needed.size() == known) return new Repeat(r.counter(), r.count(), carried, body, r.until(), r.stage());
    }
  }
}
