package dev.tulle.dsl.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tulle.dsl.Front;
import dev.tulle.dsl.diagnostic.Diagnostic;
import dev.tulle.dsl.diagnostic.DiagnosticCode;
import dev.tulle.dsl.diagnostic.DiagnosticPrinter;
import dev.tulle.dsl.interpret.Evaluation;
import dev.tulle.dsl.interpret.Interpreter;
import dev.tulle.dsl.interpret.Session;
import dev.tulle.dsl.interpret.Value;
import dev.tulle.dsl.model.CheckedModel;
import dev.tulle.dsl.model.ElementType;
import dev.tulle.dsl.model.Function;
import dev.tulle.dsl.model.Symbol;
import dev.tulle.dsl.model.Tensor;
import dev.tulle.dsl.source.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every example of the language reference is checked, and run where values stand below it.
class ReferenceTest {
  /// How exact the numbers of a page are.
  private static final double ROUNDED = 5e-4;

  /// A program, and what stands below it: values, or the report as it is printed.
  record Example(Page.Block program, List<Page.Block> values, List<Page.Block> reports) {
    @Override
    public String toString() {
      return program.toString();
    }
  }

  static Stream<Example> examples() {
    List<Example> examples = new ArrayList<>();
    Page.all().flatMap(p -> p.blocks().stream()).forEach(block -> {
      if (block.info().startsWith("tulle")) examples.add(new Example(block, new ArrayList<>(), new ArrayList<>()));
      else if (block.info().equals("values")) examples.getLast().values().add(block);
      else if (block.info().equals("report")) examples.getLast().reports().add(block);
      else assertTrue(List.of("text", "sh").contains(block.info()), () -> block + ": what is a block of `" + block.info() + "`?");
    });
    return examples.stream();
  }

  @ParameterizedTest
  @MethodSource("examples")
  void exampleDoesWhatThePageSays(Example example) {
    Page.Block program = example.program();
    Front.Result result = Front.check(new Source("program.tulle", program.text()), Front.Options.defaults());
    String printed = DiagnosticPrinter.plain().print(result.diagnostics());
    List<String> words = List.of(program.info().split(" "));
    List<String> expected = words.size() > 2 ? words.subList(2, words.size()) : List.of();
    assertTrue(words.size() == 1 || List.of("error", "warning").contains(words.get(1)), program.info());
    assertEquals(expected, result.diagnostics().stream().map(Diagnostic::code).map(Enum::name).toList(), printed);
    for (Page.Block report : example.reports()) assertTrue(printed.contains(report.text().strip()), () -> report + "\n" + printed);
    for (Page.Block values : example.values()) new Run(result.model().orElseThrow(), values).all();
  }

  /// The lines of a block of values: `name = …` binds, `size N = 3` gives a size, `run` or `run entry` runs, `name -> …` says what came of it.
  private static final class Run {
    private final CheckedModel model;
    private final Page.Block block;
    private final Map<String, Value> bound = new HashMap<>();
    private final Map<String, Long> sizes = new HashMap<>();
    private Session session;
    private Evaluation evaluation;

    Run(CheckedModel model, Page.Block block) {
      this.model = model;
      this.block = block;
    }

    void all() {
      for (String line : block.text().lines().toList()) {
        if (line.startsWith("size ")) {
          String[] size = line.substring(5).split("=");
          sizes.put(size[0].strip(), Long.parseLong(size[1].strip()));
        } else if (line.equals("run") || line.startsWith("run ")) {
          run(line.substring(3).strip());
        } else if (line.contains("->")) {
          if (evaluation == null) run("");
          String[] parts = line.split("->");
          compare(parts[0].strip(), parts[1].strip());
        } else if (line.contains("=")) {
          int at = line.indexOf('=');
          String name = line.substring(0, at).strip();
          bound.put(name, Values.read(element(name), line.substring(at + 1)));
        } else {
          assertTrue(line.isBlank(), () -> block + ": " + line);
        }
      }
    }

    private ElementType element(String name) {
      Stream<Symbol> given = Stream.concat(model.weights().stream(), model.entries().stream().flatMap(e -> e.inputs().stream()));
      Symbol symbol = given.filter(s -> s.name().equals(name)).findFirst().orElseThrow(() -> new AssertionError(block + ": " + name));
      return symbol instanceof Tensor t ? t.element() : ElementType.BOOL;
    }

    private Map<String, Value> those(List<Symbol> symbols) {
      return symbols.stream().map(Symbol::name).filter(bound::containsKey).collect(Collectors.toMap(n -> n, bound::get));
    }

    private void run(String entry) {
      if (session == null) session = Interpreter.open(model, those(model.weights()), sizes);
      evaluation = session.run(entry, those(model.entry(entry).orElseThrow().inputs()), sizes);
    }

    private void compare(String name, String expected) {
      Value actual = session.states().containsKey(name) ? session.states().get(name) : evaluation.named(name).orElseThrow();
      Value wanted = Values.read(actual.element(), expected);
      String where = block + ": " + name + " is " + Arrays.toString(actual.values()) + " of shape " + Arrays.toString(actual.shape());
      assertArrayEquals(wanted.shape(), actual.shape(), where);
      for (int i = 0; i < wanted.values().length; i++) assertEquals(wanted.exists(i), actual.exists(i), where + ", presence of " + i);
      assertArrayEquals(wanted.values(), actual.values(), ROUNDED, where);
    }
  }

  @Test
  void everyReportIsListed() {
    Matcher listed = Pattern.compile("^\\| (T\\d{4}) \\| (.*?) \\|", Pattern.MULTILINE)
        .matcher(new Page(Page.FOLDER.resolve("reports.md"), List.of()).text());
    List<String> found = new ArrayList<>();
    while (listed.find()) found.add(listed.group(1) + " " + listed.group(2));
    assertEquals(Arrays.stream(DiagnosticCode.values()).map(c -> c.name() + " " + c.title()).toList(), found);
  }

  @Test
  void everyLayerOfTheStandardLibraryHasAnExample() throws IOException {
    String page = new Page(Page.FOLDER.resolve("library.md"), List.of()).text();
    List<String> without = new ArrayList<>();
    try (Stream<Path> parts = Files.list(Path.of("src/main/resources/dev/tulle/dsl/std"))) {
      for (Path part : parts.toList()) {
        Matcher layer = Pattern.compile("^layer (\\w+)", Pattern.MULTILINE).matcher(Files.readString(part));
        while (layer.find()) if (!page.contains(" " + layer.group(1) + "(")) without.add(layer.group(1));
      }
    }
    assertEquals(List.of(), without);
  }

  @Test
  void linksLeadSomewhere() {
    Page.all().forEach(page -> {
      Matcher link = Pattern.compile("\\]\\(([^)#:]+)(#[^)]*)?\\)").matcher(page.text().replaceAll("(?s)```.*?```", ""));
      while (link.find()) {
        Path target = page.path().resolveSibling(link.group(1));
        assertTrue(Files.exists(target), () -> page.path() + ": " + target);
      }
    });
  }

  @Test
  void everyWordOfTheLanguageIsInTheIndex() throws Exception {
    String grammar = Files.readString(Path.of("src/main/antlr4/dev/tulle/dsl/grammar/Tulle.g4"));
    String index = new Page(Page.FOLDER.resolve("words.md"), List.of()).text();
    Matcher words = Pattern.compile("^[A-Z_0-9]+ *:(?: *\\|? *'[a-z0-9]+')+|(?<=: )'[a-z0-9]+' ;", Pattern.MULTILINE).matcher(grammar);
    TreeSet<String> missing = new TreeSet<>();
    while (words.find()) {
      Matcher word = Pattern.compile("'([a-z][a-z0-9]*)'").matcher(words.group());
      while (word.find()) if (!index.contains("`" + word.group(1) + "`")) missing.add(word.group(1));
    }
    for (Function f : Function.values()) {
      String name = f.name().toLowerCase(Locale.ROOT);
      if (isCalled(name) && !index.contains("`" + name + "`")) missing.add(name);
    }
    assertEquals(new TreeSet<>(), missing);
  }

  /// Whether the language knows a function of this name; some of the model's are operators.
  private static boolean isCalled(String name) {
    String text = "model M { output y = " + name + "() }";
    return Front.check(new Source("call", text), Front.Options.defaults())
        .diagnostics()
        .stream()
        .anyMatch(d -> d.code() == DiagnosticCode.T0107);
  }
}
