package dev.tulle.compiler.pass;

import dev.tulle.compiler.tensor.Declaration;
import dev.tulle.compiler.tensor.Declaration.Role;
import dev.tulle.compiler.tensor.Program;
import dev.tulle.compiler.tensor.Statement;
import dev.tulle.compiler.tensor.Terms;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Drops local tensors that no output needs. What is given stays declared: it must be bound and is checked.
final class RemoveUnused implements Pass {
  @Override
  public Program run(Program program) {
    Set<String> needed = new HashSet<>();
    program.all(Role.OUTPUT).forEach(d -> needed.add(d.name()));
    List<Statement> kept = new ArrayList<>();
    for (Statement s : program.statements().reversed()) {
      if (!needed.contains(s.target())) continue;
      kept.addFirst(s);
      needed.addAll(Terms.reads(s.where()));
      needed.addAll(Terms.reads(s.value()));
    }
    if (kept.size() == program.statements().size()) return program;
    Map<String, Declaration> declarations = new LinkedHashMap<>();
    program
        .declarations()
        .forEach(
            (name, d) -> {
              if (d.role() != Role.LOCAL || needed.contains(name)) declarations.put(name, d);
            });
    return program.with(declarations, kept);
  }
}
