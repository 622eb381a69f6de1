package dev.tulle.dsl.syntax;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tulle.dsl.diagnostic.DiagnosticCode;
import dev.tulle.dsl.diagnostic.DiagnosticPrinter;
import dev.tulle.dsl.source.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ParserTest {
  private static final Path FAMILIES = Path.of("src/test/resources/language/four_families.tulle");

  private static Parser.Result parse(String text) {
    return Parser.parse(new Source("test.tulle", text));
  }

  private static Declaration.Model model(String text) {
    Parser.Result result = parse(text);
    assertEquals("", DiagnosticPrinter.plain().print(result.diagnostics()));
    return (Declaration.Model) result.file().declarations().getFirst();
  }

  private static Expression value(String expression) {
    return ((Item.Let) model("model M { let v = " + expression + " }").items().getFirst()).value();
  }

  @Test
  void spansAreTheTextOfTheNodeWithoutItsParentheses() {
    var sum = (Expression.Binary) value("(a + b[i]) * (c - d1)");
    assertEquals("(a + b[i]) * (c - d1)", sum.span().text());
    assertEquals("a + b[i]", sum.left().span().text());
    assertEquals("c - d1", sum.right().span().text());
  }

  @Test
  void spansCountCodeUnits() {
    var model = model("/// \uD835\uDEFC and \uD835\uDEFD\nmodel M { let v = w }");
    assertEquals("let v = w", model.items().getFirst().span().text());
  }

  @Test
  void precedence() {
    assertEquals(TreeText.of(value("((sum(d) (a * b)) + c)")), TreeText.of(value("sum(d) a * b + c")));
    assertEquals(TreeText.of(value("a - (b - c)")), TreeText.of(value("a - (b - c)")));
    assertEquals(TreeText.of(value("(a - b) - c")), TreeText.of(value("a - b - c")));
    assertEquals(TreeText.of(value("(a ?? b) ?? (-c)")), TreeText.of(value("a ?? b ?? -c")));
    assertEquals(TreeText.of(value("-(a ?? b)")), TreeText.of(value("-a ?? b")));
    assertEquals(TreeText.of(value("(not (a < b)) and c or d")), TreeText.of(value("not a < b and c or d")));
    assertEquals(TreeText.of(value("sum(i) (max(j) (x[i, j]))")), TreeText.of(value("sum(i) max(j) x[i, j]")));
    assertEquals(TreeText.of(value("(max(a, b)) - c")), TreeText.of(value("max(a, b) - c")));
    assertEquals(TreeText.of(value("a * (-(sum(i) b))")), TreeText.of(value("a * -sum(i) b")));
    assertEquals(TreeText.of(value("(softmax(j) s[j]) + 1")), TreeText.of(value("softmax(j) s[j] + 1")));
    assertEquals(TreeText.of(value("topk(d by 4, 2) (abs(w[d]) * n[d])")), TreeText.of(value("topk(d by 4, 2) abs(w[d]) * n[d]")));
  }

  @Test
  void wordsThatAreNamesToo() {
    var items = model(
        "model M(size = 1) { let a = max(b, c) require (n > 0) let d = sum(i) size[i] size by let e = count(j where p[j]) size order }")
            .items();
    assertEquals(List.of("Let", "Require", "Let", "Sizes", "Let", "Sizes"), items.stream().map(i -> i.getClass().getSimpleName()).toList());
    assertEquals("sum(i) size[i]", SyntaxPrinter.print(((Item.Let) items.get(2)).value()));
    var select = (Expression.Select) value("topk(size by by, at) order * most");
    assertEquals("by", SyntaxPrinter.print(select.group().orElseThrow()));
    assertEquals("order * most", SyntaxPrinter.print(select.operand()));
    var ordered = (Item.DefinePattern) model("model M { pattern p[g] = order[g] > by order order by by }").items().getFirst();
    assertEquals("order", ordered.order().orElseThrow().index().text());
    assertEquals("order[g] > by", SyntaxPrinter.print(ordered.condition()));
    var repeat = (Item.Repeat) model("model M { repeat at most at with (most = at) { } }").items().getFirst();
    assertTrue(repeat.atMost());
  }

  @Test
  void docCommentsBelongToTheNextItem() {
    var model = model("/// First.\n// No doc.\n///  Second.\nmodel M {\n  /// About x.\n  input x: f32 /// behind\n  let y = x\n}\n");
    assertEquals("First.\nSecond.", model.doc());
    assertEquals("About x.", model.items().getFirst().doc());
    assertEquals("", model.items().getLast().doc());
  }

  @Test
  void byteOrderMarkAndLineBreaksOfAllSystems() {
    String text = "/// Doc.\nmodel M {\n\tlet a = 1 // one\n\tlet b = 2\n}\n";
    var expected = TreeText.of(model(text));
    assertEquals(expected, TreeText.of(model("\uFEFF" + text)));
    assertEquals(expected, TreeText.of(model(text.replace("\n", "\r\n"))));
  }

  @Test
  void emptyTextsHoldNothing() {
    for (String text : List.of("", "\n", "// nothing", "\uFEFF")) {
      Parser.Result result = parse(text);
      assertTrue(result.isSound() && result.file().declarations().isEmpty());
    }
  }

  @Test
  void brokenItemsNameWhatTheyDefine() {
    var result = parse(
        "model M {\n  let a[i] = \n  input b, c: f33[N]\n  let (d, e) = +\n  repeat with (f[i] = x, g = 1) {\n    let h = 1\n  }\n  let ok = 1\n}");
    var items = ((Declaration.Model) result.file().declarations().getFirst()).items();
    List<List<String>> names = new ArrayList<>();
    for (Item item : items) if (item instanceof Item.Broken b) names.add(b.names().stream().map(Identifier::text).toList());
    assertEquals(List.of(List.of("a"), List.of("b", "c"), List.of("d", "e"), List.of("f", "g", "h")), names);
    assertTrue(items.getLast() instanceof Item.Let);
  }

  /// A changed word inside one model of a file breaks that model and no other, whatever the change.
  @Test
  void anErrorStaysInItsItem() throws IOException {
    String text = Files.readString(FAMILIES);
    int start = text.indexOf("model AnchorAttention");
    int open = text.indexOf('{', start) + 1;
    int close = text.indexOf("\n}", start);
    List<int[]> words = new ArrayList<>();
    var matcher = Pattern.compile("[A-Za-z0-9_]+|[^\\sA-Za-z0-9_]+").matcher(text).region(open, close);
    while (matcher.find()) words.add(new int[] {matcher.start(), matcher.end()});
    String[] changes = {"", "=", ")", "(", "]", "[", ",", "where", "let", "*", "1", "$", "else", "if", "sum", "x"};
    var random = new Random();
    long seed = random.nextLong();
    random.setSeed(seed);
    for (int i = 0; i < 150; i++) {
      int[] word = words.get(random.nextInt(words.size()));
      String changed = text.substring(0, word[0]) + changes[random.nextInt(changes.length)] + " " + text.substring(word[1]);
      Parser.Result result = parse(changed);
      List<Declaration> others = result.file()
          .declarations()
          .stream()
          .filter(d -> !(d instanceof Declaration.Model m && m.name().text().equals("AnchorAttention")))
          .toList();
      String hint = "seed " + seed + ", change " + i + "\n" + changed.substring(start, close)
          + DiagnosticPrinter.plain().print(result.diagnostics());
      assertEquals(3, others.size(), hint);
      assertTrue(
          others.stream().allMatch(d -> d instanceof Declaration.Model m && m.items().stream().noneMatch(Item.Broken.class::isInstance)),
          hint);
      long broken = result.file()
          .declarations()
          .stream()
          .flatMap(d -> ((Declaration.Model) d).items().stream())
          .filter(Item.Broken.class::isInstance)
          .count();
      assertTrue(broken <= 2, hint);
    }
  }

  @Test
  void reportsStandInTheOrderOfTheText() {
    var result = parse("model M {\n  let a = max(1)\n  let b = \n  let c = \u03bb\n  let d = 1e999\n}");
    assertEquals(
        List.of(DiagnosticCode.T0017, DiagnosticCode.T0001, DiagnosticCode.T0003, DiagnosticCode.T0004),
        result.diagnostics().stream().map(d -> d.code()).toList());
  }
}
