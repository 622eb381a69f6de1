package dev.tulle.compiler.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tulle.compiler.pass.PassRunner;
import dev.tulle.compiler.pass.Pipeline;
import dev.tulle.compiler.pass.ReadModel;
import dev.tulle.dsl.Front;
import dev.tulle.dsl.source.Source;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.jupiter.api.Test;

/// The text form reads back as the same program, after every pass.
class TensorTextTest {
  private static final String GIVEN = "input x: f32[N, M]\nweight w: f32[K, M] as csr\ninput ids: i32[N]\n";

  @ParameterizedTest
  @ValueSource(
      strings = {
          "output y[i, k] = sum(m) w[k, m] * x[i, m] - 1.5e-7",
          "output y[i, m] = (softmax(m) x[i, m]) / 3",
          "output y[i, m] where topk(m by 4, 2) abs(x[i, m]) = -x[i, m]",
          "output y[i, m] = (x[ids[i], m] ?? inf) * (if x[i, m] > 0 then 1 else 0)",
          "pattern p[i: N, j: N] = j <= i and not (i - j < 4 or j % 3 == 1)\noutput y[i, j: N] = if p[i, j] then uniform(7, i, j) else -inf",
          "output y[k] = count(m where defined(w[k, m]))",
          "require M > 0\n/// with \"quotes\"\noutput y[i: N] = x[ids[i], 0] + cast(f32, argmax(m) x[i, m])",
          "const S = [1, 2.5]\noutput y = sum(i, m) x[i, m] * S[0]"})
  void readsBack(String items) {
    Front.Result result = Front.check(new Source("test", "model M {\n" + GIVEN + items + "\n}"), Front.Options.defaults());
    assertTrue(result.model().isPresent(), () -> result.diagnostics().toString());
    PassRunner runner = new PassRunner((pass, program) -> assertEquals(program, TensorParser.parse(TensorPrinter.print(program)), pass));
    Pipeline.run(ReadModel.read(result.model().get(), Set.of()), runner);
  }

  @Test
  void namesTheLineOfAnError() {
    var e = assertThrows(IllegalArgumentException.class, () -> TensorParser.parse("tensor 1\nmodel M\nrun y = 1.0 +\n"));
    assertEquals("Tensor IR, line 3: the line ends too early", e.getMessage());
  }

  @Test
  void refusesAnotherVersion() {
    assertThrows(IllegalArgumentException.class, () -> TensorParser.parse("tensor 2\n"));
  }

  @Test
  void refusesEndlessNesting() {
    String deep = "(".repeat(5000) + "1" + ")".repeat(5000);
    assertThrows(IllegalArgumentException.class, () -> TensorParser.parse("tensor 1\nmodel M\nlocal y: i32\nrun y = " + deep));
  }
}
