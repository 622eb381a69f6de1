package dev.tulle.compiler.tensor;

import dev.tulle.dsl.model.ElementType;
import dev.tulle.dsl.model.Function;
import dev.tulle.dsl.model.ReduceOperator;
import dev.tulle.dsl.model.RowOperator;
import dev.tulle.dsl.model.SelectOperator;
import dev.tulle.dsl.model.ValueType;
import java.util.List;
import java.util.Optional;

/// An expression of Tensor IR: a tree over index names that are unique in the program. A term is only evaluated where it exists: what may be absent stands under
/// the condition of a [Reduce], a [Choose] or a statement.
public sealed interface Term {
  ValueType type();

  record Number(ValueType type, double value) implements Term {}

  /// A run-time size.
  record SizeOf(String name) implements Term {
    @Override
    public ValueType type() {
      return ValueType.INT;
    }
  }

  /// The value of an index.
  record IndexOf(String name) implements Term {
    @Override
    public ValueType type() {
      return ValueType.INT;
    }
  }

  /// An element of a tensor, or whether a stored pattern has a member. Positions are inside the axes, but for the axes in `checked`: there a position outside is an
  /// error of the data.
  record Element(String tensor, ValueType type, List<Term> at, List<Integer> checked) implements Term {
    public Element {
      at = List.copyOf(at);
      checked = List.copyOf(checked);
    }
  }

  /// Whether a tensor in a sparse storage has an element at these positions (which are inside the axes).
  record Exists(String tensor, List<Term> at) implements Term {
    public Exists {
      at = List.copyOf(at);
    }

    @Override
    public ValueType type() {
      return ValueType.BOOL;
    }
  }

  /// A pointwise operator. The second argument of `AND` is evaluated only where the first holds, that of `OR` only where it does not.
  record Apply(Function function, ValueType type, List<Term> arguments) implements Term {
    public Apply {
      arguments = List.copyOf(arguments);
    }
  }

  /// Conversion to the value type of `to`, rounded to what `to` can store.
  record Cast(ElementType to, Term operand) implements Term {
    @Override
    public ValueType type() {
      return to.valueType();
    }
  }

  /// `then` where `condition` holds, `otherwise` elsewhere; the other one is not evaluated.
  record Choose(Term condition, Term then, Term otherwise) implements Term {
    @Override
    public ValueType type() {
      return then.type();
    }
  }

  /// The reduction of `body` over all index values that satisfy `where`.
  record Reduce(ReduceOperator operator, List<Axis> over, Term where, Term body) implements Term {
    public Reduce {
      over = List.copyOf(over);
    }

    @Override
    public ValueType type() {
      return switch (operator) {
        case ANY, ALL -> ValueType.BOOL;
        case COUNT, ARGMAX, ARGMIN -> ValueType.INT;
        case SUM, PROD, MAX, MIN, MEAN, LOGSUMEXP -> body.type();
      };
    }
  }

  /// The value at the indices `at` of a row operator over the row `body`, `where` holding. After `ExpandRowOperators` it is all of a statement's value.
  record RowOperation(RowOperator operator, List<Axis> over, List<Term> at, Term where, Term body) implements Term {
    public RowOperation {
      over = List.copyOf(over);
      at = List.copyOf(at);
    }

    @Override
    public ValueType type() {
      return switch (operator) {
        case ARGSORT, RANK -> ValueType.INT;
        case SOFTMAX, CUMSUM, SORT -> body.type();
      };
    }
  }

  /// Whether `at` is among the selected of the row `body`, `where` holding. After `ExpandSelections` it is all of a statement's value.
  record Selection(SelectOperator operator, List<Axis> over, List<Term> at, Optional<Term> group, Term count, Term where, Term body)
      implements Term {
    public Selection {
      over = List.copyOf(over);
      at = List.copyOf(at);
    }

    @Override
    public ValueType type() {
      return ValueType.BOOL;
    }
  }
}
