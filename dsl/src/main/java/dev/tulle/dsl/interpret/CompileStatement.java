package dev.tulle.dsl.interpret;

import static dev.tulle.dsl.interpret.Absent.ABSENT;
import static dev.tulle.dsl.interpret.Absent.holds;
import static dev.tulle.dsl.interpret.Absent.isAbsent;
import static dev.tulle.dsl.interpret.Absent.truth;

import dev.tulle.dsl.model.ElementType;
import dev.tulle.dsl.model.Expr;
import dev.tulle.dsl.model.Index;
import dev.tulle.dsl.model.Pattern;
import dev.tulle.dsl.model.Statement;
import dev.tulle.dsl.model.Symbol;
import dev.tulle.dsl.model.Tensor;
import dev.tulle.dsl.model.ValueType;
import java.util.Arrays;
import java.util.List;

/// What each statement does, as an [Action]. Its terms are compiled once; what it defines gets its place when it is compiled, so that later statements find it.
final class CompileStatement {
  private final SizeArithmetic sizes;
  private final Store store;
  private final Precision precision;
  private final Scope scope;

  /// @param scope the variables that are bound around the statements
  CompileStatement(SizeArithmetic sizes, Store store, Precision precision, Scope scope) {
    this.sizes = sizes;
    this.store = store;
    this.precision = precision;
    this.scope = scope;
  }

  /// Evaluates a statement that stands in no loop.
  static void run(Statement statement, SizeArithmetic sizes, Store store, Precision precision) {
    Scope scope = new Scope(sizes);
    Action action = new CompileStatement(sizes, store, precision, scope).compile(statement);
    action.run(scope.newIndices());
  }

  /// Where a condition over the indices of a symbol holds.
  static Elements members(Symbol symbol, List<Index> indices, Expr condition, SizeArithmetic sizes, Store store) {
    Scope scope = new Scope(sizes);
    CompileStatement compile = new CompileStatement(sizes, store, Precision.exact(), scope);
    Elements members = Elements.none(symbol.name(), ElementType.BOOL, compile.shape(symbol, indices));
    compile.members(members, indices, condition).run(scope.newIndices());
    return members;
  }

  Action compile(Statement statement) {
    return switch (statement) {
      case Statement.Define d -> define(d);
      case Statement.DefinePattern p -> pattern(p);
      case Statement.Repeat r -> new CompileRepeat(this, scope).compile(r);
      case Statement.Fold f -> new CompileFold(this, scope).compile(f);
      case Statement.Update u -> update(u);
    };
  }

  /// Terms that are forgotten together; to be made before the variables are bound whose values vary in between.
  CompileTerm terms() {
    return new CompileTerm(scope, store, precision);
  }

  /// The elements are the values where `where` holds, rounded to the stored type. Nothing is computed elsewhere; where it holds, the value
  /// must exist.
  Action define(Statement.Define define) {
    Tensor target = define.target();
    Elements elements = Elements.none(target.name(), target.element(), shape(target, define.indices()));
    Action assign = assign("the definition of `" + target.name() + "`", define.indices(), define.where(), define.value(), elements);
    store.put(target, elements);
    return indices -> {
      Arrays.fill(elements.values(), ABSENT);
      assign.run(indices);
    };
  }

  /// New values: elements that `where` leaves out keep theirs.
  ///
  /// @param what is assigned, for messages
  Action assign(String what, List<Index> indices, Expr whereOf, Expr valueOf, Elements elements) {
    CompileTerm terms = terms();
    Loop loop = scope.enter(indices);
    Term where = terms.term(whereOf);
    Term value = terms.term(valueOf);
    scope.leave(indices);
    return values -> {
      terms.forget();
      loop.forEach(
          values,
          place -> {
            if (!holds(where.at(values))) return;
            double element = value.at(values);
            if (isAbsent(element)) {
              throw new CheckerBug(what + " has no value at " + Text.position((int) place, elements.shape()));
            }
            elements.values()[(int) place] = Rounding.to(elements.element(), element);
          });
    };
  }

  /// The members are the indices where the condition exists and is true. If they are ordered, each has a key.
  private Action pattern(Statement.DefinePattern define) {
    Elements members = place(define.target(), ElementType.BOOL, define.indices());
    Action assign = members(members, define.indices(), define.condition());
    if (define.order().isEmpty()) return assign;
    Expr key = define.order().get().key();
    String what = "the order of `" + define.target().name() + "`";
    Expr member = new Expr.Member(
        define.target(), define.indices().stream().<Expr> map(Expr.IndexValue::new).toList(), define.span());
    Action keys = assign(what, define.indices(), member, key,
        new Elements(ElementType.F32, members.shape(), new double[members.values().length]));
    return indices -> {
      assign.run(indices);
      keys.run(indices);
    };
  }

  private Action members(Elements members, List<Index> indices, Expr condition) {
    CompileTerm terms = terms();
    Loop loop = scope.enter(indices);
    Term term = terms.term(condition);
    scope.leave(indices);
    return values -> {
      terms.forget();
      loop.forEach(values, place -> members.values()[(int) place] = truth(holds(term.at(values))));
    };
  }

  private Action update(Statement.Update update) {
    Elements old = store.elements(update.target());
    Elements next = old.copy();
    String name = update.target().name();
    Action assign = assign("the update of `" + name + "`", update.indices(), update.where(), value(update), next);
    return values -> {
      System.arraycopy(old.values(), 0, next.values(), 0, next.values().length);
      assign.run(values);
      for (int i = 0; i < next.values().length; i++) {
        if (isAbsent(old.values()[i]) && !isAbsent(next.values()[i])) {
          throw new CheckerBug("`" + name + "` is updated at " + Text.position(i, next.shape()) + ", where it has no element");
        }
      }
      store.update(update.target(), next);
    };
  }

  /// A position is a member or not; it is never absent.
  private static Expr value(Statement.Update update) {
    return switch (update.target()) {
      case Tensor _ -> update.value();
      case Pattern _ -> new Expr.If(update.value(), Expr.truth(), new Expr.Literal(ValueType.BOOL, 0));
    };
  }

  Elements elements(Symbol symbol) {
    return store.elements(symbol);
  }

  /// Room for what is defined, known from here on.
  Elements place(Symbol symbol, ElementType element, List<Index> indices) {
    Elements elements = Elements.none(symbol.name(), element, shape(symbol, indices));
    store.put(symbol, elements);
    return elements;
  }

  /// The extents of the axes, which the ranges of the indices repeat.
  private int[] shape(Symbol symbol, List<Index> indices) {
    int[] shape = sizes.shape(symbol);
    for (int axis = 0; axis < shape.length; axis++) {
      int range = sizes.extent(indices.get(axis).range(), "index `" + indices.get(axis).name() + "`");
      if (range != shape[axis]) {
        throw new CheckerBug("axis " + axis + " of `" + symbol.name() + "` has " + shape[axis] + " positions, its index " + range);
      }
    }
    return shape;
  }
}
