package dev.tulle.compiler.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.tulle.runtime.DeviceChoice;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Random specs, as many as the system property `tulle.random.specs` says, from the seed `tulle.random.seed` on. A failure shows its seed
/// and the smallest part of the spec that fails as well.
class RandomSpecsTest {
  private static final List<Long> SIZES = List.of(0L, 1L, 2L, 5L, 9L, 17L);

  @TestFactory
  Stream<DynamicTest> randomSpecs() {
    long first = Long.getLong("tulle.random.seed", 1);
    return LongStream.range(first, first + Integer.getInteger("tulle.random.specs", 40))
        .mapToObj(seed -> dynamicTest("seed " + seed, () -> {
          RandomSpec spec = RandomSpec.draw(seed);
          Optional<Throwable> failure = failure(spec, seed);
          if (failure.isEmpty()) return;
          RandomSpec smallest = shrunk(spec, seed);
          throw new AssertionError("seed " + seed + "\n" + smallest.text() + failure(smallest, seed).orElseThrow(), failure.get());
        }));
  }

  private static RandomSpec shrunk(RandomSpec spec, long seed) {
    for (int i = 0; i < spec.statements().size(); i++) {
      RandomSpec smaller = spec.without(i);
      if (failure(smaller, seed).isPresent()) return shrunk(smaller, seed);
    }
    return spec;
  }

  /// One vector length of the interpreter in turn; now and then the CPU as well, and more rarely every other device.
  private static Optional<Throwable> failure(RandomSpec spec, long seed) {
    try {
      Differential differential = new Differential(new CompiledSpec("seed " + seed, spec.text()));
      Targets.interpreters().stream().skip(Math.floorMod(seed, 4)).findFirst().ifPresent(i -> check(differential, i, seed));
      if (seed % 4 == 0) Targets.cpus().stream().findFirst().ifPresent(cpu -> check(differential, cpu, seed));
      if (Targets.FULL || seed % 20 == 0) for (DeviceChoice other : Targets.others()) check(differential, other, seed);
      return Optional.empty();
    } catch (Exception | AssertionError | StackOverflowError failure) {
      return Optional.of(failure);
    }
  }

  private static void check(Differential differential, DeviceChoice device, long seed) {
    DataPattern[] patterns = DataPattern.values();
    for (int i = 0; i < SIZES.size(); i++) {
      differential.check(device, differential.sizes(SIZES.get(i)), patterns[Math.floorMod(seed + i, patterns.length)]);
    }
  }

  @Test
  void aSeedGivesOneSpec() {
    assertEquals(RandomSpec.draw(7), RandomSpec.draw(7));
  }

  @Test
  void droppingAStatementDropsWhatReadsIt() {
    RandomSpec spec = new RandomSpec(
        List.of(
            new RandomSpec.Line("t0", "pattern", "[i: N, j: M]", "b[i, j]"),
            new RandomSpec.Line("t1", "let", "[i: N]", "sum(j: M where t0[i, j]) x[i, j]"),
            new RandomSpec.Line("t10", "let", "[i: N, j: M]", "x[i, j]")));
    assertEquals(List.of("t10"), spec.without(0).statements().stream().map(RandomSpec.Line::name).toList());
    assertFalse(spec.text().contains("output t0"), spec.text());
  }
}
