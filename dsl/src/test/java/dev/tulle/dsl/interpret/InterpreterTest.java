package dev.tulle.dsl.interpret;

import static dev.tulle.dsl.interpret.Hand.apply;
import static dev.tulle.dsl.interpret.Hand.integer;
import static dev.tulle.dsl.interpret.Hand.member;
import static dev.tulle.dsl.interpret.Hand.read;
import static dev.tulle.dsl.interpret.Hand.value;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tulle.dsl.model.ElementType;
import dev.tulle.dsl.model.Existence;
import dev.tulle.dsl.model.Expr;
import dev.tulle.dsl.model.Expr.Bound;
import dev.tulle.dsl.model.Format;
import dev.tulle.dsl.model.Function;
import dev.tulle.dsl.model.Index;
import dev.tulle.dsl.model.Pattern;
import dev.tulle.dsl.model.ReduceOperator;
import dev.tulle.dsl.model.Tensor;
import dev.tulle.dsl.model.ValueType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Binding, existence and failures, on models built by hand.
class InterpreterTest {
  private final Hand hand = new Hand();
  private final Expr n = hand.size("N");
  private final Index i = new Index("i", n);

  @Test
  void nothingIsComputedOutsideTheWhere() {
    Tensor x = hand.input("x", ElementType.F32, n);
    Tensor ids = hand.input("ids", ElementType.I32, n);
    Expr where = apply(Function.LESS, read(ids, i), n);
    hand.output("y", ElementType.F32, where, read(Bound.CHECKED, x, read(ids, i)), i);
    Value y = run(Map.of("x", floats(5, 6, 7), "ids", integers(2, 99, 0))).outputs().get("y");
    assertArrayEquals(new double[] {7, 0, 5}, y.values());
    assertArrayEquals(new boolean[] {true, false, true}, y.present());
  }

  @Test
  void aCheckedPositionOutOfRangeNamesTensorPositionAndValue() {
    Tensor x = hand.input("x", ElementType.F32, n);
    Tensor ids = hand.input("ids", ElementType.I32, n);
    hand.output("y", ElementType.F32, read(Bound.CHECKED, x, read(ids, i)), i);
    assertFails(
        "[R0106] index 99 into axis 0 of `x`, which has 3 positions (from `ids`, where i = 1)",
        Map.of("x", floats(5, 6, 7), "ids", integers(2, 99, 0)));
  }

  @Test
  void aPositionBeyondTheAxisIsAbsentInABody() {
    Tensor x = hand.input("x", ElementType.F32, n);
    Index r = new Index("r", integer(3));
    Expr position = apply(Function.SUBTRACT, apply(Function.ADD, value(i), value(r)), integer(1));
    hand.output("y", ElementType.F32,
        new Expr.Reduce(ReduceOperator.SUM, List.of(r), Expr.truth(), read(Bound.ABSENT, x, position), Hand.NOWHERE), i);
    Value y = run(Map.of("x", floats(1, 2, 4))).outputs().get("y");
    assertArrayEquals(new double[] {3, 7, 6}, y.values());
    assertNull(y.present());
  }

  @Test
  void aProvedPositionOutOfRangeIsOurBug() {
    Tensor x = hand.input("x", ElementType.F32, n);
    hand.output("y", ElementType.F32, read(Bound.PROVED, x, apply(Function.ADD, value(i), integer(1))), i);
    CheckerBug bug = assertThrows(CheckerBug.class, () -> run(Map.of("x", floats(1, 2))));
    assertEquals(
        "static and dynamic meaning disagree: index 2 into axis 0 of `x`, which has 2 positions (computed, where i = 1)", bug.getMessage());
  }

  @Test
  void aDefinitionWithoutAValueIsOurBug() {
    Tensor x = hand.input("x", ElementType.F32, n);
    hand.output("y", ElementType.F32, read(Bound.ABSENT, x, apply(Function.ADD, value(i), integer(1))), i);
    CheckerBug bug = assertThrows(CheckerBug.class, () -> run(Map.of("x", floats(1, 2))));
    assertEquals("static and dynamic meaning disagree: the definition of `y` has no value at [1]", bug.getMessage());
  }

  @Test
  void aForcedPatternIsTakenAsItIs() {
    Tensor x = hand.input("x", ElementType.F32, n);
    Pattern big = hand.pattern("big", apply(Function.GREATER, read(x, i), new Expr.Literal(ValueType.FLOAT, 1)), i);
    hand.output("y", ElementType.F32, member(big, value(i)), read(x, i), i);
    Map<String, Value> data = Map.of("x", floats(0, 1, 2));
    assertArrayEquals(new boolean[] {false, false, true}, run(data).outputs().get("y").present());
    Value members = Value.members(new int[] {3}, true, true, false);
    Evaluation forced = Interpreter.run(hand.model(), data, Map.of(), Map.of("big", members));
    assertArrayEquals(new boolean[] {true, true, false}, forced.outputs().get("y").present());
    assertArrayEquals(new double[] {1, 1, 0}, forced.named("big").orElseThrow().values());
    assertThrows(InterpretException.class, () -> Interpreter.run(hand.model(), data, Map.of(), Map.of("small", members)));
    assertThrows(InterpretException.class,
        () -> Interpreter.run(hand.model(), data, Map.of(), Map.of("big", Value.members(new int[] {1}, true))));
  }

  @Test
  void sizesAreFoundAndCheckedWhereverTheyOccur() {
    hand.input("x", ElementType.F32, n);
    hand.input("pairs", ElementType.F32, apply(Function.MULTIPLY, n, integer(2)));
    hand.require("N % 2 == 0", apply(Function.EQUAL, apply(Function.MODULO, n, integer(2)), integer(0)));
    assertEquals(Map.of("N", 2L), run(Map.of("x", floats(1, 2), "pairs", floats(1, 2, 3, 4))).sizes());
    assertFails(
        "[R0103] axis 0 of `pairs` must have 4 positions with N = 2, but the data has shape [3]",
        Map.of("x", floats(1, 2), "pairs", floats(1, 2, 3)));
    assertFails("[R0104] the model requires N % 2 == 0, which does not hold for N = 1", Map.of("x", floats(1), "pairs", floats(1, 2)));
    assertFails("[R0103] `x` has 1 axes, but the data has shape []",
        Map.of("x", Value.dense(ElementType.F32, new int[0], 1), "pairs", floats(1, 2)));
  }

  @Test
  void sizesThatDisagreeNameBothSources() {
    hand.input("x", ElementType.F32, n);
    hand.input("z", ElementType.F32, n);
    assertFails("[R0103] size `N` is 2 by axis 0 of `x`, but 3 by axis 0 of `z`", Map.of("x", floats(1, 2), "z", floats(1, 2, 3)));
    Map<String, Value> data = Map.of("x", floats(1, 2), "z", floats(1, 2));
    InterpretException wrong = assertThrows(InterpretException.class, () -> Interpreter.run(hand.model(), data, Map.of("N", 5L)));
    assertEquals("[R0103] size `N` is 5 as given, but 2 by axis 0 of `x`", wrong.getMessage());
    assertThrows(InterpretException.class, () -> Interpreter.run(hand.model(), data, Map.of("M", 5L)));
    assertThrows(InterpretException.class, () -> Interpreter.run(hand.model(), data, Map.of("N", -1L)));
  }

  @Test
  void aSizeThatNothingSaysIsAsked() {
    hand.output("y", ElementType.I32, value(i), i);
    assertFails("[R0103] size `N` is not given, and nothing that is bound says what it is", Map.of());
    assertArrayEquals(new double[] {0, 1, 2}, Interpreter.run(hand.model(), Map.of(), Map.of("N", 3L)).outputs().get("y").values());
    assertArrayEquals(new double[0], Interpreter.run(hand.model(), Map.of(), Map.of("N", 0L)).outputs().get("y").values());
  }

  @Test
  void moreElementsThanAnArrayHoldsIsAnErrorOfTheData() {
    Index j = new Index("j", n);
    hand.output("y", ElementType.I32, value(i), i, j);
    InterpretException large = assertThrows(InterpretException.class, () -> Interpreter.run(hand.model(), Map.of(), Map.of("N", 1L << 17)));
    assertEquals(InterpretException.Code.MEMORY, large.code());
  }

  @Test
  void namesAndTypesAreChecked() {
    hand.input("x", ElementType.I8, n);
    assertFails("[R0101] no data is bound to `x`", Map.of());
    assertFails("[R0101] model `Hand` has no input `w`",
        Map.of("x", Value.dense(ElementType.I8, new int[] {1}, 1), "w", floats(1)));
    assertFails("[R0102] `x` is i8, but the data is f32", Map.of("x", floats(1)));
    assertFails("[R0102] `x` is i8 and cannot hold 128 at [1]", Map.of("x", Value.dense(ElementType.I8, new int[] {2}, 1, 128)));
  }

  @Test
  void denseDataForAnNmWeightMustSatisfyIt() {
    hand.input("w", ElementType.F32, new Existence.Stored(), Optional.of(new Format.Nm(2, 4)), n, integer(4));
    Value fits = Value.dense(ElementType.F32, new int[] {2, 4}, 1, 0, 2, 0, 0, 0, 0, 3);
    Value w = run(Map.of("w", fits)).named("w").orElseThrow();
    assertArrayEquals(new boolean[] {true, false, true, false, false, false, false, true}, w.present());
    assertFails(
        "[R0105] `w` has 3 elements in the group of 4 that starts at [1, 0], but nm(2, 4) allows 2",
        Map.of("w", Value.dense(ElementType.F32, new int[] {2, 4}, 1, 0, 2, 0, 0, 1, 1, 3)));
  }

  @Test
  void aStoredZeroIsAnElement() {
    hand.input("w", ElementType.F32, new Existence.Stored(), Optional.of(new Format.Csr()), n, integer(2));
    boolean[] present = {false, true, true, false};
    Value w = run(Map.of("w", Value.sparse(ElementType.F32, new int[] {2, 2}, new double[] {0, 0, 5, 0}, present))).named("w")
        .orElseThrow();
    assertArrayEquals(present, w.present());
  }

  @Test
  void blocksAreWhole() {
    hand.input("w", ElementType.F32, new Existence.Stored(), Optional.of(new Format.Blocks(2, 2)), n, integer(3));
    Value w = run(Map.of("w", Value.dense(ElementType.F32, new int[] {3, 3}, 0, 1, 0, 0, 0, 0, 0, 0, 7))).named("w").orElseThrow();
    assertArrayEquals(new boolean[] {true, true, false, true, true, false, false, false, true}, w.present());
    boolean[] partial = {true, false, false, true, true, false, false, false, false};
    assertFails(
        "[R0105] the block of `w` that starts at [0, 0] is there in part only; blocks(2, 2) are whole",
        Map.of("w", Value.sparse(ElementType.F32, new int[] {3, 3}, new double[9], partial)));
  }

  @Test
  void aTensorDeclaredOnAPatternHasAnElementForEachMember() {
    Pattern p = hand.inputPattern("p", n);
    Index k = new Index("k", n);
    hand.input("x", ElementType.F32, new Existence.Where(List.of(k), member(p, value(k))), Optional.empty(), n);
    Value members = Value.members(new int[] {3}, true, false, true);
    Map<String, Value> dense = Map.of("p", members, "x", floats(1, 2, 3));
    assertArrayEquals(new boolean[] {true, false, true}, run(dense).named("x").orElseThrow().present());
    Value wrong = Value.sparse(ElementType.F32, new int[] {3}, new double[3], new boolean[] {true, true, true});
    assertFails("[R0105] the data of `x` has an element at [1], where its declaration says there is none",
        Map.of("p", members, "x", wrong));
  }

  @Test
  void aDenseInputHasAllItsElements() {
    hand.input("x", ElementType.F32, n);
    Value holed = Value.sparse(ElementType.F32, new int[] {2}, new double[2], new boolean[] {true, false});
    assertFails("[R0105] `x` is dense, but the data has no element at [1]", Map.of("x", holed));
  }

  @Test
  void valuesAreRoundedToTheStoredType() {
    Tensor x = hand.input("x", ElementType.F32, n);
    hand.output("half", ElementType.F16, read(x, i), i);
    hand.output("byte", ElementType.U8, new Expr.Cast(ElementType.U8, read(x, i)), i);
    Evaluation run = run(Map.of("x", floats(0.1, 300.7, -1)));
    assertArrayEquals(new double[] {0.0999755859375, 300.75, -1}, run.outputs().get("half").values());
    assertArrayEquals(new double[] {0, 255, 0}, run.outputs().get("byte").values());
  }

  @Test
  void theUsersNaNIsAValue() {
    Tensor x = hand.input("x", ElementType.F32, n);
    hand.output("y", ElementType.F32, read(x, i), i);
    Value y = run(Map.of("x", floats(Absent.ABSENT, 1))).outputs().get("y");
    assertNull(y.present());
    assertTrue(Double.isNaN(y.values()[0]));
  }

  private Evaluation run(Map<String, Value> data) {
    return Interpreter.run(hand.model(), data, Map.of());
  }

  private void assertFails(String message, Map<String, Value> data) {
    assertEquals(message, assertThrows(InterpretException.class, () -> run(data)).getMessage());
  }

  private static Value floats(double... values) {
    return Value.dense(ElementType.F32, new int[] {values.length}, values);
  }

  private static Value integers(double... values) {
    return Value.dense(ElementType.I32, new int[] {values.length}, values);
  }
}
