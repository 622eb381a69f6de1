package dev.tulle.dsl.model;

import java.util.List;
import java.util.Optional;

/// A model that obeys every rule of the language, for one choice of its parameters. Layers are inlined, parameters are literals.
///
/// @param weights what is bound when the model is opened: tensors and patterns, in the order of declaration
/// @param states what a session keeps between runs, in the order of declaration: the first value of one may read those before it
/// @param entries the programs over these weights and states; a model without `entry` has one, which has no name
public record CheckedModel(
    String name,
    String doc,
    List<Parameter> parameters,
    List<Symbol> weights,
    List<State> states,
    List<Entry> entries) {
  public CheckedModel {
    parameters = List.copyOf(parameters);
    weights = List.copyOf(weights);
    states = List.copyOf(states);
    entries = List.copyOf(entries);
  }

  /// The program of a model without `entry`, otherwise its first one.
  public Entry first() {
    return entries.getFirst();
  }

  /// The program of this name; the one without a name is `""`.
  public Optional<Entry> entry(String name) {
    return entries.stream().filter(e -> e.name().equals(name)).findFirst();
  }
}
