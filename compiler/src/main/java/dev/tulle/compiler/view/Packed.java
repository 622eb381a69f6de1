package dev.tulle.compiler.view;

import dev.tulle.compiler.tensor.Axis;
import dev.tulle.compiler.tensor.Term;
import dev.tulle.compiler.tensor.Terms;
import java.util.List;
import java.util.Map;

/// A tensor that has places for what exists: along one of its axes for the values that a view counts, in parts where its condition has several pieces.
///
/// @param axes those of its definition; what the parts say mentions them
/// @param axis which of them is counted
record Packed(List<Axis> axes, int axis, List<Part> parts) {
  /// @param name of the tensor that holds it
  /// @param atoms the conditions of the piece that mention the counted index
  record Part(String name, View view, List<Term> atoms) {
    /// As it is at a place.
    Part at(Map<String, Term> place) {
      return new Part(name, view.substitute(place), atoms.stream().map(a -> Terms.substitute(a, place)).toList());
    }
  }

  /// The parts as an element sees them.
  List<Part> at(Term.Element element) {
    Map<String, Term> place = Terms.binding(axes, element.at());
    return parts.stream().map(p -> p.at(place)).toList();
  }

  /// Whether every part can tell the place of a value without looking for it.
  boolean isOfRuns() {
    return parts.stream().allMatch(p -> p.view() instanceof View.Run);
  }
}
