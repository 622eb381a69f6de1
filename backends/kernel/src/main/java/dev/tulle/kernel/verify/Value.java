package dev.tulle.kernel.verify;

import dev.tulle.kernel.verify.Term.Level;
import java.util.Optional;

/// What is known of an expression's value.
sealed interface Value {
  /// An integer.
  record Whole(LinearForm form) implements Value {}

  record Truth(Condition condition) implements Value {}

  /// A float: only whether it is the same as another.
  record Real(Term term) implements Value {}

  /// Lanes. A mask whose true lanes are among the first `count` says so.
  ///
  /// @param identity differs for values that may differ
  record Lanes(Term identity, Optional<LinearForm> count) implements Value {}

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
