package dev.tulle.dsl.interpret;

import static dev.tulle.dsl.interpret.Absent.ABSENT;
import static dev.tulle.dsl.interpret.Absent.canonical;
import static dev.tulle.dsl.interpret.Absent.holds;

import dev.tulle.dsl.interpret.InterpretException.Code;
import dev.tulle.dsl.model.ElementType;
import dev.tulle.dsl.model.Existence;
import dev.tulle.dsl.model.Pattern;
import dev.tulle.dsl.model.Symbol;
import dev.tulle.dsl.model.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;

/// Takes the caller's data for every input and weight, and refuses what the declaration does not allow.
final class BindData {
  private final SizeArithmetic sizes;
  private final Store store;

  BindData(SizeArithmetic sizes, Store store) {
    this.sizes = sizes;
    this.store = store;
  }

  /// Every symbol has data, and nothing else has.
  ///
  /// @param who takes the data
  /// @param what the symbols are: `input` or `weight`
  static void checkNames(String who, String what, List<Symbol> symbols, Map<String, Value> data) {
    Set<String> names = symbols.stream().map(Symbol::name).collect(Collectors.toSet());
    for (String name : names) {
      if (!data.containsKey(name)) throw new InterpretException(Code.NAME, "no data is bound to `" + name + "`");
    }
    for (String name : data.keySet()) {
      if (!names.contains(name)) throw new InterpretException(Code.NAME, who + " has no " + what + " `" + name + "`");
    }
  }

  void bind(Symbol symbol, Value value) {
    switch (symbol) {
      case Tensor tensor -> store.put(tensor, tensor(tensor, value));
      case Pattern pattern -> store.put(pattern, members(pattern, value));
    }
  }

  /// The members of a pattern from the caller's array of booleans.
  static Elements members(Pattern pattern, Value value) {
    if (value.element() != ElementType.BOOL) {
      throw new InterpretException(Code.TYPE,
          "pattern `" + pattern.name() + "` takes booleans, but the data is " + Text.type(value.element()));
    }
    pattern.format().ifPresent(format -> StoredFormat.check(pattern.name(), format, value.shape(), value::isMember));
    double[] members = new double[value.values().length];
    for (int i = 0; i < members.length; i++) members[i] = Absent.truth(value.isMember(i));
    return new Elements(ElementType.BOOL, value.shape(), members);
  }

  private Elements tensor(Tensor tensor, Value value) {
    if (value.element() != tensor.element()) {
      throw new InterpretException(
          Code.TYPE, "`" + tensor.name() + "` is " + Text.type(tensor.element()) + ", but the data is " + Text.type(value.element()));
    }
    IntPredicate exists = switch (tensor.existence()) {
      case Existence.Everywhere _ -> everywhere(tensor, value);
      case Existence.Where where -> where(tensor, where, value);
      case Existence.Stored _ -> stored(tensor, value);
    };
    double[] values = new double[value.values().length];
    for (int i = 0; i < values.length; i++) {
      values[i] = exists.test(i) ? checked(tensor, value, i) : ABSENT;
    }
    return new Elements(tensor.element(), value.shape(), values);
  }

  private static double checked(Tensor tensor, Value value, int place) {
    double element = value.values()[place];
    if (!Rounding.holds(tensor.element(), element)) {
      throw new InterpretException(
          Code.TYPE,
          "`" + tensor.name() + "` is " + Text.type(tensor.element()) + " and cannot hold " + Text.number(element) + " at "
              + Text.position(place, value.shape()));
    }
    return canonical(element);
  }

  private static IntPredicate everywhere(Tensor tensor, Value value) {
    for (int i = 0; i < value.values().length; i++) {
      if (!value.exists(i)) {
        throw new InterpretException(
            Code.FORMAT, "`" + tensor.name() + "` is dense, but the data has no element at " + Text.position(i, value.shape()));
      }
    }
    return _ -> true;
  }

  /// One element for each tuple of indices that satisfies the declaration's condition; dense data hands over these and no others.
  private IntPredicate where(Tensor tensor, Existence.Where where, Value value) {
    double[] members = CompileStatement.members(tensor, where.indices(), where.condition(), sizes, store).values();
    for (int i = 0; value.present() != null && i < members.length; i++) {
      boolean expected = holds(members[i]);
      if (value.exists(i) != expected) {
        throw new InterpretException(
            Code.FORMAT,
            "the data of `" + tensor.name() + "` has " + (expected ? "no" : "an") + " element at " + Text.position(i, value.shape())
                + ", where its declaration says there is " + (expected ? "one" : "none"));
      }
    }
    return i -> holds(members[i]);
  }

  /// What is marked as present; of dense data, what a format has to keep.
  private static IntPredicate stored(Tensor tensor, Value value) {
    IntPredicate present = value.present() != null ? value::exists : StoredFormat.kept(tensor.format(), value);
    tensor.format().ifPresent(format -> StoredFormat.check(tensor.name(), format, value.shape(), present));
    return present;
  }
}
