package dev.tulle.compiler.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tulle.compiler.tensor.Program;
import dev.tulle.compiler.tensor.Statement;
import dev.tulle.compiler.tensor.TensorParser;
import dev.tulle.compiler.tensor.Term;
import dev.tulle.compiler.tensor.Terms;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Intervals, pieces and lanes, held against brute force over small boxes of indices.
class AnalysisTest {
  private static final int BOX = 13;

  /// A program whose one statement has the given condition and value, over `i` and `j`.
  private static Program program(String where, String value) {
    return TensorParser.parse(
        "tensor 1\nmodel M\nsize N\ninput x: f32[N, N]\ninput start: i32[N]\nweight w: f32[N, N] as csr\noutput y: f32[N, N]\nrun y[i: N, j: N] where "
            + where + " = " + value + "\n");
  }

  private static Term condition(String text) {
    return program(text, "0.0").statements().findFirst().orElseThrow().where();
  }

  private static long evaluate(Term t, Map<String, Long> at) {
    return switch (t) {
      case Term.Number n -> (long) n.value();
      case Term.IndexOf(String name) -> at.get(name);
      case Term.Apply a -> {
        long x = evaluate(a.arguments().getFirst(), at);
        long y = a.arguments().size() > 1 ? evaluate(a.arguments().get(1), at) : 0;
        yield switch (a.function()) {
          case ADD -> x + y;
          case SUBTRACT -> x - y;
          case MULTIPLY -> x * y;
          case DIVIDE -> Math.floorDiv(x, y);
          case MODULO -> Math.floorMod(x, y);
          case NEGATE -> -x;
          case LESS -> x < y ? 1 : 0;
          case LESS_EQUAL -> x <= y ? 1 : 0;
          case GREATER -> x > y ? 1 : 0;
          case GREATER_EQUAL -> x >= y ? 1 : 0;
          case EQUAL -> x == y ? 1 : 0;
          case NOT_EQUAL -> x != y ? 1 : 0;
          case AND -> x & y;
          case OR -> x | y;
          case NOT -> 1 - x;
          default -> throw new IllegalArgumentException(a.toString());
        };
      }
      default -> throw new IllegalArgumentException(t.toString());
    };
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
          "j <= i", "j < i", "j >= i", "j > i", "j == i", "i - j < 4", "2 * j < i + 3", "i < 3 * j", "i - 2 * j <= 5", "7 - 3 * j > i",
          "j / 4 == i", "j / 4 < i",
          "i - j / 3 <= 2", "j / 5 > i", "2 * j == i", "i == 5 - j"})
  void anIntervalHoldsExactlyWhereItsAtomDoes(String text) {
    Term atom = condition(text);
    Interval interval = Interval.of(atom, "j").orElseThrow();
    for (long i = 0; i < BOX; i++) {
      for (long j = 0; j < BOX; j++) {
        Map<String, Long> at = Map.of("i", i, "j", j);
        long self = j;
        boolean inside = interval.lows().stream().allMatch(l -> evaluate(l, at) <= self)
            && interval.highs().stream().allMatch(h -> self < evaluate(h, at));
        assertEquals(evaluate(atom, at) == 1, inside, text + " at " + at);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"j != i", "j * i < 4", "j % 3 == 1", "j / 2 + j < i", "x[i, j] > 0.0"})
  void whatIsNoIntervalIsATest(String text) {
    assertEquals(Optional.empty(), Interval.of(condition(text), "j"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
          "j <= i and (i - j < 4 or j < 2)", "j < 3 or j > 8 or i < 2", "(j < i or j > 6) and (i < 5 or j < 3)", "i < 3",
          "j <= i and not (j < 2 or i > 9)",
          "(j < i or j > 6) and (i < 5 or j < 3) and (j < 4 or i > 1)"})
  void piecesAreDisjointAndTogetherTheWhole(String text) {
    Term whole = condition(text);
    List<List<Term>> pieces = Pieces.of(whole);
    assertTrue(pieces.size() <= 4, () -> pieces.size() + " pieces");
    for (long i = 0; i < BOX; i++) {
      for (long j = 0; j < BOX; j++) {
        Map<String, Long> at = Map.of("i", i, "j", j);
        long holding = pieces.stream().filter(p -> evaluate(Terms.and(p), at) == 1).count();
        assertEquals(evaluate(whole, at), holding, text + " at " + at);
      }
    }
  }

  @Test
  void aDisjunctionWithAFloatStaysOneTest() {
    assertEquals(1, Pieces.of(condition("j < i or x[i, j] > 0.0")).size());
  }

  private static boolean lanes(String value, String index) {
    Program p = program("true", value);
    Statement s = p.statements().findFirst().orElseThrow();
    return new LaneSafety(p, index).allows(s.value());
  }

  @Test
  void lanesReadNeighboursOrOnePlace() {
    assertTrue(lanes("x[i, j] + x[0, j + 1] * x[i, 3]", "j"));
    assertFalse(lanes("x[j, i]", "j"), "a stride");
    assertFalse(lanes("x[i, 2 * j]", "j"), "every second");
    assertFalse(lanes("x[i, start[j]]", "j"), "a gather");
    assertTrue(lanes("x[start[i], j]", "j"), "one row for all lanes");
    assertFalse(lanes("w[i, j]", "j"), "a stored element for each lane");
    assertTrue(lanes("sum(k: N) x[i, k] * x[k, j]", "j"));
    assertFalse(lanes("sum(k: N where k <= j) x[k, j]", "j"), "bounds that differ from lane to lane");
    assertTrue(lanes("sum(k: 3 where k <= j) x[k, j]", "j"), "but for a short loop");
  }
}
