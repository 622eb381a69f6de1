package dev.tulle.compiler.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tulle.compiler.pass.PassRunner;
import dev.tulle.compiler.pass.Pipeline;
import dev.tulle.compiler.pass.ReadModel;
import dev.tulle.dsl.Front;
import dev.tulle.dsl.source.Source;
import dev.tulle.kernel.CompilerBug;
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
          "repeat at most l: 4 with (z[i: N] = 0.0, n = 0) {\nnext z[i] where z[i] < 1 = (x[i, 0] ?? 1) + cast(f32, l)\nnext n = n + l\nuntil z[i] > 2\n}\noutput y[i] = z[i] + cast(f32, n)",
          "pattern p[i: N, m: M] = x[i, m] > 0 order m by x[i, m]\nfold [i: N] (m where p[i, m]) with (s = 0.0, v[c: 3] = 1.0, r[k: K] = 0.0) {\n"
              + "let d[c: 3] = v[c] + 1\nskip if d[0] > 9\nstop if s > 3\nnext v[c] where c > 0 = d[c - 1]\nnext s = s + 1\nnext r[k] = r[k] + s\n}\noutput y[i] = s[i]",
          "const S = [1, 2.5]\noutput y = sum(i, m) x[i, m] * S[0]"})
  void readsBack(String items) {
    Front.Result result = Front.check(new Source("test", "model M {\n" + GIVEN + items + "\n}"), Front.Options.defaults());
    assertTrue(result.model().isPresent(), () -> result.diagnostics().toString());
    PassRunner runner = new PassRunner((pass, program) -> assertEquals(program, TensorParser.parse(TensorPrinter.print(program)), pass));
    Pipeline.run(ReadModel.read(result.model().get(), result.model().get().first(), Set.of()), runner);
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
  void refusesLoopsThatDoNotEndAndEndsWithoutALoop() {
    String given = "tensor 1\nmodel M\nlocal y: f32\n";
    assertThrows(IllegalArgumentException.class, () -> TensorParser.parse(given + "repeat run t: 3\n"));
    assertThrows(IllegalArgumentException.class, () -> TensorParser.parse(given + "fold run t: 3\ncarry y = 0.0\n"));
    assertThrows(IllegalArgumentException.class, () -> TensorParser.parse(given + "end\n"));
    assertThrows(IllegalArgumentException.class, () -> TensorParser.parse(given + "fold run t: 3\nnext y = 0.0\nend\n"));
    assertThrows(IllegalArgumentException.class, () -> TensorParser.parse(given + "fold run t: 3\nrun y = 0.0\nend\n"));
  }

  /// What the verifier says of a program whose loop is as given.
  private static void violates(String message, String loop) {
    String given = """
        tensor 1
        model M
        size N
        input x: f32[N]
        local z: f32[N]
        local z.next: f32[N]
        local a: f32
        local s: f32[N]
        value d: f32
        local stop: bool
        output y: f32[N]
        run z[i: N] = 0.0
        """;
    CompilerBug bug = assertThrows(CompilerBug.class, () -> TensorVerifier.verify(TensorParser.parse(given + loop), "writing it"));
    assertTrue(bug.getMessage().contains(message), bug.getMessage());
  }

  @Test
  void aLoopKeepsItsScope() {
    String next = "  run z.next[i_2: N] = z[i_2]\n";
    violates("`a` is read before it is computed",
        "repeat run t: 3 carrying z = z.next\n" + next + "  run a = 1.0\nend\nrun y[i_3: N] = a\n");
    violates("no size `t`", "repeat run t: 3 carrying z = z.next\n" + next + "end\nrun y[i_3: N] = cast(f32, t)\n");
    violates("is no next value of `z`", "repeat run t: 3 carrying z = z.next\n  run a = 1.0\nend\n");
    violates("is no next value of `z`", "repeat run t: 3 carrying z = z.next\n  run z.next[i_2: N] where i_2 < 2 = z[i_2]\nend\n");
    violates("`s` has no first value", "repeat run t: 3 carrying s = z.next\n" + next + "end\n");
    violates("`stop` is no round that the body computes in place", "repeat run t: 3 carrying z = z.next until stop\n" + next + "end\n");
    violates("t is no extent", "repeat run t: 3 carrying z = z.next\n" + next + "  run a = sum(k: t) 1.0\nend\n");
  }

  @Test
  void aFoldKeepsItsScope() {
    violates("`d` is read before it is computed",
        "fold run [i_2: N] k: N\n  carry s = 0.0\n  let d = x[k]\n  next s = d\nend\nrun y[i_3: N] = d\n");
    violates("is of another row", "fold run [i_2: N] k: N\n  carry s = 0.0\n  next s = s[k]\nend\n");
    violates("`a` is no new value", "fold run [i_2: N] k: N\n  carry s = 0.0\n  let a = x[k]\n  next s = a\nend\n");
    violates("a decision that is FLOAT", "fold run [i_2: N] k: N\n  carry s = 0.0\n  skip x[k]\n  next s = 1.0\nend\n");
    violates("is no order of its elements", "fold run [i_2: N] k: N by x\n  carry s = 0.0\n  next s = 1.0\nend\n");
  }

  @Test
  void refusesEndlessNesting() {
    String deep = "(".repeat(5000) + "1" + ")".repeat(5000);
    assertThrows(IllegalArgumentException.class, () -> TensorParser.parse("tensor 1\nmodel M\nlocal y: i32\nrun y = " + deep));
  }
}
