package dev.tulle.dsl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tulle.dsl.diagnostic.Diagnostic;
import dev.tulle.dsl.diagnostic.DiagnosticCode;
import dev.tulle.dsl.diagnostic.DiagnosticPrinter;
import dev.tulle.dsl.model.CheckedModel;
import dev.tulle.dsl.model.Format;
import dev.tulle.dsl.model.Parameter;
import dev.tulle.dsl.model.Requirement;
import dev.tulle.dsl.source.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Options and files: which model, which parameters, which formats, and what is said where these do not fit.
class FrontTest {
  private static final String TEXT = """
      model First(K = 2, SCALE = 0.5) {
        input x: f32[T, D]
        output y[t] = (sum(d) x[t, d]) * SCALE * K
      }
      model Second {
        input x: f32[T, D]
        weight w: f32[F, D]
        output y[t, f] = sum(d) w[f, d] * x[t, d]
      }
      """;

  private static Front.Result check(String model, Map<String, Double> parameters, Map<String, Format> formats) {
    Optional<String> wanted = model.isEmpty() ? Optional.empty() : Optional.of(model);
    return Front.check(new Source("test.tulle", TEXT), new Front.Options(wanted, parameters, formats));
  }

  private static CheckedModel sound(Front.Result result) {
    assertEquals(List.of(), result.diagnostics());
    return result.model().orElseThrow();
  }

  private static Diagnostic only(Front.Result result) {
    assertEquals(1, result.diagnostics().size(), result.diagnostics()::toString);
    assertEquals(Optional.empty(), result.model());
    return result.diagnostics().getFirst();
  }

  @Test
  void withoutANameTheLastModelIsMeant() {
    Front.Result result = check("", Map.of(), Map.of());
    assertEquals(List.of("First", "Second"), result.models());
    assertEquals("Second", sound(result).name());
  }

  @Test
  void aParameterReplacesItsDefault() {
    List<Parameter> parameters = sound(check("First", Map.of("K", 5.0), Map.of())).parameters();
    assertEquals(List.of(5.0, 0.5), parameters.stream().map(Parameter::value).toList());
  }

  @Test
  void aFormatReplacesThatOfAWeight() {
    CheckedModel model = sound(check("Second", Map.of(), Map.of("w", new Format.Csr())));
    assertEquals(Optional.of(new Format.Csr()), model.weights().getFirst().format());
  }

  @Test
  void groupsOfARunTimeAxisAreARequirement() {
    CheckedModel model = sound(check("Second", Map.of(), Map.of("w", new Format.Nm(2, 4))));
    assertEquals(List.of("D % 4 == 0"), model.first().requirements().stream().map(Requirement::text).toList());
  }

  @Test
  void aFormatReplacesThatOfAWeightInALayerCall() {
    String text = """
        layer Own(x: f32[T, D]) -> (y: f32[T, D]) {
          weight w: f32[D, D]
          output y[t, e] = sum(d) w[e, d] * x[t, d]
        }
        model Two(D = 8) {
          input x: f32[T, D]
          let a = Own(x)
          let b = Own(a)
          output y[t, d] = b[t, d]
        }
        """;
    Front.Options options = new Front.Options(Optional.empty(), Map.of(), Map.of("b.w", new Format.Nm(2, 4)));
    CheckedModel model = sound(Front.check(new Source("test.tulle", text), options));
    assertEquals(List.of(Optional.empty(), Optional.of(new Format.Nm(2, 4))), model.weights().stream().map(w -> w.format()).toList());
  }

  @Test
  void anUnknownModelIsReportedWithTheNearestName() {
    Diagnostic report = only(check("Frist", Map.of(), Map.of()));
    assertEquals(DiagnosticCode.T0801, report.code());
    assertEquals("did you mean `First`?", report.help());
  }

  @Test
  void anUnknownParameterIsReportedWithTheNearestName() {
    Diagnostic report = only(check("First", Map.of("SCALES", 1.0), Map.of()));
    assertEquals(DiagnosticCode.T0801, report.code());
    assertEquals("did you mean `SCALE`?", report.help());
  }

  @Test
  void anUnknownWeightIsReported() {
    Diagnostic report = only(check("Second", Map.of(), Map.of("v", new Format.Csr())));
    assertEquals(DiagnosticCode.T0801, report.code());
    assertTrue(report.message().contains("no weight `v`"), report.message());
  }

  @Test
  void aFractionForAWholeParameterIsReported() {
    assertEquals(DiagnosticCode.T0201, only(check("First", Map.of("K", 2.5), Map.of())).code());
  }

  @Test
  void aParameterThatIsNoNumberIsReported() {
    assertEquals(DiagnosticCode.T0201, only(check("First", Map.of("SCALE", Double.NaN), Map.of())).code());
    assertEquals(DiagnosticCode.T0201, only(check("First", Map.of("K", Double.POSITIVE_INFINITY), Map.of())).code());
    assertEquals(DiagnosticCode.T0201, only(check("First", Map.of("K", 1e300), Map.of())).code());
  }

  @Test
  void callsThatNestTooDeeplyAreReported() {
    StringBuilder text = new StringBuilder("layer L0(x: f32[T]) -> (y: f32[T]) { output y[t] = x[t] + 1.0 }\n");
    for (int n = 1; n < 500; n++) {
      text.append("layer L%d(x: f32[T]) -> (y: f32[T]) { let a = L%d(x) output y[t] = a[t] * 0.5 }\n".formatted(n, n - 1));
    }
    text.append("model M { input x: f32[T] let r = L499(x) output y[t] = r[t] }\n");
    assertEquals(DiagnosticCode.T0005, only(Front.check(new Source("test.tulle", text.toString()), Front.Options.defaults())).code());
  }

  @Test
  void aValueThatIsTooTallIsReported() {
    StringBuilder text = new StringBuilder("layer Tall(x: f32) -> (y: f32) {\n  let a0 = x\n");
    for (int n = 1; n < 9000; n++) text.append("  let a%d = -a%d\n".formatted(n, n - 1));
    text.append("  output y = a8999\n}\nmodel M { input x: f32[T] output y[t] = Tall(x[t]) }\n");
    assertEquals(DiagnosticCode.T0706, only(Front.check(new Source("test.tulle", text.toString()), Front.Options.defaults())).code());
  }

  @Test
  void layersThatDoubleAtEveryLevelAreOneReport() {
    StringBuilder text = new StringBuilder("layer L0(x: f32[T]) -> (y: f32[T]) { output y[t] = x[t] + 1.0 }\n");
    for (int n = 1; n < 30; n++) {
      String inner = "L" + (n - 1);
      text.append("layer L%d(x: f32[T]) -> (y: f32[T]) { let a = %s(x) let b = %s(a) output y[t] = b[t] }\n".formatted(n, inner, inner));
    }
    text.append("model M { input x: f32[T] let r = L29(x) output y[t] = r[t] }\n");
    assertEquals(DiagnosticCode.T0706, only(Front.check(new Source("test.tulle", text.toString()), Front.Options.defaults())).code());
  }

  @Test
  void aSizeThatDisagreesIsShownWithBothSidesAndAMend() {
    String text = """
        model Attention(D = 64) {
          input q, k: f32[H, N, D]
          pattern seen[i: N, j: N] = j <= i
          output s[h, i, j] where seen[i, j] = sum(d) q[h, i, d] * k[h, d, j]
        }
        """;
    String expected = """
        error[T0304]: index `j` is used with two sizes
          --> attention.tulle:4:68
           |
         4 |   output s[h, i, j] where seen[i, j] = sum(d) q[h, i, d] * k[h, d, j]
           |                                                                    ^ here `j` ranges over D = 64
           = but `seen[i: N, j: N]` says that `j` ranges over N
           help: did you mean `k[h, j, d]`?
        """;
    Diagnostic report = only(Front.check(new Source("attention.tulle", text), Front.Options.defaults()));
    assertEquals(expected.strip(), DiagnosticPrinter.plain().print(report).strip());
  }

  @Test
  void namesThatDifferInDigitsAreNoSlips() {
    String text = "model M { input x: f32[DIM1, DIM2] output y = sum(i, j) x[i, j] }";
    assertEquals("M", sound(Front.check(new Source("test.tulle", text), Front.Options.defaults())).name());
  }

  @Test
  void aMissingFileIsReported(@TempDir Path folder) {
    Diagnostic report = only(Front.check(folder.resolve("none.tulle"), Front.Options.defaults()));
    assertEquals(DiagnosticCode.T0802, report.code());
    assertTrue(report.message().contains("there is no such file"), report.message());
  }

  @Test
  void aFileThatIsNoTextIsReported(@TempDir Path folder) throws IOException {
    Path file = Files.write(folder.resolve("broken.tulle"), new byte[] {'m', (byte) 0xC3, 0x28});
    Diagnostic report = only(Front.check(file, Front.Options.defaults()));
    assertEquals(DiagnosticCode.T0802, report.code());
    assertTrue(report.message().contains("not UTF-8"), report.message());
  }

  @Test
  void aFolderIsReported(@TempDir Path folder) {
    assertEquals(DiagnosticCode.T0802, only(Front.check(folder, Front.Options.defaults())).code());
  }
}
