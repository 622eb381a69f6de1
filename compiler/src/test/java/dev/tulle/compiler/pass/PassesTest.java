package dev.tulle.compiler.pass;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tulle.compiler.tensor.Program;
import dev.tulle.compiler.tensor.TensorParser;
import dev.tulle.compiler.tensor.TensorPrinter;
import dev.tulle.compiler.tensor.TensorVerifier;
import dev.tulle.kernel.CompilerBug;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What each pass makes of a program, and where it must leave it alone. Statements are compared as text; the declarations are given once.
class PassesTest {
  private static final String GIVEN = """
      tensor 1
      model M
      size N
      input x: f32[N, 8]
      input start: i32[N]
      weight w: f32[4, 8] as csr
      weight v: f32[4, 8]
      """;

  private static List<String> after(Pass pass, String text) {
    var program = TensorParser.parse(GIVEN + text);
    TensorVerifier.verify(program, "writing the test");
    var result = pass.run(program);
    TensorVerifier.verify(result, "the pass");
    return TensorPrinter.print(result).lines().filter(l -> l.startsWith("run ") || l.startsWith("open ")).toList();
  }

  private static void leaves(Pass pass, String text) {
    var program = TensorParser.parse(GIVEN + text);
    assertEquals(program, pass.run(program));
  }

  @Test
  void aReductionThatIsThereTwiceIsComputedOnce() {
    assertEquals(
        List.of(
            "run y.argmax[i_2: N] = argmax(k_2: 8) x[i_2, k_2]",
            "run y[i: N] = if 0 <= y.argmax[i] then start[y.argmax[i]] else 0"),
        after(
            new NameInvariants(),
            "output y: i32[N]\nrun y[i: N] = if 0 <= argmax(k: 8) x[i, k] then start[argmax(l: 8) x[i, l]] else 0\n"));
  }

  @Test
  void decidesWhatParametersHaveSettled() {
    assertEquals(
        List.of(
            "run p[i: N, j: 8] = topk(k: 8 at j count 4) (x[i, k])",
            "run y[a: N, b: 8] where p[a, b] = x[a, b] / 2.0 + 0.0"),
        after(
            new DecideConditions(),
            """
                local pattern p: bool[N, 8]
                output y: f32[N, 8]
                run p[i: N, j: 8] = 4 >= 8 or topk(k: 8 at j count 4) (x[i, k])
                run y[a: N, b: 8] where p[a, b] and 2 * 3 == 6 = if 1 != 1 then x[a, b] else x[a, b] / 2.0 + (sum(r: 8 where p[a, r] and 3 < 2) x[a, r])
                """));
  }

  @Test
  void leavesConditionsOfSizesAndFloats() {
    leaves(
        new DecideConditions(),
        """
            local pattern p: bool[N, 8]
            output y: f32[N, 8]
            run p[i: N, j: 8] = N >= 8 or i < 4
            run y[a: N, b: 8] where p[a, b] = if 1.0 > 2.0 then x[a, b] else 0.0
            """);
  }

  @Test
  void inlinesAPatternOfIndicesAndIntegerLoads() {
    assertEquals(
        List.of(
            "run p[i: N, j: 8] = start[i] <= j and j <= i",
            "run y[a: N, b: 8] where start[a] <= b and b <= a = x[a, b]"),
        after(
            new InlinePatterns(),
            """
                local pattern p: bool[N, 8]
                output y: f32[N, 8]
                run p[i: N, j: 8] = start[i] <= j and j <= i
                run y[a: N, b: 8] where p[a, b] = x[a, b]
                """));
  }

  @Test
  void leavesAPatternThatComparesFloats() {
    leaves(
        new InlinePatterns(),
        """
            local pattern p: bool[N, 8]
            output y: f32[N, 8]
            run p[i: N, j: 8] = x[i, j] > 0.5
            run y[a: N, b: 8] where p[a, b] = x[a, b]
            """);
  }

  @Test
  void givesASelectionAStatementOfItsOwn() {
    assertEquals(
        List.of(
            "run p.topk[i_2: N, k_3: 8] = topk(k_4: 8 at k_3 count 2) (x[i_2, k_4])",
            "run p[i: N, j: 8] = p.topk[i, j]"),
        after(new ExpandSelections(), "output pattern p: bool[N, 8]\nrun p[i: N, j: 8] = topk(k: 8 at j count 2) (x[i, k])\n"));
  }

  @Test
  void theOperatorOverARowTakesThePlaceOfItsOnlyRead() {
    assertEquals(
        List.of("run y[i: N, j: 8] = sort(k_2: 8 at j) (x[i, k_2])"),
        after(
            new InlineSingleUses(),
            "local t: f32[N, 8]\noutput y: f32[N, 8]\nrun t[a: N, b: 8] = sort(k: 8 at b) (x[a, k])\nrun y[i: N, j: 8] = t[i, j]\n"));
  }

  @Test
  void anOperatorOverARowStaysAllOfAStatement() {
    leaves(
        new InlineSingleUses(),
        "local t: f32[N, 8]\noutput y: f32[N, 8]\nrun t[a: N, b: 8] = sort(k: 8 at b) (x[a, k])\nrun y[i: N, j: 8] = t[i, j] * 2.0\n");
    leaves(
        new InlineSingleUses(),
        "local t: f32[N, 8]\noutput y: f32[8, N]\nrun t[a: N, b: 8] = sort(k: 8 at b) (x[a, k])\nrun y[j: 8, i: N] = t[i, j]\n");
  }

  @Test
  void whatAFloatSelectionLeavesOutIsNoNumber() {
    assertEquals(
        List.of(
            "run p.key[i_2: N, k_2: 8] = if k_2 < start[i_2] then x[i_2, k_2] else NaN",
            "run p.topk[i_3: N, k_4: 8] = topk(k_5: 8 at k_4 count 2) (p.key[i_3, k_5])",
            "run p[i: N, j: 8] = p.topk[i, j]"),
        after(new ExpandSelections(),
            "output pattern p: bool[N, 8]\nrun p[i: N, j: 8] = topk(k: 8 at j count 2 where k < start[i]) (x[i, k])\n"));
  }

  @Test
  void writesSoftmaxWithThreeReductionsWorthOfStatements() {
    assertEquals(
        List.of(
            "run y.max[i_2: N] = max(k_3: 8) x[i_2, k_3]",
            "run y.exp[i_3: N, k_4: 8] = exp(x[i_3, k_4] - y.max[i_3])",
            "run y.sum[i_4: N] = sum(k_6: 8) y.exp[i_4, k_6]",
            "run y[i: N, j: 8] = y.exp[i, j] / y.sum[i]"),
        after(new ExpandRowOperators(), "output y: f32[N, 8]\nrun y[i: N, j: 8] = softmax(k: 8 at j) (x[i, k])\n"));
  }

  @Test
  void countsForAMeanOnlyUnderACondition() {
    assertEquals(
        List.of("run y[i: N] = (sum(k: 8) x[i, k]) / cast(f32, 8)"),
        after(new ExpandRowOperators(), "output y: f32[N]\nrun y[i: N] = mean(k: 8) x[i, k]\n"));
    assertEquals(
        List.of("run y[i: N] = (sum(k: 8 where k < start[i]) x[i, k]) / cast(f32, count(k_2: 8 where k_2 < start[i]) true)"),
        List.of(after(new ExpandRowOperators(), "output y: f32[N]\nrun y[i: N] = mean(k: 8 where k < start[i]) x[i, k]\n").getLast()));
  }

  @Test
  void namesAReductionThatDoesNotDependOnEveryIndex() {
    assertEquals(
        List.of("run y.sum[i_2: N] = sum(k_2: 8) x[i_2, k_2]", "run y[i: N, j: 8] = x[i, j] / y.sum[i]"),
        after(new NameInvariants(), "output y: f32[N, 8]\nrun y[i: N, j: 8] = x[i, j] / (sum(k: 8) x[i, k])\n"));
  }

  @Test
  void leavesAReductionThatDependsOnEveryIndex() {
    leaves(new NameInvariants(), "output y: f32[N, 4]\nrun y[i: N, f: 4] = sum(k: 8) x[i, k] * v[f, k]\n");
  }

  @Test
  void dropsWhatNoOutputNeeds() {
    assertEquals(
        List.of("run y[i: N] = x[i, 0]"),
        after(new RemoveUnused(), "local t: f32[N]\noutput y: f32[N]\nrun t[j: N] = x[j, 1]\nrun y[i: N] = x[i, 0]\n"));
  }

  @Test
  void opensWhatDependsOnWeightsAlone() {
    assertEquals(
        List.of("open t[f: 4] = sum(k: 8) v[f, k]", "run y[g: 4] = t[g] + x[0, 0]"),
        after(new AssignStages(), "local t: f32[4]\noutput y: f32[4]\nrun t[f: 4] = sum(k: 8) v[f, k]\nrun y[g: 4] = t[g] + x[0, 0]\n"));
  }

  @Test
  void runsWhatNeedsASizeOfTheRun() {
    leaves(new AssignStages(), "local t: f32[N]\noutput y: f32[N]\nrun t[i: N] = v[0, 0]\nrun y[j: N] = t[j]\n");
  }

  @Test
  void inlinesTheOnlyReadAtTheSameIndices() {
    assertEquals(
        List.of("run y[j: 8, i: N] = x[i, j] * 2.0 + 1.0"),
        after(
            new InlineSingleUses(),
            "local t: f32[N, 8]\noutput y: f32[8, N]\nrun t[a: N, b: 8] = x[a, b] * 2.0\nrun y[j: 8, i: N] = t[i, j] + 1.0\n"));
  }

  @Test
  void doesNotInlineWhereItWouldBeComputedAgain() {
    leaves(new InlineSingleUses(),
        "local t: f32[N]\noutput y: f32[N, 8]\nrun t[a: N] = exp(x[a, 0])\nrun y[i: N, j: 8] = t[i] * x[i, j]\n");
  }

  @Test
  void doesNotInlineFromOpenIntoRun() {
    leaves(new InlineSingleUses(), "local t: f32[4]\noutput y: f32[4]\nopen t[f: 4] = exp(v[f, 0])\nrun y[g: 4] = t[g] + x[0, 0]\n");
  }

  @Test
  void roundsWhatASixteenBitTensorWouldHaveStored() {
    assertEquals(
        List.of("run y[i: N] = cast(f16, x[i, 0] * 2.0)"),
        after(new InlineSingleUses(), "local t: f16[N]\noutput y: f32[N]\nrun t[a: N] = x[a, 0] * 2.0\nrun y[i: N] = t[i]\n"));
  }

  @Test
  void turnsLanesToTheAxisThatTheSparseTensorLacks() {
    assertEquals(
        List.of(
            "run x.by_i[i_3: 8, i_2: N] = x[i_2, i_3]",
            "run y.by_i[f: 4, i: N] = sum(k: 8 where defined(w[f, k])) w[f, k] * x.by_i[k, i]",
            "run y[i_4: N, f_2: 4] = y.by_i[f_2, i_4]"),
        after(new TransposeForLanes(), "output y: f32[N, 4]\nrun y[i: N, f: 4] = sum(k: 8 where defined(w[f, k])) w[f, k] * x[i, k]\n"));
  }

  @Test
  void leavesDenseProductsAsTheyAre() {
    leaves(new TransposeForLanes(), "output y: f32[N, 4]\nrun y[i: N, f: 4] = sum(k: 8) v[f, k] * x[i, k]\n");
  }

  @Test
  void laysOutInPanelsWhatASumReadsAcross() {
    assertEquals(
        List.of(
            "open m.panels[panel: 2, i_3: 8, column: 32] = if panel * 32 + column < 40 then m[panel * 32 + column, i_3] else 0.0",
            "run y[i: N, f: 40] = sum(k: 8) m.panels[f / 32, k, f % 32] * x[i, k] + b[f]"),
        after(new PackPanels(),
            "weight m: f32[40, 8]\nweight b: f32[40]\noutput y: f32[N, 40]\nrun y[i: N, f: 40] = sum(k: 8) m[f, k] * x[i, k] + b[f]\n"));
  }

  @Test
  void givesSumsOverPanelsNamesWhereMuchIsDoneWithThem() {
    assertEquals(
        List.of(
            "open m.panels[panel: 2, i_3: 8, column: 32] = if panel * 32 + column < 40 then m[panel * 32 + column, i_3] else 0.0",
            "run y.sum[i_4: N, f_2: 40] = sum(k_2: 8) m.panels[f_2 / 32, k_2, f_2 % 32] * x[i_4, k_2]",
            "run y[i: N, f: 40] = exp(y.sum[i, f])"),
        after(new PackPanels(), "weight m: f32[40, 8]\noutput y: f32[N, 40]\nrun y[i: N, f: 40] = exp(sum(k: 8) m[f, k] * x[i, k])\n"));
  }

  @Test
  void leavesWhatIsReadAlongLanesAnywayOrInFewColumnsOrChangesFromRunToRun() {
    leaves(new PackPanels(), "weight m: f32[8, 40]\noutput y: f32[N, 40]\nrun y[i: N, f: 40] = sum(k: 8) m[k, f] * x[i, k]\n");
    leaves(new PackPanels(), "output y: f32[N, 4]\nrun y[i: N, f: 4] = sum(k: 8) v[f, k] * x[i, k]\n");
    leaves(new PackPanels(), "input m: f32[40, 8]\noutput y: f32[N, 40]\nrun y[i: N, f: 40] = sum(k: 8) m[f, k] * x[i, k]\n");
  }

  @Test
  void computesBeforeALoopWhatIsTheSameInEachRound() {
    assertEquals(
        List.of(
            "run b[i_4: N] = exp(x[i_4, 1])", "run z[i: N] = 0.0", "run a[i_2: N] = exp(x[i_2, 0])", "repeat run t: 3 carrying z = z.next",
            "  run z.next[i_3: N] = z[i_3] * a[i_3] + b[i_3]", "end", "run y[i_9: N] = z[i_9] + b[i_9]"),
        loop(new MoveOutOfLoops(), "3", "run a[i_2: N] = exp(x[i_2, 0])", "run z.next[i_3: N] = z[i_3] * a[i_3] + b[i_3]"));
  }

  @Test
  void leavesInALoopWhatChangesOrMayFail() {
    String counter = "run a[i_2: N] = cast(f32, t)";
    String carried = "run a[i_2: N] = exp(z[i_2])";
    String checked = "run a[i_2: N] = x[start[i_2]!, 0]";
    for (String body : List.of(counter, carried, checked)) leavesLoop(new MoveOutOfLoops(), "3", body, "run z.next[i_3: N] = a[i_3]");
    leavesLoop(new MoveOutOfLoops(), "3", "run z.next[i_3: N] = x[i_3, 0]");
  }

  @Test
  void doesNotInlineIntoALoop() {
    leavesLoop(new InlineSingleUses(), "3", "run z.next[i_3: N] = z[i_3] + b[i_3]");
  }

  @Test
  void inlinesInsideOfALoopButNotWhatItHandsOn() {
    assertEquals(
        List.of("  run z.next[i_3: N] = exp(z[i_3]) + 1.0"),
        loop(new InlineSingleUses(), "3", "run a[i_2: N] = exp(z[i_2])", "run z.next[i_3: N] = a[i_3] + 1.0").stream()
            .filter(l -> l.startsWith("  run"))
            .toList());
  }

  @Test
  void dropsWhatALoopCarriesForNobody() {
    assertEquals(
        List.of("run b[i_4: N] = exp(x[i_4, 1])", "run z[i: N] = 0.0", "repeat run t: 3 carrying z = z.next",
            "  run z.next[i_2: N] = z[i_2] + 1.0",
            "end", "run y[i_9: N] = z[i_9] + b[i_9]"),
        steps(new RemoveUnused().run(TensorParser.parse(GIVEN + LOOP_DECLARATIONS + "local q: f32\nlocal q.next: f32\n" + BEFORE + """
            run q = 0.0
            repeat run t: 3 carrying z = z.next, q = q.next
              run z.next[i_2: N] = z[i_2] + 1.0
              run q.next = q + (sum(i_3: N) z[i_3])
            end
            run y[i_9: N] = z[i_9] + b[i_9]
            """))));
  }

  @Test
  void aLoopOverWeightsAloneOpens() {
    String text = """
        local z: f32[4]
        local z.next: f32[4]
        output y: f32[4]
        run z[f: 4] = 0.0
        repeat run t: 3 carrying z = z.next
          run z.next[g: 4] = z[g] + v[g, t] * %s
        end
        run y[h: 4] = z[h]
        """;
    assertEquals(
        List.of("open z[f: 4] = 0.0", "repeat open t: 3 carrying z = z.next", "  open z.next[g: 4] = z[g] + v[g, t] * 2.0", "end",
            "run y[h: 4] = z[h]"),
        steps(new AssignStages().run(TensorParser.parse(GIVEN + text.formatted("2.0")))));
    leaves(new AssignStages(), text.formatted("x[0, 0]"));
  }

  @Test
  void namesAPartOfAFoldsBodyInTheBody() {
    assertEquals(
        List.of("run s.max[j_2: 8] = max(k_4: N) x[k_4, j_2]", "fold run [i: N] j: 8", "  carry s = 0.0",
            "  let s.sum = sum(k_3: 4) s[i] * v[k_3, 0]",
            "  next s = s.sum * s.max[j]", "end", "run y[n: N] = s[n]"),
        steps(new NameInvariants().run(TensorParser.parse(GIVEN + """
            local s: f32[N]
            output y: f32[N]
            fold run [i: N] j: 8
              carry s = 0.0
              next s = (sum(k: 4) s[i] * v[k, 0]) * (max(k_2: N) x[k_2, j])
            end
            run y[n: N] = s[n]
            """))));
  }

  @Test
  void aNextThatChangesSomeElementsIsWrittenInPlace() {
    assertEquals(
        List.of("run b[i_4: N] = exp(x[i_4, 1])", "run z[i: N] = 0.0", "repeat run t: 4 carrying z = z",
            "  run z[i_2: N] where i_2 == t = z[i_2] + b[i_2]", "end", "run y[i_9: N] = z[i_9] + b[i_9]"),
        loop(new UpdateInPlace(), "4", "run z.next[i_2: N] = if i_2 == t then z[i_2] + b[i_2] else z[i_2]").stream().toList());
    leavesLoop(new UpdateInPlace(), "4", "run z.next[i_2: N] = if i_2 == t then z[0] + b[i_2] else z[i_2]");
    leavesLoop(new UpdateInPlace(), "4", "run z.next[i_2: N] = if i_2 == t then 1.0 else b[i_2]");
    leavesLoop(new UpdateInPlace(), "4", "run z.next[i_2: N] = if i_2 == t then 1.0 else z[i_2]", "run a[i_3: N] = z.next[i_3]");
  }

  @Test
  void fewElementsOverALongAxisAreReducedInParts() {
    assertEquals(
        List.of("if 16384 <= N",
            "  run a.parts[part: 64] = sum(i_2: N where part * ((N + 63) / 64) <= i_2 and i_2 < part * ((N + 63) / 64) + (N + 63) / 64) x[i_2, 0]",
            "  run a = (sum(part_3: 64) a.parts[part_3]) / 2.0", "else", "  run a = (sum(i: N) x[i, 0]) / 2.0", "end",
            "run y[j: N] = a * x[j, 1]"),
        TensorPrinter.print(new SplitLongSums().run(TensorParser.parse(GIVEN + "local a: f32\noutput y: f32[N]\n"
            + "run a = (sum(i: N) x[i, 0]) / 2.0\nrun y[j: N] = a * x[j, 1]\n"))).lines().dropWhile(l -> !l.startsWith("if")).toList());
    leaves(new SplitLongSums(), "output y: f32[4]\nrun y[k: 4] = sum(m: 8 where defined(w[k, m])) w[k, m]\n");
    leaves(new SplitLongSums(), "output y: i32\nrun y = argmax(i: N) x[i, 0]\n");
    // Never few and long at once.
    leaves(new SplitLongSums(), "output y: f32[N]\nrun y[j: N] = sum(i: N) x[i, 0] * x[j, 1]\n");
  }

  private static final String LOOP_DECLARATIONS = "local z: f32[N]\nlocal z.next: f32[N]\nlocal a: f32[N]\nlocal b: f32[N]\noutput y: f32[N]\n";
  private static final String BEFORE = "run b[i_4: N] = exp(x[i_4, 1])\nrun z[i: N] = 0.0\n";

  private static String loopText(String count, String... body) {
    return LOOP_DECLARATIONS + BEFORE + "repeat run t: " + count + " carrying z = z.next\n" + String.join("\n", body)
        + "\nend\nrun y[i_9: N] = z[i_9] + b[i_9]\n";
  }

  private static List<String> loop(Pass pass, String count, String... body) {
    var program = TensorParser.parse(GIVEN + loopText(count, body));
    TensorVerifier.verify(program, "writing the test");
    var result = pass.run(program);
    TensorVerifier.verify(result, "the pass");
    return steps(result);
  }

  private static void leavesLoop(Pass pass, String count, String... body) {
    leaves(pass, loopText(count, body));
  }

  private static List<String> steps(Program program) {
    TensorVerifier.verify(program, "the pass");
    return TensorPrinter.print(program).lines().filter(l -> l.matches(" *(run|open|repeat|fold|carry|let|skip|stop|next|end).*")).toList();
  }

  @Test
  void aFailureLeavesWhatReplayFailsOnAgain() {
    var broken = TensorParser.parse(GIVEN + "output y: f32[N]\nrun y[i: N] = x[i, 0]\n");
    Pipeline.Step step = new Pipeline.Step("remove-unused",
        _ -> broken.with(List.of(broken.steps().getFirst(), broken.steps().getFirst())));
    CompilerBug bug = assertThrows(CompilerBug.class, () -> new PassRunner((_, _) -> {}).run(step, broken));
    assertTrue(bug.getMessage().contains("`y` is computed twice"), bug.getMessage());
    String replayed = Replay.run("something before\n" + bug.reproducer() + "and after");
    assertTrue(replayed.contains("run y[i: N] = x[i, 0]"), replayed);
  }

  @Test
  void namesTheReductionThatSaysWhereToRead() {
    assertEquals(
        List.of(
            "run y.position[i_2: N] = count(j_2: 8 where x[i_2, j_2] > 0.5) true",
            "run y[i: N] = if y.position[i] < N then x[y.position[i], 0] else 0.0"),
        after(
            new NamePositions(),
            """
                output y: f32[N]
                run y[i: N] = if count(j: 8 where x[i, j] > 0.5) true < N then x[count(k: 8 where x[i, k] > 0.5) true, 0] else 0.0
                """));
  }

  @Test
  void leavesAReductionThatIsNoPosition() {
    leaves(
        new NamePositions(),
        """
            output y: f32[N]
            run y[i: N] = x[i, 0] * cast(f32, count(j: 8 where x[i, j] > 0.5) true)
            """);
  }
}
