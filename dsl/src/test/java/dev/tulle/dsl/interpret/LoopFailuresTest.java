package dev.tulle.dsl.interpret;

import static dev.tulle.dsl.interpret.Hand.NOWHERE;
import static dev.tulle.dsl.interpret.Hand.apply;
import static dev.tulle.dsl.interpret.Hand.carriedTensor;
import static dev.tulle.dsl.interpret.Hand.integer;
import static dev.tulle.dsl.interpret.Hand.number;
import static dev.tulle.dsl.interpret.Hand.read;
import static dev.tulle.dsl.interpret.Hand.value;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tulle.dsl.model.Carried;
import dev.tulle.dsl.model.ElementType;
import dev.tulle.dsl.model.Expr;
import dev.tulle.dsl.model.Expr.Bound;
import dev.tulle.dsl.model.FoldStep;
import dev.tulle.dsl.model.Function;
import dev.tulle.dsl.model.Index;
import dev.tulle.dsl.model.Order;
import dev.tulle.dsl.model.Pattern;
import dev.tulle.dsl.model.Statement;
import dev.tulle.dsl.model.Tensor;
import dev.tulle.dsl.model.Until;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What goes wrong inside loops and states, with its place: wrong data, and what the checker should not have let through.
class LoopFailuresTest {
  private final Hand hand = new Hand();
  private final Expr n = hand.size("N");
  private final Tensor x = hand.input("x", ElementType.F32, n);
  private final Index step = new Index("l", integer(4));
  private final Index row = new Index("b", integer(2));
  private final Index element = new Index("k", integer(3));
  private final Tensor z = carriedTensor("z", ElementType.F32);
  private final Tensor v = carriedTensor("v", ElementType.F32, integer(2));
  private final Expr zero = number(0);

  /// `x[at]`, absent outside of the two elements that it has.
  private Expr maybe(Expr at) {
    return read(Bound.ABSENT, x, at);
  }

  private static Expr less(Expr a, Expr b) {
    return apply(Function.LESS, a, b);
  }

  @Test
  void wrongDataInARepeatNamesTheSteps() {
    Program program = new Program("""
        model Walk {
          input to: i32[N]
          input start: i32
          repeat l: 3 with (at = start) {
            repeat m: 2 with (inner = at) {
              next inner = to[inner]
            }
            next at = inner
          }
          output end = at
        }
        """);
    program.bind("to", Value.dense(ElementType.I32, new int[] {4}, 1, 2, 3, 9)).bind("start", Value.dense(ElementType.I32, new int[0], 0));
    InterpretException wrong = assertThrows(InterpretException.class, program::run);
    assertEquals("[R0106] index 9 into axis 0 of `to`, which has 4 positions (from `repeat.inner`), at m = 0, at l = 2",
        wrong.getMessage());
    assertEquals(InterpretException.Code.INDEX, wrong.code());
  }

  @Test
  void wrongDataInAFoldNamesRowAndElement() {
    Program program = new Program("""
        model Gather {
          input ids: i32[B, K]
          weight w: f32[N]
          fold [b: B] (k: K) with (total = 0.0) {
            next total = total + w[ids[b, k]]
          }
          output y[b] = total[b]
        }
        """);
    program.bind("ids", Value.dense(ElementType.I32, new int[] {2, 3}, 0, 1, 0, 1, -1, 0));
    program.bind("w", Value.dense(ElementType.F32, new int[] {2}, 5, 6));
    assertEquals("[R0106] index -1 into axis 0 of `w`, which has 2 positions (from `ids`, where b = 1, k = 1), at b = 1, k = 1",
        assertThrows(InterpretException.class, program::run).getMessage());
  }

  @Test
  void aNextValueThatDoesNotExistIsOurBug() {
    repeat(hand.carried(z, zero, maybe(value(step))), Optional.empty());
    assertBug("the next value of `z` has no value at [], at l = 2");
  }

  @Test
  void aFirstValueThatDoesNotExistIsOurBug() {
    repeat(hand.carried(z, maybe(integer(2)), zero), Optional.empty());
    assertBug("the first value of `z` has no value at []");
  }

  @Test
  void anUntilThatDoesNotExistIsOurBug() {
    Until until = new Until(List.of(row), less(maybe(apply(Function.ADD, value(row), value(step))), zero), NOWHERE);
    repeat(hand.carried(z, zero, zero), Optional.of(until));
    assertBug("`until` has no value at [1], at l = 1");
  }

  @Test
  void theFirstValueOfARowThatDoesNotExistIsOurBug() {
    fold(maybe(apply(Function.ADD, value(row), integer(1))), Optional.empty(), List.of());
    assertBug("the first value of `v` has no value at [], at b = 1");
  }

  @Test
  void aDecisionThatDoesNotExistIsOurBug() {
    fold(zero, Optional.empty(), List.of(new FoldStep.Skip(less(maybe(value(element)), number(-9)), NOWHERE)));
    assertBug("the condition of `skip` has no value, at b = 0, k = 2");
  }

  @Test
  void anElementOfAFoldWithoutAKeyIsOurBug() {
    fold(zero, Optional.of(maybe(value(element))), List.of());
    assertBug("a member of an ordered pattern has no key, at b = 0, k = 2");
  }

  @Test
  void aMemberOfAnOrderedPatternWithoutAKeyIsOurBug() {
    Pattern p = new Pattern("p", Pattern.Role.DEFINED, List.of(integer(3)), Optional.empty(), "", NOWHERE);
    hand.add(new Statement.DefinePattern(
        p, List.of(element), Expr.truth(), Optional.of(new Order(element, maybe(value(element)))), NOWHERE));
    assertBug("the order of `p` has no value at [2]");
  }

  @Test
  void anUpdateOfAnElementThatDoesNotExistIsOurBug() {
    Tensor s = hand.state("s", less(value(element), integer(2)), zero, element);
    hand.add(new Statement.Update(s, List.of(element), Expr.truth(), zero, NOWHERE));
    assertBug("`s` is updated at [2], where it has no element");
  }

  @Test
  void anUpdateWithoutAValueIsOurBug() {
    Tensor s = hand.state("s", Expr.truth(), zero, element);
    hand.add(new Statement.Update(s, List.of(element), Expr.truth(), maybe(value(element)), NOWHERE));
    assertBug("the update of `s` has no value at [2]");
  }

  private void repeat(Carried carried, Optional<Until> until) {
    hand.add(new Statement.Repeat(step, List.of(carried), List.of(), until, NOWHERE));
  }

  private void fold(Expr initial, Optional<Expr> key, List<FoldStep> body) {
    hand.add(new Statement.Fold(List.of(row), element, Expr.truth(), key, List.of(hand.carried(v, initial, zero)), body, NOWHERE));
  }

  private void assertBug(String message) {
    Map<String, Value> data = Map.of("x", Value.dense(ElementType.F32, new int[] {2}, 1, 2));
    CheckerBug bug = assertThrows(CheckerBug.class, () -> Interpreter.run(hand.model(), data, Map.of()));
    assertEquals("static and dynamic meaning disagree: " + message, bug.getMessage());
  }
}
