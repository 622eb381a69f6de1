package dev.tulle.dsl.interpret;

import dev.tulle.dsl.model.Carried;
import dev.tulle.dsl.model.CheckedModel;
import dev.tulle.dsl.model.ElementType;
import dev.tulle.dsl.model.Entry;
import dev.tulle.dsl.model.Existence;
import dev.tulle.dsl.model.Expr;
import dev.tulle.dsl.model.Expr.Bound;
import dev.tulle.dsl.model.Format;
import dev.tulle.dsl.model.Function;
import dev.tulle.dsl.model.Index;
import dev.tulle.dsl.model.Pattern;
import dev.tulle.dsl.model.Requirement;
import dev.tulle.dsl.model.Size;
import dev.tulle.dsl.model.State;
import dev.tulle.dsl.model.Statement;
import dev.tulle.dsl.model.Symbol;
import dev.tulle.dsl.model.Tensor;
import dev.tulle.dsl.model.ValueType;
import dev.tulle.dsl.source.Source;
import dev.tulle.dsl.source.Span;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Checked models built by hand: for what the checker refuses, or proves in a way that a test must contradict.
final class Hand {
  static final Span NOWHERE = new Span(new Source("hand", ""), 0, 0);

  private final List<Requirement> requirements = new ArrayList<>();
  private final List<Symbol> inputs = new ArrayList<>();
  private final List<State> states = new ArrayList<>();
  private final List<Statement> statements = new ArrayList<>();
  private final Set<String> sizes = new LinkedHashSet<>();

  Expr size(String name) {
    sizes.add(name);
    return new Expr.SizeValue(name);
  }

  Tensor input(String name, ElementType element, Existence existence, Optional<Format> format, Expr... axes) {
    Tensor tensor = new Tensor(name, Tensor.Role.INPUT, element, List.of(axes), existence, format, List.of(), "", NOWHERE);
    inputs.add(tensor);
    return tensor;
  }

  Tensor input(String name, ElementType element, Expr... axes) {
    return input(name, element, new Existence.Everywhere(), Optional.empty(), axes);
  }

  Pattern inputPattern(String name, Expr... axes) {
    Pattern pattern = new Pattern(name, Pattern.Role.INPUT, List.of(axes), Optional.empty(), "", NOWHERE);
    inputs.add(pattern);
    return pattern;
  }

  Tensor output(String name, ElementType element, Expr value, Index... indices) {
    return output(name, element, Expr.truth(), value, indices);
  }

  Tensor output(String name, ElementType element, Expr where, Expr value, Index... indices) {
    List<Expr> axes = List.of(indices).stream().map(Index::range).toList();
    Existence existence = where.equals(Expr.truth()) ? new Existence.Everywhere() : new Existence.Where(List.of(indices), where);
    Tensor target = new Tensor(name, Tensor.Role.OUTPUT, element, axes, existence, Optional.empty(), List.of(), "", NOWHERE);
    statements.add(new Statement.Define(target, List.of(indices), where, value, NOWHERE));
    return target;
  }

  Pattern pattern(String name, Expr condition, Index... indices) {
    List<Expr> axes = List.of(indices).stream().map(Index::range).toList();
    Pattern target = new Pattern(name, Pattern.Role.DEFINED, axes, Optional.empty(), "", NOWHERE);
    statements.add(new Statement.DefinePattern(target, List.of(indices), condition, Optional.empty(), NOWHERE));
    return target;
  }

  /// A tensor that a loop carries, from `initial` over `indices` to `next` over the same.
  Carried carried(Tensor tensor, Expr initial, Expr next, Index... indices) {
    Optional<Carried.Next> step = Optional.of(new Carried.Next(List.of(indices), Expr.truth(), next, NOWHERE));
    return new Carried(tensor, List.of(indices), initial, step, List.of(), NOWHERE);
  }

  static Tensor carriedTensor(String name, ElementType element, Expr... axes) {
    return new Tensor(name, Tensor.Role.CARRIED, element, List.of(axes), new Existence.Everywhere(), Optional.empty(), List.of(), "",
        NOWHERE);
  }

  Tensor state(String name, Expr where, Expr initial, Index... indices) {
    List<Expr> axes = List.of(indices).stream().map(Index::range).toList();
    Existence existence = where.equals(Expr.truth()) ? new Existence.Everywhere() : new Existence.Where(List.of(indices), where);
    Tensor tensor = new Tensor(name, Tensor.Role.STATE, ElementType.F32, axes, existence, Optional.empty(), List.of(), "", NOWHERE);
    states.add(new State(tensor, List.of(indices), initial, NOWHERE));
    return tensor;
  }

  void add(Statement statement) {
    statements.add(statement);
  }

  void require(String text, Expr condition) {
    requirements.add(new Requirement(condition, text, NOWHERE));
  }

  CheckedModel model() {
    List<Size> declared = sizes.stream().map(s -> new Size(s, false, "")).toList();
    Entry only = new Entry("", "", declared, requirements, inputs, statements);
    return new CheckedModel("Hand", "", List.of(), List.of(), states, List.of(only));
  }

  static Expr read(Bound bound, Tensor tensor, Expr... at) {
    return new Expr.Read(tensor, List.of(at), Collections.nCopies(at.length, bound), NOWHERE);
  }

  static Expr read(Tensor tensor, Index... at) {
    return read(Bound.PROVED, tensor, List.of(at).stream().map(Expr.IndexValue::new).toArray(Expr[]::new));
  }

  static Expr member(Pattern pattern, Expr... at) {
    return new Expr.Member(pattern, List.of(at), NOWHERE);
  }

  static Expr value(Index index) {
    return new Expr.IndexValue(index);
  }

  static Expr number(double value) {
    return new Expr.Literal(ValueType.FLOAT, value);
  }

  static Expr integer(long value) {
    return Expr.integer(value);
  }

  static Expr apply(Function function, Expr... arguments) {
    ValueType type = switch (function) {
      case LESS, LESS_EQUAL, GREATER, GREATER_EQUAL, EQUAL, NOT_EQUAL, AND, OR, NOT -> ValueType.BOOL;
      default -> arguments[0].type();
    };
    return new Expr.Apply(function, type, List.of(arguments));
  }
}
