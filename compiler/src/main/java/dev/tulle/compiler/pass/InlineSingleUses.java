package dev.tulle.compiler.pass;

import dev.tulle.compiler.analysis.Weight;
import dev.tulle.compiler.tensor.Axis;
import dev.tulle.compiler.tensor.Declaration;
import dev.tulle.compiler.tensor.Declaration.Role;
import dev.tulle.compiler.tensor.Names;
import dev.tulle.compiler.tensor.Program;
import dev.tulle.compiler.tensor.Statement;
import dev.tulle.compiler.tensor.Term;
import dev.tulle.compiler.tensor.Terms;
import dev.tulle.dsl.model.ElementType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Puts the definition of a local tensor in the place of its only read, where that evaluates it no more often than before: the read stands at plain distinct indices, and
/// these are all the indices around it.
///
///     a[i, j] = x[i, j] * 2;  b[j, i] = a[i, j] + 1      →      b[j, i] = x[i, j] * 2 + 1
///
/// Does not fire across stages (what is computed at open stays there), on a read with further indices around it, or where the statement would become too large for a kernel. Must run after stages are assigned.
final class InlineSingleUses implements Pass {
  @Override
  public Program run(Program program) {
    Map<String, Integer> uses = countReads(program);
    Names names = Names.of(program);
    Map<String, Statement> available = new HashMap<>();
    Set<String> gone = new HashSet<>();
    List<Statement> statements = new ArrayList<>();
    for (Statement s : program.statements()) {
      Term where = Context.rewrite(s.where(), Context.ofWhere(s), (t, c) -> inline(t, c, s, available, gone, program, names));
      Statement narrowed = s.with(where, s.value());
      Term value = Context.rewrite(s.value(), Context.ofValue(narrowed), (t, c) -> inline(t, c, s, available, gone, program, names));
      Statement next = s.with(where, value);
      statements.add(next);
      if (uses.getOrDefault(s.target(), 0) == 1 && program.declaration(s.target()).role() == Role.LOCAL) available.put(s.target(), next);
    }
    if (gone.isEmpty()) return program;
    statements.removeIf(s -> gone.contains(s.target()));
    Map<String, Declaration> declarations = new LinkedHashMap<>(program.declarations());
    declarations.keySet().removeAll(gone);
    return program.with(declarations, statements);
  }

  private static Term inline(Term t, Context context, Statement reader, Map<String, Statement> available, Set<String> gone, Program program,
      Names names) {
    if (!(t instanceof Term.Element e) || !available.containsKey(e.tensor()) || !Hoister.atDistinctIndices(e)) return t;
    Statement definition = available.get(e.tensor());
    Set<String> around = context.axes().stream().map(Axis::index).collect(Collectors.toSet());
    Set<String> at = e.at().stream().map(p -> ((Term.IndexOf) p).name()).collect(Collectors.toSet());
    if (definition.stage() != reader.stage() || !at.equals(around)) return t;
    if (Weight.of(definition.value()) + Weight.of(reader.value()) > Weight.LARGEST) return t;
    gone.add(e.tensor());
    Term value = Terms.substitute(Terms.refresh(definition.value(), names), Terms.binding(definition.axes(), e.at()));
    return stored(program.declaration(e.tensor()).element(), value);
  }

  /// The value as it would have been read back.
  private static Term stored(ElementType element, Term value) {
    return switch (element) {
      case F32, I32, BOOL -> value;
      case F16, BF16, I8, U8 -> new Term.Cast(element, value);
    };
  }

  private static Map<String, Integer> countReads(Program program) {
    Map<String, Integer> uses = new HashMap<>();
    for (Statement s : program.statements()) {
      for (Term root : List.of(s.where(), s.value())) {
        Terms.walk(
            root,
            t -> {
              if (t instanceof Term.Element e) uses.merge(e.tensor(), 1, Integer::sum);
              if (t instanceof Term.Exists e) uses.merge(e.tensor(), 2, Integer::sum);
            });
      }
    }
    return uses;
  }
}
