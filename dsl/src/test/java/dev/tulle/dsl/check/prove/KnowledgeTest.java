package dev.tulle.dsl.check.prove;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tulle.dsl.model.Expr;
import dev.tulle.dsl.model.Function;
import dev.tulle.dsl.model.Index;
import dev.tulle.dsl.model.ReduceOperator;
import dev.tulle.dsl.model.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// What the prover finds, and that it never finds what is false.
class KnowledgeTest {
  private static final Expr N = new Expr.SizeValue("N");
  private static final Expr M = new Expr.SizeValue("M");
  private static final Expr D = new Expr.SizeValue("D");
  private static final Knowledge NOTHING = Knowledge.of(Map.of());

  private static Expr index(String name, Expr range) {
    return new Expr.IndexValue(new Index(name, range));
  }

  private static Expr apply(Function f, Expr... x) {
    return new Expr.Apply(f, ValueType.INT, List.of(x));
  }

  private static Expr number(long n) {
    return Expr.integer(n);
  }

  private static Expr is(Function f, Expr a, Expr b) {
    return Conditions.compare(f, a, b);
  }

  @Test
  void blocksOfAMultipleLieInside() {
    Expr b = index("b", apply(Function.DIVIDE, N, number(64)));
    Expr r = index("r", number(64));
    Expr position = apply(Function.ADD, apply(Function.MULTIPLY, b, number(64)), r);
    assertTrue(NOTHING.inside(position, N));
    assertFalse(NOTHING.inside(apply(Function.ADD, position, number(1)), N));
  }

  @Test
  void aRemainderIsBelowASizeThatIsPositive() {
    Expr rest = apply(Function.MODULO, index("i", N), N);
    assertTrue(NOTHING.inside(rest, N));
    Expr other = apply(Function.MODULO, index("i", N), M);
    assertFalse(NOTHING.inside(other, M), "M may be 0");
    assertTrue(NOTHING.and(is(Function.LESS, number(0), M)).inside(other, M));
    assertFalse(NOTHING.and(is(Function.LESS, number(0), M)).inside(apply(Function.ADD, other, number(1)), M));
  }

  @Test
  void aProductOfManySumsIsGivenUp() {
    Expr sum = number(1);
    for (String name : List.of("a", "b", "c", "d", "e")) sum = apply(Function.ADD, sum, index(name, N));
    Expr product = sum;
    for (int n = 0; n < 20; n++) product = apply(Function.MULTIPLY, product, sum);
    assertFalse(NOTHING.inside(product, M));
  }

  @Test
  void theLastBlockNeedsARequirement() {
    Expr i = index("i", N);
    Expr blocks = apply(Function.DIVIDE, N, number(64));
    Expr block = apply(Function.DIVIDE, i, number(64));
    assertFalse(NOTHING.inside(block, blocks));
    Knowledge whole = NOTHING.and(is(Function.EQUAL, apply(Function.MODULO, N, number(64)), number(0)));
    assertTrue(whole.inside(block, blocks));
  }

  @Test
  void flattenedIndicesLieInsideAProductOfSizes() {
    Expr h = index("h", M);
    Expr i = index("i", N);
    Expr d = index("d", D);
    Expr row = apply(Function.ADD, apply(Function.MULTIPLY, h, N), i);
    Expr position = apply(Function.ADD, apply(Function.MULTIPLY, row, D), d);
    Expr extent = apply(Function.MULTIPLY, apply(Function.MULTIPLY, M, N), D);
    assertTrue(NOTHING.inside(row, apply(Function.MULTIPLY, M, N)));
    assertTrue(NOTHING.inside(position, extent));
    assertFalse(NOTHING.inside(apply(Function.ADD, position, number(1)), extent));
  }

  @Test
  void aWindowKeepsShiftedPositionsInside() {
    Expr i = index("i", N);
    Expr next = apply(Function.ADD, i, number(1));
    assertFalse(NOTHING.inside(next, N));
    assertTrue(NOTHING.and(is(Function.LESS, next, N)).inside(next, N));
    assertTrue(NOTHING.inside(apply(Function.MIN, next, apply(Function.SUBTRACT, N, number(1))), N));
  }

  @Test
  void anEqualityFollowsFromBothHalvesOnly() {
    Expr i = index("i", N);
    Expr j = index("j", N);
    Knowledge half = NOTHING.and(is(Function.LESS_EQUAL, i, j));
    assertFalse(half.implies(is(Function.EQUAL, i, j)));
    assertTrue(half.and(is(Function.GREATER_EQUAL, i, j)).implies(is(Function.EQUAL, i, j)));
  }

  @Test
  void aDisjunctionIsFollowedOnBothSides() {
    Expr i = index("i", number(8));
    Expr far = Conditions.or(is(Function.LESS, i, number(2)), is(Function.GREATER, i, number(5)));
    assertTrue(NOTHING.and(far).implies(is(Function.NOT_EQUAL, i, number(4))));
    assertFalse(NOTHING.and(far).implies(is(Function.NOT_EQUAL, i, number(6))));
  }

  @Test
  void manyConditionsImplyThemselvesInAnotherOrder() {
    Expr i = index("i", N);
    Expr j = index("j", N);
    Expr forth = Expr.truth();
    Expr back = Expr.truth();
    for (int k = 0; k < 40; k++) {
      forth = Conditions.and(forth, Conditions.or(is(Function.LESS, i, number(k)), is(Function.LESS, j, number(100 - k))));
      back = Conditions.and(back, Conditions.or(is(Function.LESS, i, number(39 - k)), is(Function.LESS, j, number(61 + k))));
    }
    assertTrue(NOTHING.and(forth).implies(back));
  }

  @Test
  void whatAnOperatorBindsHasNoNameOutside() {
    Expr i = index("i", N);
    Index j = new Index("j", N);
    Expr body = is(Function.LESS, i, new Expr.IndexValue(j));
    Expr any = new Expr.Reduce(ReduceOperator.ANY, List.of(j), Expr.truth(), body, null);
    assertTrue(NOTHING.and(any).implies(Substitute.fresh(any)));
    Expr other = new Expr.Reduce(ReduceOperator.ANY, List.of(j), Expr.truth(), is(Function.GREATER, i, new Expr.IndexValue(j)), null);
    assertFalse(NOTHING.and(any).implies(Substitute.fresh(other)));
  }

  /// Random conditions over two indices below 4 and a size below 5, compared with trying all values.
  @Test
  void whatIsProvedIsTrue() {
    long seed = 20261123;
    Random random = new Random(seed);
    int proved = 0;
    for (int round = 0; round < 3000; round++) {
      Expr i = index("i", number(4));
      Expr j = index("j", N);
      List<Expr> atoms = List.of(i, j, N);
      Expr fact = condition(random, atoms, 2);
      Expr goal = condition(random, atoms, 1);
      if (!NOTHING.and(fact).implies(goal)) continue;
      proved++;
      for (int n = 0; n < 5; n++) {
        for (int a = 0; a < 4; a++) {
          for (int b = 0; b < n; b++) {
            long[] values = {a, b, n};
            boolean counterexample = value(fact, atoms, values) != 0 && value(goal, atoms, values) == 0;
            assertFalse(counterexample, "seed " + seed + ", round " + round + ": " + fact + " ⟹ " + goal);
          }
        }
      }
    }
    assertEquals(true, proved > 300, "the random conditions say too little: " + proved + " proved, seed " + seed);
  }

  private static Expr condition(Random random, List<Expr> atoms, int depth) {
    if (depth > 0 && random.nextInt(3) > 0) {
      Expr a = condition(random, atoms, depth - 1);
      Expr b = condition(random, atoms, depth - 1);
      return switch (random.nextInt(3)) {
        case 0 -> Conditions.and(a, b);
        case 1 -> Conditions.or(a, b);
        default -> Conditions.not(Conditions.and(a, b));
      };
    }
    List<Function> comparisons = List.of(Function.LESS, Function.LESS_EQUAL, Function.GREATER, Function.GREATER_EQUAL, Function.EQUAL,
        Function.NOT_EQUAL);
    return is(comparisons.get(random.nextInt(6)), term(random, atoms, 2), term(random, atoms, 1));
  }

  private static Expr term(Random random, List<Expr> atoms, int depth) {
    if (depth == 0 || random.nextInt(3) == 0) return random.nextBoolean() ? atoms.get(random.nextInt(3)) : number(random.nextInt(7) - 2);
    Expr a = term(random, atoms, depth - 1);
    return switch (random.nextInt(8)) {
      case 0 -> apply(Function.DIVIDE, a, number(2));
      case 1 -> apply(Function.MODULO, a, number(3));
      case 2 -> apply(Function.MIN, a, term(random, atoms, depth - 1));
      case 3 -> apply(Function.MAX, a, term(random, atoms, depth - 1));
      case 4 -> apply(Function.ABS, a);
      case 5 -> apply(Function.MULTIPLY, a, term(random, atoms, depth - 1));
      case 6 -> apply(Function.SUBTRACT, a, term(random, atoms, depth - 1));
      default -> apply(Function.ADD, a, term(random, atoms, depth - 1));
    };
  }

  private static long value(Expr e, List<Expr> atoms, long[] values) {
    if (e instanceof Expr.Literal l) return (long) l.value();
    if (!(e instanceof Expr.Apply a)) return values[atoms.indexOf(e)];
    List<Long> x = new ArrayList<>();
    for (Expr argument : a.arguments()) x.add(value(argument, atoms, values));
    long p = x.get(0);
    long q = x.size() > 1 ? x.get(1) : 0;
    return switch (a.function()) {
      case ADD -> p + q;
      case SUBTRACT -> p - q;
      case MULTIPLY -> p * q;
      case DIVIDE -> Math.floorDiv(p, q);
      case MODULO -> Math.floorMod(p, q);
      case MIN -> Math.min(p, q);
      case MAX -> Math.max(p, q);
      case ABS -> Math.abs(p);
      case LESS -> p < q ? 1 : 0;
      case LESS_EQUAL -> p <= q ? 1 : 0;
      case GREATER -> p > q ? 1 : 0;
      case GREATER_EQUAL -> p >= q ? 1 : 0;
      case EQUAL -> p == q ? 1 : 0;
      case NOT_EQUAL -> p != q ? 1 : 0;
      case AND -> p & q;
      case OR -> p | q;
      case NOT -> 1 - p;
      default -> throw new IllegalStateException(a.function().name());
    };
  }
}
