package dev.tulle.kernel.verify;

import dev.tulle.kernel.verify.Term.Level;

/// What is known of an expression's value; of a vector's, its value in one lane: the term [Terms#lane].
sealed interface Value {
  /// An integer.
  record Whole(LinearForm form) implements Value {}

  record Truth(Condition condition) implements Value {}

  /// A float: only whether it is the same as another.
  record Real(Term term) implements Value {}

  /// Equal for values that are always the same.
  default String key() {
    return switch (this) {
      case Whole w -> w.form.key();
      case Truth t -> "#" + t.condition.atom().number;
      case Real r -> "#" + r.term.number;
    };
  }

  default Level level() {
    return switch (this) {
      case Whole w -> w.form.level();
      case Truth t -> t.condition.atom().level;
      case Real r -> r.term.level;
    };
  }
}
