package dev.tulle.kernel.verify;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tulle.kernel.verify.Term.Level;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProverTest {
  private final Terms terms = new Terms();
  private final Prover prover = new Prover(terms);
  private final LinearForm x = natural("x");
  private final LinearForm y = natural("y");
  private final LinearForm n = natural("n");
  private final LinearForm m = natural("m");

  private LinearForm natural(String name) {
    Term t = terms.fresh(name, Level.GROUP);
    return LinearForm.of(t.define(List.of(Fact.atLeastZero(LinearForm.of(t))), List.of()));
  }

  @Test
  void chainsInequalities() {
    List<Fact> known = List.of(Fact.less(x, y), Fact.less(y, n));
    assertTrue(prover.proves(known, Fact.atMost(x.plus(2), n)));
    assertFalse(prover.proves(known, Fact.atMost(x.plus(3), n)));
  }

  @Test
  void roundsToIntegers() {
    List<Fact> known = List.of(Fact.atMost(x.times(2), y.times(2).plus(1)));
    assertTrue(prover.proves(known, Fact.atMost(x, y)), "2 x <= 2 y + 1 is x <= y");
    assertFalse(prover.proves(List.of(Fact.atMost(x.times(2), y.times(2).plus(2))), Fact.atMost(x, y)));
  }

  @Test
  void substitutesEqualities() {
    List<Fact> known = List.of(Fact.equal(x.times(3), y.times(6).plus(n.times(9))), Fact.atMost(n, LinearForm.of(4)));
    assertTrue(prover.proves(known, Fact.equal(x, y.times(2).plus(n.times(3)))));
    assertTrue(prover.proves(List.of(Fact.equal(x.times(2), y.times(4).plus(1))), Fact.less(x, LinearForm.ZERO)),
        "an even number is no odd one");
  }

  @Test
  void multipliesBoundsForProducts() {
    List<Fact> known = List.of(Fact.less(x, n), Fact.less(y, m));
    LinearForm position = terms.product(x, m).plus(y);
    assertTrue(prover.proves(known, Fact.less(position, terms.product(n, m))), "x m + y < n m");
    assertFalse(prover.proves(known, Fact.less(position.plus(1), terms.product(n, m))));
  }

  @Test
  void distinguishesCases() {
    Term smaller = terms.fresh("min", Level.GROUP);
    LinearForm r = LinearForm.of(smaller);
    smaller.define(List.of(Fact.atMost(r, x), Fact.atMost(r, y)), List.of(List.of(Fact.equal(r, x)), List.of(Fact.equal(r, y))));
    List<Fact> known = List.of(Fact.atMost(LinearForm.of(3), x), Fact.atMost(LinearForm.of(5), y));
    assertTrue(prover.proves(known, Fact.atMost(LinearForm.of(3), r)));
    assertFalse(prover.proves(known, Fact.atMost(LinearForm.of(4), r)));
  }

  @Test
  void givesUpOnNumbersThatLeave64Bits() {
    LinearForm large = x.times(Long.MAX_VALUE / 2);
    List<Fact> known = List.of(Fact.atMost(large, y), Fact.atMost(y.times(5), n.times(7)));
    assertFalse(prover.proves(known, Fact.atMost(large.plus(x.times(3)), n)));
  }
}
