package dev.tulle.dsl.model;

import java.util.List;
import java.util.stream.Stream;

/// One of the programs of a model: what a run is given, does and returns.
///
/// @param name empty for the one program of a model without `entry`
/// @param sizes every run-time size that the program, the weights or the states mention
/// @param requirements those of the model and those of the entry
/// @param inputs what is bound at every run: tensors and patterns, in the order of declaration
/// @param statements what the model defines for all entries, then what this one defines; each reads only what is given or defined before it
public record Entry(
    String name,
    String doc,
    List<Size> sizes,
    List<Requirement> requirements,
    List<Symbol> inputs,
    List<Statement> statements) {
  public Entry {
    sizes = List.copyOf(sizes);
    requirements = List.copyOf(requirements);
    inputs = List.copyOf(inputs);
    statements = List.copyOf(statements);
  }

  /// What a run returns: the output tensors, in program order.
  public Stream<Tensor> outputs() {
    return statements.stream()
        .flatMap(s -> s instanceof Statement.Define d && d.target().role() == Tensor.Role.OUTPUT ? Stream.of(d.target()) : Stream.empty());
  }
}
