package dev.tulle.compiler.tensor;

import dev.tulle.kernel.CompilerBug;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// A model as Tensor IR: declarations, then steps in an order in which each reads only what is given or computed before it.
///
/// @param entry which of the programs of the model it is; empty for the only one and for what gives states their first values
public record Program(
    String name,
    String entry,
    String doc,
    Map<String, String> parameters,
    List<Size> sizes,
    List<Requirement> requirements,
    Map<String, Declaration> declarations,
    List<Step> steps) {
  /// A run-time size; `given` by the caller rather than found in a shape.
  public record Size(String name, boolean given, String doc) {}

  /// A condition over sizes, and the text that messages show.
  public record Requirement(Term condition, String text) {}

  public Program {
    parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    sizes = List.copyOf(sizes);
    requirements = List.copyOf(requirements);
    declarations = Collections.unmodifiableMap(new LinkedHashMap<>(declarations));
    steps = List.copyOf(steps);
  }

  public Declaration declaration(String tensor) {
    Declaration d = declarations.get(tensor);
    if (d == null) throw new CompilerBug("no tensor `" + tensor + "`");
    return d;
  }

  public Program with(Map<String, Declaration> newDeclarations, List<Step> newSteps) {
    return new Program(name, entry, doc, parameters, sizes, requirements, newDeclarations, newSteps);
  }

  public Program with(List<Step> newSteps) {
    return with(declarations, newSteps);
  }

  /// Every statement, those of loops among them, in order.
  public Stream<Statement> statements() {
    return steps.stream().flatMap(Step::statements);
  }

  /// All declarations of one role, in order.
  public List<Declaration> all(Declaration.Role role) {
    return declarations.values().stream().filter(d -> d.role() == role).toList();
  }
}
