package dev.tulle.compiler.random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tulle.compiler.differential.CompiledSpec;
import dev.tulle.compiler.differential.Targets;
import dev.tulle.runtime.DeviceChoice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Random programs: as many as the system property `tulle.random.programs` says, or for `tulle.random.minutes`, from the seed
/// `tulle.random.seed` on. What was found is written to `target/random.md` as it is found, each kind of failure once.
class RandomProgramsTest {
  private static final Path REPORT = Path.of("target", "random.md");
  private static final long FIRST = Long.getLong("tulle.random.seed", 1);
  private static final int PROGRAMS = Integer.getInteger("tulle.random.programs", 30);
  private static final long MINUTES = Long.getLong("tulle.random.minutes", 0);
  private static final long SECOND = 1_000_000_000L;
  private static final int SHRINKING = MINUTES > 0 ? 45 : 20;
  private static final int SLOW = 10;
  private static final int OTHERS = 10;

  private final Buckets buckets = new Buckets();

  @Test
  void randomProgramsGiveTheAnswersOfTheInterpreter() throws IOException {
    long start = System.nanoTime();
    for (long seed = FIRST; MINUTES > 0 ? System.nanoTime() - start < MINUTES * 60 * SECOND : seed < FIRST + PROGRAMS; seed++) {
      attempt(seed);
    }
    write();
    assertTrue(buckets.isEmpty(), buckets::markdown);
    assertTrue(buckets.answered() > 3 * buckets.refused(), () -> "most are refused: " + buckets.markdown());
  }

  private void attempt(long seed) throws IOException {
    long start = System.nanoTime();
    RandomProgram program = RandomProgram.draw(seed);
    buckets.program(program);
    CompiledSpec spec = new CompiledSpec("seed " + seed, program.text());
    for (Trial trial : trials(spec, seed)) {
      Trial.Outcome outcome = trial.run(spec);
      buckets.trial(outcome.refused().map(code -> "refused " + code).orElse(outcome.failure().isPresent() ? "failed" : "answered"));
      Optional<Failure> failure = outcome.failure();
      if (failure.isEmpty()) continue;
      if (buckets.has(failure.get().bucket())) {
        buckets.again(seed, failure.get());
      } else {
        buckets.first(seed, failure.get(), Shrink.shrink(program.text(), trial, failure.get(), SHRINKING));
        write();
      }
      return;
    }
    long seconds = (System.nanoTime() - start) / SECOND;
    if (seconds >= SLOW) buckets.slow(seed, seconds + " s");
  }

  /// In the interpreter with one vector length in turn, on the CPU with vectors or without; now and then on every other device.
  private static List<Trial> trials(CompiledSpec spec, long seed) {
    List<DeviceChoice> devices = new ArrayList<>();
    DeviceChoice interpreter = Targets.interpreters().get(Math.floorMod(seed, Targets.interpreters().size()));
    DeviceChoice cpu = Targets.cpus().get(Math.floorMod(seed / 4, Targets.cpus().size()));
    devices.addAll(List.of(interpreter, interpreter, interpreter));
    if (MINUTES > 0 || seed % 4 == 0) devices.addAll(List.of(cpu, cpu));
    if (Targets.FULL || seed % OTHERS == 0) devices.addAll(Targets.others());
    List<Trial> trials = new ArrayList<>();
    for (int i = 0; i < devices.size(); i++) trials.add(Trial.draw(devices.get(i), spec, seed * 31 + i % 3));
    return trials;
  }

  private void write() throws IOException {
    Files.createDirectories(REPORT.getParent());
    Files.writeString(REPORT, buckets.markdown());
  }

  @Test
  void aSeedGivesOneProgram() {
    assertEquals(RandomProgram.draw(7), RandomProgram.draw(7));
  }
}
