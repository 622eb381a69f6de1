package dev.tulle.compiler.tensor;

import dev.tulle.compiler.tensor.Declaration.Role;
import dev.tulle.compiler.tensor.Declaration.Storage;
import dev.tulle.compiler.tensor.Statement.Stage;
import dev.tulle.dsl.model.ElementType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads what [TensorPrinter] prints. For tests and reproducers; text that is not Tensor IR is an [IllegalArgumentException] that names the line.
public final class TensorParser {
  private final Map<String, Declaration> declarations = new LinkedHashMap<>();
  private final List<Program.Size> sizes = new ArrayList<>();
  /// Names that a term reads as sizes: those of the program and the counters of loops.
  private final Set<String> sizeNames = new HashSet<>();
  /// The steps of the program, and those of each loop that has not ended, innermost first.
  private final Deque<List<Step>> steps = new ArrayDeque<>(List.of(new ArrayList<>()));
  private final Deque<Repeat> open = new ArrayDeque<>();
  /// The fold whose lines these are.
  private Optional<FoldParser> fold = Optional.empty();

  /// The condition of the choice whose lines these are, and what is done where it holds.
  private Optional<Term> either = Optional.empty();
  private List<Statement> then = List.of();

  private TensorParser() {}

  public static Program parse(String text) {
    return new TensorParser().program(text);
  }

  private Program program(String text) {
    List<String> lines = text.lines().toList();
    String name = "";
    String entry = "";
    String doc = "";
    Map<String, String> parameters = new LinkedHashMap<>();
    List<Program.Requirement> requirements = new ArrayList<>();
    for (int n = 0; n < lines.size(); n++) {
      if (lines.get(n).isBlank()) continue;
      TermParser line = new TermParser(lines.get(n), n + 1, declarations, sizeNames);
      String word = line.word();
      if (fold.isPresent() && !word.equals("end")) {
        fold.get().line(word, line);
        line.end();
        continue;
      }
      switch (word) {
        case "tensor" -> {
          if (line.integer() != TensorPrinter.VERSION) throw line.error("another version of Tensor IR");
        }
        case "model" -> {
          name = line.word();
          if (line.accept("entry")) entry = line.word();
          doc = doc(line);
        }
        case "parameter" -> {
          String parameter = line.word();
          line.expect("=");
          parameters.put(parameter, line.string());
        }
        case "size" -> {
          String first = line.word();
          boolean given = first.equals("given") && !line.atEnd() && !line.peek("doc");
          String size = given ? line.word() : first;
          sizes.add(new Program.Size(size, given, doc(line)));
          sizeNames.add(size);
        }
        case "require" -> requirements.add(new Program.Requirement(line.term(), doc(line)));
        case "input", "weight", "state", "constant", "local", "output", "next", "value" ->
            declare(Role.valueOf(TermParser.upper(word)), line);
        case "open", "run", "commit" -> steps.peek().add(statement(Stage.valueOf(TermParser.upper(word)), line));
        case "list" -> steps.peek().add(listing(line));
        case "measure" -> {
          String size = line.word();
          line.expect("=");
          steps.peek().add(new Measure(size, line.word()));
        }
        case "fold" -> fold = Optional.of(new FoldParser(line));
        case "repeat" -> {
          open.push(repeat(line));
          steps.push(new ArrayList<>());
        }
        case "if" -> {
          either = Optional.of(line.term());
          steps.push(new ArrayList<>());
        }
        case "else" -> {
          if (either.isEmpty()) throw line.error("there is nothing to choose from");
          then = statements(steps.pop(), line);
          steps.push(new ArrayList<>());
        }
        case "end" -> {
          if (either.isPresent()) {
            List<Statement> otherwise = statements(steps.pop(), line);
            steps.peek().add(new Either(either.get(), then, otherwise));
            either = Optional.empty();
            break;
          }
          if (fold.isPresent()) {
            steps.peek().add(fold.get().end());
            fold = Optional.empty();
            break;
          }
          if (open.isEmpty()) throw line.error("there is no loop to end");
          Repeat whole = open.pop().with(steps.pop());
          steps.peek().add(whole);
        }
        default -> throw line.error("`" + word + "` begins no line");
      }
      line.end();
    }
    if (either.isPresent()) throw new IllegalArgumentException("Tensor IR: a choice does not end");
    if (fold.isPresent()) throw new IllegalArgumentException("Tensor IR: a fold does not end");
    if (!open.isEmpty()) throw new IllegalArgumentException("Tensor IR: the loop over `" + open.peek().counter() + "` does not end");
    return new Program(name, entry, doc, parameters, sizes, requirements, declarations, steps.pop());
  }

  private static List<Statement> statements(List<Step> steps, TermParser line) {
    List<Statement> statements = new ArrayList<>();
    for (Step step : steps) {
      if (!(step instanceof Statement s)) throw line.error("one chooses between statements");
      statements.add(s);
    }
    return statements;
  }

  private static String doc(TermParser line) {
    return line.accept("doc") ? line.string() : "";
  }

  private void declare(Role role, TermParser line) {
    boolean pattern = line.accept("pattern");
    String name = line.word();
    line.expect(":");
    ElementType element = ElementType.valueOf(TermParser.upper(line.word()));
    List<Term> extents = line.accept("[") ? line.terms("]") : List.of();
    Optional<Term> below = line.accept("below") ? Optional.of(line.extent()) : Optional.empty();
    Storage storage = line.accept("as") ? storage(line) : new Storage.Dense();
    List<Double> values = new ArrayList<>();
    if (line.accept("=")) {
      line.expect("[");
      do values.add(line.number());
      while (line.accept(","));
      line.expect("]");
    }
    declarations.put(name, new Declaration(name, role, pattern, element, extents, storage, values, doc(line), below));
  }

  private static Storage storage(TermParser line) {
    String format = line.word();
    if (format.equals("csr")) return new Storage.Csr();
    line.expect("(");
    int first = line.integer();
    line.expect(",");
    int second = line.integer();
    line.expect(")");
    return switch (format) {
      case "nm" -> new Storage.Nm(first, second);
      case "blocks" -> new Storage.Blocks(first, second);
      default -> throw line.error("no format `" + format + "`");
    };
  }

  private Repeat repeat(TermParser line) {
    Stage stage = Stage.valueOf(TermParser.upper(line.word()));
    String counter = line.word();
    line.expect(":");
    Term count = line.extent();
    sizeNames.add(counter);
    List<Repeat.Carried> carried = new ArrayList<>();
    if (line.accept("carrying")) {
      do {
        String tensor = line.word();
        line.expect("=");
        carried.add(new Repeat.Carried(tensor, line.word()));
      } while (line.accept(","));
    }
    Optional<String> until = line.accept("until") ? Optional.of(line.word()) : Optional.empty();
    return new Repeat(counter, count, carried, List.of(), until, stage);
  }

  private static Listing listing(TermParser line) {
    Stage stage = Stage.valueOf(TermParser.upper(line.word()));
    String count = line.word();
    Optional<String> list = line.accept("of") ? Optional.of(line.word()) : Optional.empty();
    List<Axis> rows = line.accept("[") ? line.axes("]") : List.of();
    line.expect("over");
    String index = line.word();
    line.expect(":");
    Axis element = new Axis(index, line.extent());
    Optional<String> order = line.accept("by") ? Optional.of(line.word()) : Optional.empty();
    return new Listing(count, list, rows, element, order, line.accept("where") ? line.term() : Terms.TRUE, stage);
  }

  private static Statement statement(Stage stage, TermParser line) {
    String target = line.word();
    List<Axis> axes = line.accept("[") ? line.axes("]") : List.of();
    Term where = line.accept("where") ? line.term() : Terms.TRUE;
    line.expect("=");
    return new Statement(target, axes, where, line.term(), stage);
  }
}
