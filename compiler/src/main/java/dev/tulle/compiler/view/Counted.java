package dev.tulle.compiler.view;

import dev.tulle.compiler.tensor.Axis;
import dev.tulle.compiler.tensor.Names;
import dev.tulle.compiler.tensor.Term;
import dev.tulle.compiler.tensor.Terms;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// An index that is counted through a view while a term is rewritten: terms still mention the index, until all of them have been seen.
///
/// @param atoms what holds for the index there
/// @param number the axis that takes its place
record Counted(Axis axis, View view, Set<Term> atoms, Axis number) {
  static Counted of(Axis axis, View view, List<Term> atoms, Names names) {
    return new Counted(axis, view, Set.copyOf(atoms), new Axis(names.fresh(axis.index()), view.capacity()));
  }

  /// The term with the counted value in the index' place.
  Term replace(Term term) {
    return Terms.substitute(term, Map.of(axis.index(), view.at(Terms.index(number))));
  }

  /// What says which numbers count: the conditions, already rewritten, without what the view itself says.
  ///
  /// @param original the conditions as they were
  Term where(List<Term> original, List<Term> rewritten) {
    List<Term> all = new ArrayList<>();
    switch (view) {
      case View.Run run -> {
        for (int i = 0; i < original.size(); i++) {
          if (!Terms.isQuick(original.get(i)) || !FindRun.isLow(original.get(i), axis.index())) all.add(replace(rewritten.get(i)));
        }
        all.addFirst(Terms.less(run.at(Terms.index(number)), axis.extent()));
      }
      case View.Listed listed -> {
        all.add(listed.counts(Terms.index(number)));
        for (int i = 0; i < original.size(); i++) if (!original.get(i).equals(listed.atom())) all.add(replace(rewritten.get(i)));
      }
    }
    return Terms.and(all);
  }
}
