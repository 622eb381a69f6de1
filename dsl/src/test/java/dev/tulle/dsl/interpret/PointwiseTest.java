package dev.tulle.dsl.interpret;

import static dev.tulle.dsl.interpret.Absent.ABSENT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tulle.dsl.model.Function;
import dev.tulle.dsl.model.ValueType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class PointwiseTest {
  private static final double NAN = Double.NaN;
  private static final double LEAST = Integer.MIN_VALUE;

  @Test
  void aResultExistsWhereAllOperandsDo() {
    for (Function function : Function.values()) {
      if (function == Function.AND || function == Function.OR) continue;
      for (int absent = 0; absent < function.arity(); absent++) {
        List<Term> arguments = new ArrayList<>(Collections.nCopies(function.arity(), _ -> 1.0));
        arguments.set(absent, _ -> ABSENT);
        assertTrue(Absent.isAbsent(Pointwise.of(function, ValueType.FLOAT, arguments).at(new int[0])),
            function + " without argument " + absent);
      }
    }
  }

  @Test
  void noFunctionOfAValueIsAbsent() {
    for (Function function : Function.values()) {
      if (function == Function.MODULO) continue; // of integers, and these are never NaN
      assertTrue(!Absent.isAbsent(floats(function, Collections.nCopies(function.arity(), NAN).stream().mapToDouble(x -> x).toArray())),
          function.name());
    }
  }

  @Test
  void andJudgesItsSecondOperandKnowingTheFirst() {
    assertEquals(0, floats(Function.AND, 0, ABSENT));
    assertTrue(Absent.isAbsent(floats(Function.AND, 1, ABSENT)));
    assertTrue(Absent.isAbsent(floats(Function.AND, ABSENT, 0)));
    assertEquals(1, floats(Function.OR, 1, ABSENT));
    assertTrue(Absent.isAbsent(floats(Function.OR, 0, ABSENT)));
  }

  @Test
  void integersWrap() {
    assertEquals(LEAST, integers(Function.ADD, Integer.MAX_VALUE, 1));
    assertEquals(Integer.MAX_VALUE, integers(Function.SUBTRACT, LEAST, 1));
    assertEquals(1, integers(Function.MULTIPLY, Integer.MAX_VALUE, Integer.MAX_VALUE));
    assertEquals(LEAST, integers(Function.NEGATE, LEAST));
    assertEquals(LEAST, integers(Function.ABS, LEAST));
    assertEquals(LEAST, integers(Function.DIVIDE, LEAST, -1));
  }

  @Test
  void divisionAndModulusAreFloorAndByZeroAreZero() {
    assertEquals(-2, integers(Function.DIVIDE, -3, 2));
    assertEquals(1, integers(Function.MODULO, -3, 2));
    assertEquals(-1, integers(Function.MODULO, 3, -2));
    assertEquals(0, integers(Function.DIVIDE, 7, 0));
    assertEquals(0, integers(Function.MODULO, 7, 0));
    assertEquals(-1.5, floats(Function.DIVIDE, -3, 2));
    assertEquals(Double.POSITIVE_INFINITY, floats(Function.DIVIDE, 1, 0));
  }

  @Test
  void comparisonsWithNaNAreFalseButForUnequal() {
    for (Function f : List.of(Function.LESS, Function.LESS_EQUAL, Function.GREATER, Function.GREATER_EQUAL, Function.EQUAL)) {
      assertEquals(0, floats(f, NAN, NAN), f.name());
    }
    assertEquals(1, floats(Function.NOT_EQUAL, NAN, NAN));
  }

  @Test
  void minimumAndMaximumPropagateNaN() {
    assertEquals(NAN, floats(Function.MIN, NAN, 1));
    assertEquals(NAN, floats(Function.MAX, 1, NAN));
    assertEquals(NAN, floats(Function.CLAMP, NAN, 0, 1));
    assertEquals(NAN, floats(Function.RELU, NAN));
    assertEquals(0.5, floats(Function.CLAMP, 7, 0, 0.5));
  }

  @Test
  void roundIsHalfToEven() {
    assertEquals(2, floats(Function.ROUND, 2.5));
    assertEquals(-2, floats(Function.ROUND, -1.5));
  }

  @Test
  void thresholds() {
    assertEquals(-1, floats(Function.SOFT, -3, 2));
    assertEquals(0, floats(Function.SOFT, 1, 2));
    assertEquals(3, floats(Function.HARD, 3, 2));
    assertEquals(0, floats(Function.HARD, -2, 2));
    assertEquals(0, floats(Function.SIGN, 0));
  }

  @Test
  void activations() {
    assertEquals(1 / (1 + Math.exp(-0.75)), floats(Function.SIGMOID, 0.75), 1e-15);
    assertEquals(0.75 / (1 + Math.exp(-0.75)), floats(Function.SILU, 0.75), 1e-15);
    assertEquals(1000, floats(Function.SOFTPLUS, 1000));
    assertEquals(Math.log(2), floats(Function.SOFTPLUS, 0), 1e-15);
    assertEquals(0.8413447460685429, floats(Function.GELU, 1), 1e-15);
    assertEquals(-0.15865525393145707, floats(Function.GELU, -1), 1e-15);
    // Φ(−10) = 7.619853024160527e-24: no cancellation in the tail.
    assertEquals(-10 * 7.619853024160527e-24, floats(Function.GELU, -10), 1e-36);
  }

  private static double floats(Function function, double... arguments) {
    return apply(function, ValueType.FLOAT, arguments);
  }

  private static double integers(Function function, double... arguments) {
    return apply(function, ValueType.INT, arguments);
  }

  private static double apply(Function function, ValueType type, double... arguments) {
    List<Term> terms = new ArrayList<>();
    for (double argument : arguments) terms.add(_ -> argument);
    return Pointwise.of(function, type, terms).at(new int[0]);
  }
}
