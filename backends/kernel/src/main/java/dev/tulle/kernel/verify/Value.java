package dev.tulle.kernel.verify;

import dev.tulle.kernel.verify.Term.Level;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/// What is known of an expression's value.
sealed interface Value {
  /// An integer.
  record Whole(LinearForm form) implements Value {}

  record Truth(Condition condition) implements Value {}

  /// A float: only whether it is the same as another.
  record Real(Term term) implements Value {}

  /// Lanes, each known by its number.
  ///
  /// @param identity differs for values that may differ
  /// @param number the integer in a lane, where it is known
  /// @param holds what is known in each true lane of a mask
  record Lanes(Term identity, Optional<UnaryOperator<LinearForm>> number, Function<LinearForm, List<Fact>> holds) implements Value {
    static Lanes unknown(Term identity) {
      return new Lanes(identity, Optional.empty(), _ -> List.of());
    }
  }

  /// Equal for values that are always the same.
  default String key() {
    return switch (this) {
      case Whole w -> w.form.key();
      case Truth t -> "#" + t.condition.atom().number;
      case Real r -> "#" + r.term.number;
      case Lanes l -> "#" + l.identity.number;
    };
  }

  default Level level() {
    return switch (this) {
      case Whole w -> w.form.level();
      case Truth t -> t.condition.atom().level;
      case Real r -> r.term.level;
      case Lanes l -> l.identity.level;
    };
  }
}
