package dev.tulle.compiler.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tulle.compiler.tensor.Program;
import dev.tulle.compiler.tensor.TensorParser;
import dev.tulle.compiler.tensor.TensorPrinter;
import dev.tulle.compiler.tensor.TensorVerifier;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What gets places for what exists only, and what must stay as it is.
class StoreInViewsTest {
  private static final String GIVEN = """
      tensor 1
      model M
      size N
      input x: f32[N, N]
      input lo: i32[N]
      input hi: i32[N]
      output y: f32[N]
      """;

  private static Program after(String text) {
    var program = TensorParser.parse(GIVEN + text);
    TensorVerifier.verify(program, "writing the test");
    var result = new StoreInViews().run(program);
    TensorVerifier.verify(result, "the pass");
    assertEquals(result, TensorParser.parse(TensorPrinter.print(result)));
    return result;
  }

  /// Without the numbers of names.
  private static List<String> lines(String text) {
    return TensorPrinter.print(after(text))
        .lines()
        .filter(l -> l.matches("(run|list|measure|fold|local) .*"))
        .map(l -> l.replaceAll("_\\d+", ""))
        .toList();
  }

  private static void leaves(String text) {
    var program = TensorParser.parse(GIVEN + text);
    assertEquals(program, after(text));
  }

  @Test
  void aBandIsARunFromItsLowerBound() {
    assertEquals(
        List.of(
            "local s: f32[N, min(N, 4)]",
            "run s[i: N, j: min(N, 4)] where max(0, i - 4 + 1) + j < N and max(0, i - 4 + 1) + j <= i = x[i, max(0, i - 4 + 1) + j]",
            "run y[a: N] = sum(b: min(N, 4) where max(0, a - 4 + 1) + b < N and max(0, a - 4 + 1) + b <= a) s[a, b]"),
        lines("""
            local s: f32[N, N]
            run s[i: N, j: N] where j <= i and i - j < 4 = x[i, j]
            run y[a: N] = sum(b: N where b <= a and a - b < 4) s[a, b]
            """));
  }

  @Test
  void aReadFromElsewhereLooksForThePlace() {
    assertEquals(
        "run y[a: N] = if 0 <= a - lo[a] and a - lo[a] < min(N, 4) then s[a, a - lo[a]] else 0.0",
        lines("""
            local s: f32[N, N]
            run s[i: N, j: N] where lo[i] <= j and j < lo[i] + 4 = x[i, j]
            run y[a: N] = s[a, a]
            """).getLast().replace("max(0, lo[a])", "lo[a]"));
  }

  @Test
  void withoutABoundOnItsLengthNothingIsCounted() {
    leaves("""
        local s: f32[N, N]
        run s[i: N, j: N] where j <= i = x[i, j]
        run y[a: N] = sum(b: N where b <= a) s[a, b]
        """);
    leaves("""
        local s: f32[N, N]
        run s[i: N, j: N] where lo[i] <= j and j < hi[i] = x[i, j]
        run y[a: N] = sum(b: N where lo[a] <= b and b < hi[a]) s[a, b]
        """);
  }

  @Test
  void whatCanReportAnErrorKeepsItsIndices() {
    leaves("""
        local s: f32[N, N]
        run s[i: N, j: N] where j <= i and i - j < 4 = x[i, lo[j]!]
        run y[a: N] = sum(b: N where b <= a and a - b < 4) s[a, b]
        """);
  }

  @Test
  void aSelectionOfSoManyHasSoManyPlaces() {
    assertEquals(
        List.of(
            "local pattern p: bool[N, N]",
            "local s: f32[N, min(3, N)]",
            "local p.list: i32[N, min(3, N)] below N",
            "local p.count: i32[N]",
            "run p[i: N, j: N] = topk(k: N at j count 3) (x[i, k])",
            "list run p.count of p.list[i: N] over j: N where p[i, j]",
            "run s[i: N, j: min(3, N)] where j < p.count[i] = x[i, p.list[i, j]]",
            "run y[a: N] = sum(b: min(3, N) where b < p.count[a]) s[a, b]"),
        lines("""
            local pattern p: bool[N, N]
            local s: f32[N, N]
            run p[i: N, j: N] = topk(k: N at j count 3) (x[i, k])
            run s[i_2: N, j_2: N] where p[i_2, j_2] = x[i_2, j_2]
            run y[a: N] = sum(b: N where p[a, b]) s[a, b]
            """));
  }

  @Test
  void aListThatIsReadFromTheOtherSideLeavesTheTensorWhole() {
    List<String> lines = lines("""
        local pattern p: bool[N, N]
        local s: f32[N, N]
        run p[i: N, j: N] = topk(k: N at j count 3) (x[i, k])
        run s[i_2: N, j_2: N] where p[i_2, j_2] = x[i_2, j_2]
        run y[b: N] = sum(a: N where p[a, b]) s[a, b]
        """);
    assertTrue(lines.contains("local s: f32[N, N]"), lines.toString());
    assertTrue(lines.contains("run y[b: N] = sum(a: N where p[a, b]) s[a, b]"), lines.toString());
  }

  @Test
  void theLengthOfAListIsMeasuredOutsideOfLoopsOnly() {
    String in = """
        local pattern p: bool[N, N]
        local s: f32[N, N]
        local z: f32[N]
        local z.next: f32[N]
        """;
    String body = """
        run p[i: N, j: N] = x[i, j] > 0.5
        run s[i_2: N, j_2: N] where p[i_2, j_2] = x[j_2, i_2]
        run z.next[a: N] = sum(b: N where p[a, b]) s[a, b] * s[a, b]
        """;
    String end = "run y[c: N] = z.next[c]\n";
    List<String> outside = lines(in + body + end);
    assertTrue(outside.contains("measure p.most = p.most.found"), outside.toString());
    assertTrue(outside.contains("local s: f32[N, p.most]"), outside.toString());
    String loop = in + "run z[d: N] = 0.0\nrepeat run t: 3 carrying z = z.next\n" + body + "end\nrun y[c: N] = z[c]\n";
    assertTrue(lines(loop).stream().noneMatch(l -> l.startsWith("measure")), "measured in a loop");
  }

  @Test
  void aFoldWalksTheListThatAllRowsOfATileShare() {
    assertEquals(
        List.of(
            "list run p.count[t: N] over h: N by order where lo[h] <= t and t <= hi[h]",
            "run p.most.found = max(row: N) p.count[row]",
            "measure p.most = p.most.found",
            "list run p.count of p.list[t: N] over h: N by order where lo[h] <= t and t <= hi[h]",
            "fold run [i: N] g: p.most where g < p.count[i / 8]"),
        lines("""
            local pattern p: bool[N, N]
            local order: i32[N]
            local z: f32[N]
            run p[t: N, h: N] = lo[h] <= t and t <= hi[h]
            run order[n: N] = argsort(m: N at n) (x[m, 0])
            fold run [i: N] g: N by order where p[i / 8, g]
              carry z = 0.0
              next z = z[i] + x[g, 1]
            end
            run y[c: N] = z[c]
            """).stream().filter(l -> l.matches("(list|measure|fold|run p.most).*")).toList());
  }
}
