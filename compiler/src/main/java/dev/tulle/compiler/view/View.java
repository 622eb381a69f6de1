package dev.tulle.compiler.view;

import dev.tulle.compiler.tensor.Arithmetic;
import dev.tulle.compiler.tensor.Term;
import dev.tulle.compiler.tensor.Terms;
import dev.tulle.dsl.model.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The values that one index takes under a condition, counted for each row: a row is what the other indices are. Terms mention those.
sealed interface View {
  /// No row has more values: a term over sizes.
  Term capacity();

  /// The value that is counted by a number.
  Term at(Term number);

  /// The same view of a renamed or fixed row.
  View substitute(Map<String, Term> indices);

  /// Values one after another from `low` on. The numbers end where the conditions say.
  record Run(Term low, Term capacity) implements View {
    @Override
    public Term at(Term number) {
      return Arithmetic.add(low, number);
    }

    @Override
    public Run substitute(Map<String, Term> indices) {
      return new Run(Terms.substitute(low, indices), capacity);
    }
  }

  /// Values that a list holds.
  ///
  /// @param atom the condition that holds for just these values
  record Listed(Lists.Key key, List<Term> row, Term atom, Term capacity) implements View {
    public Listed {
      row = List.copyOf(row);
    }

    @Override
    public Term at(Term number) {
      List<Term> place = new ArrayList<>(row);
      place.add(number);
      return new Term.Element(key.list(), ValueType.INT, place, List.of());
    }

    /// That a number counts a value.
    Term counts(Term number) {
      return Terms.less(number, new Term.Element(key.count(), ValueType.INT, row, List.of()));
    }

    @Override
    public Listed substitute(Map<String, Term> indices) {
      return new Listed(key, row.stream().map(t -> Terms.substitute(t, indices)).toList(), Terms.substitute(atom, indices), capacity);
    }
  }
}
