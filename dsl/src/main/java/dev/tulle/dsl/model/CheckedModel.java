package dev.tulle.dsl.model;

import java.util.List;
import java.util.stream.Stream;

/// A model that obeys every rule of the language, for one choice of its parameters. Layers are inlined, parameters are literals.
///
/// @param inputs what is bound at every run: tensors and patterns, in the order of declaration
/// @param weights what is bound when the model is opened
public record CheckedModel(
    String name,
    String doc,
    List<Parameter> parameters,
    List<Size> sizes,
    List<Requirement> requirements,
    List<Symbol> inputs,
    List<Symbol> weights,
    List<Statement> statements) {
  public CheckedModel {
    parameters = List.copyOf(parameters);
    sizes = List.copyOf(sizes);
    requirements = List.copyOf(requirements);
    inputs = List.copyOf(inputs);
    weights = List.copyOf(weights);
    statements = List.copyOf(statements);
  }

  /// What a run returns: the output tensors, in program order.
  public Stream<Tensor> outputs() {
    return statements.stream()
        .flatMap(s -> s instanceof Statement.Define d && d.target().role() == Tensor.Role.OUTPUT ? Stream.of(d.target()) : Stream.empty());
  }
}
