package dev.tulle.compiler.pass;

import dev.tulle.compiler.tensor.Axis;
import dev.tulle.compiler.tensor.Declaration;
import dev.tulle.compiler.tensor.Declaration.Role;
import dev.tulle.compiler.tensor.Program;
import dev.tulle.compiler.tensor.Statement;
import dev.tulle.compiler.tensor.Statement.Stage;
import dev.tulle.compiler.tensor.Term;
import dev.tulle.compiler.tensor.Terms;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Moves what depends on weights alone to the opening of the session: a local tensor that reads only weights, constants and what is itself computed then, and
/// whose sizes are known then.
final class AssignStages implements Pass {
  @Override
  public Program run(Program program) {
    Set<String> sizes = new HashSet<>();
    Set<String> known = new HashSet<>();
    for (Declaration d : program.declarations().values()) {
      if (d.role() == Role.WEIGHT || d.role() == Role.CONSTANT) {
        known.add(d.name());
        for (Term extent : d.extents()) if (extent instanceof Term.SizeOf(String name)) sizes.add(name);
      }
    }
    List<Statement> statements = new ArrayList<>();
    for (Statement s : program.statements()) {
      boolean open = program.declaration(s.target()).role() == Role.LOCAL && depends(s.where(), known, sizes)
          && depends(s.value(), known, sizes);
      for (Axis a : s.axes()) open &= depends(a.extent(), known, sizes);
      if (open) known.add(s.target());
      statements.add(s.with(open ? Stage.OPEN : Stage.RUN));
    }
    return program.with(statements);
  }

  private static boolean depends(Term term, Set<String> known, Set<String> sizes) {
    boolean[] only = {known.containsAll(Terms.reads(term))};
    Terms.walk(
        term,
        t -> {
          only[0] &= switch (t) {
            case Term.SizeOf(String name) -> sizes.contains(name);
            case Term.Reduce r -> r.over().stream().allMatch(a -> depends(a.extent(), known, sizes));
            case Term.RowOperation r -> r.over().stream().allMatch(a -> depends(a.extent(), known, sizes));
            case Term.Selection r -> r.over().stream().allMatch(a -> depends(a.extent(), known, sizes));
            case Term.Number _, Term.IndexOf _, Term.Element _, Term.Exists _, Term.Apply _, Term.Cast _, Term.Choose _ -> true;
          };
        });
    return only[0];
  }
}
