package dev.tulle.compiler;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tulle.dsl.Front;
import dev.tulle.dsl.model.CheckedModel;
import dev.tulle.dsl.source.Source;
import dev.tulle.kernel.device.Target;
import org.junit.jupiter.api.Test;

/// What `explain` says of a model: the changes of each pass, and why each kernel is as it is.
class ExplainTest {
  private static final Target TARGET = new Target("cpu", "cpu-512", 16, 32);

  private static String explain(String items, Explain.Stage stage) {
    Front.Result result = Front.check(new Source("test", "model M {\n" + items + "\n}"), Front.Options.defaults());
    CheckedModel model = result.model().orElseThrow(() -> new AssertionError(result.diagnostics().toString()));
    return Explain.explain(model, TARGET, stage);
  }

  private static void says(String text, String expected) {
    assertTrue(text.contains(expected), () -> "`" + expected + "` is not in\n" + text);
  }

  @Test
  void showsTheLinesThatAPassChanged() {
    String text = explain("input x: f32[N]\nweight w: f32[N]\nlet n[i] = w[i] * w[i]\noutput y[i] = x[i] * n[i] + n[i]",
        Explain.Stage.TENSOR);
    says(text, "// assign-stages\n- run n[i: N] = w[i] * w[i]\n+ open n[i: N] = w[i] * w[i]\n");
    says(text, "// as it is lowered\ntensor 1\nmodel M\n");
  }

  @Test
  void saysAlongWhichIndexLanesRun() {
    String text = explain("input x: f32[N, D]\ninput w: f32[F, D]\noutput y[n, f] = sum(d) w[f, d] * x[n, d]", Explain.Stage.PLAN);
    says(text, "lanes do not run along f: ");
    says(text, "lanes run along d, an index of the sum\n");
  }

  @Test
  void saysWhatIsComputedByPanels() {
    String text = explain("input x: f32[N, D]\nweight w: f32[F, D]\noutput y[n, f] = sum(d) w[f, d] * x[n, d]", Explain.Stage.PLAN);
    says(text, "a panel of 32 columns at a time\n");
  }

  @Test
  void saysWhichListASumWalks() {
    String text = explain("input x: f32[N, D]\nweight w: f32[F, D] as csr\noutput y[n, f] = sum(d) w[f, d] * x[n, d]", Explain.Stage.PLAN);
    says(text, "d walks what w stores\n");
    says(text, "lanes run along n\n");
  }

  @Test
  void saysHowTheRowsOfAnOperatorAreWorkedOut() {
    says(explain("input x: f32[N, D]\npattern p[n, d] = topk(d, 9) x[n, d]\noutput y[n] = count(d where p[n, d])", Explain.Stage.PLAN),
        "the best along d by bisection over 32 bits: ");
    says(explain("input x: f32[N, D]\noutput y[n, d] = sort(d) x[n, d]", Explain.Stage.PLAN), "the row along d is sorted by radix: ");
    says(explain("input x: f32[N, D]\noutput y[n, d] = cumsum(n) x[n, d]", Explain.Stage.PLAN),
        "running sums along n one after another, those of neighbouring d in lanes\n");
  }

  @Test
  void aSharedKernelNamesTheTensorsOfEachLaunch() {
    String text = explain("input a, b: f32[N]\noutput y[i] = a[i] * 2.0\noutput z[i] = b[i] * 2.0", Explain.Stage.PLAN);
    says(text, "writes y; reads a\n");
    says(text, "the same kernel on other tensors\n      writes z; reads b\n");
  }
}
