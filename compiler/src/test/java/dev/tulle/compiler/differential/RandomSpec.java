package dev.tulle.compiler.differential;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A small well-typed spec drawn from a seed: lists of statements over two sizes, any of which may be left out unless a later one needs it.
///
/// @param statements each defines one name and may read earlier ones
record RandomSpec(List<Line> statements) {
  private static final String INPUTS = """
        input x, y: f32[N, M]
        input v: f32[M]
        input k: i32[N, M]
        input ids: i32[N]
        input b: bool[N, M]
        input pattern given[i: N, j: M]
        weight w: f32[P, M]
        weight c: f32[N, M] as csr
        weight z: f32[N, M] as blocks(2, 3)
      """;

  /// @param name what it defines
  /// @param kind `let` or `pattern`; a `let` is written as an output where nothing reads it; or `loop`, whose value is the whole text
  /// @param head what follows the name
  /// @param value what follows the `=`
  record Line(String name, String kind, String head, String value) {
    boolean reads(Line other) {
      return (head + " " + value).matches("(?s).*\\b" + other.name() + "\\b.*");
    }
  }

  static RandomSpec draw(long seed) {
    return new Draw(new Random(seed)).spec();
  }

  /// Without the statement at `position` and those that need it.
  RandomSpec without(int position) {
    List<Line> kept = new ArrayList<>(statements.subList(0, position));
    List<Line> dropped = new ArrayList<>(List.of(statements.get(position)));
    for (Line line : statements.subList(position + 1, statements.size())) {
      (dropped.stream().anyMatch(line::reads) ? dropped : kept).add(line);
    }
    return new RandomSpec(kept);
  }

  /// The text; whatever nothing else reads is an output.
  String text() {
    String lines = statements.stream().map(line -> {
      boolean read = statements.stream().anyMatch(other -> other != line && other.reads(line));
      if (line.kind().equals("pattern")) {
        String pattern = "  pattern " + line.name() + line.head() + " = " + line.value() + "\n";
        return read ? pattern : pattern + "  output o" + line.name() + " = count(i: N, j: M where " + line.name() + "[i, j])\n";
      }
      if (line.kind().equals("loop")) {
        String element = line.name() + line.head().replaceAll(": [NM]", "");
        return line.value() + (read ? "" : "  output o" + line.name() + line.head() + " = " + element + "\n");
      }
      return (read ? "  let " : "  output ") + line.name() + line.head() + " = " + line.value() + "\n";
    }).collect(Collectors.joining());
    String last = statements.stream().anyMatch(l -> !l.kind().equals("pattern")) ? "" : "  output nothing = 0\n";
    return "model Random {\n" + INPUTS + lines + last + "}\n";
  }

  /// Draws expressions over the indices `i: N` and `j: M`. Every part exists wherever it is read, or says what else.
  private static final class Draw {
    private final Random random;
    private final List<String> matrices = new ArrayList<>(List.of("x[i, j]", "y[i, j]", "v[j]"));
    private final List<String> rows = new ArrayList<>();
    private final List<String> members = new ArrayList<>(List.of("given[i, j]"));
    /// Tensors that exist on a pattern: how they are read, and the pattern.
    private final List<String[]> sparse = new ArrayList<>();
    /// How many reductions stand where `j` is taken.
    private int renamed;

    Draw(Random random) {
      this.random = random;
    }

    RandomSpec spec() {
      int count = 2 + random.nextInt(5);
      return new RandomSpec(IntStream.range(0, count).mapToObj(this::line).toList());
    }

    private Line line(int number) {
      String name = "t" + number;
      return switch (random.nextInt(10)) {
        case 0, 1 -> {
          Line line = new Line(name, "let", "[i: N, j: M]" + stored(), floats(3));
          matrices.add(name + "[i, j]");
          yield line;
        }
        case 2 -> {
          Line line = new Line(name, "let", "[i: N]", perRow(2));
          rows.add(name + "[i]");
          yield line;
        }
        case 3, 4 -> {
          Line line = new Line(name, "pattern", "[i: N, j: M]", condition());
          members.add(name + "[i, j]");
          yield line;
        }
        case 5 -> {
          String member = pick(members);
          String value = random.nextBoolean() ? floats(2) : row(member);
          Line line = new Line(name, "let", "[i: N, j: M] where " + member, value);
          sparse.add(new String[] {name + "[i, j]", member});
          yield line;
        }
        case 6, 7 -> repeat(name);
        case 8 -> fold(name);
        default -> new Line(name, "let", "[i: N, p: P]", "sum(j: M) w[p, j] * " + atom());
      };
    }

    /// Steps over a matrix and a counter of each row; they end by themselves, all together, or each row for itself.
    private Line repeat(String name) {
      String first = floats(1);
      String matrix = name + "[i, j]";
      matrices.add(matrix);
      String until = switch (random.nextInt(4)) {
        case 0 -> "    until " + name + "n[i] + ids[i] > 2\n";
        case 1 -> "    until (max(i: N) " + name + "n[i]) > 1\n";
        default -> "";
      };
      String where = random.nextInt(3) == 0 ? " where " + exactCondition() : "";
      String body = switch (random.nextInt(3)) {
        case 0 -> "    let " + name + "r[i: N] = " + perRow(1) + "\n    next " + matrix + where + " = tanh(" + floats(1) + " + " + name
            + "r[i])\n";
        case 1 -> "    pattern " + name + "p[i: N, j: M] = " + exactCondition() + " or l == 1\n    next " + matrix + where + " = if " + name
            + "p[i, j] then tanh(" + floats(2) + ") else " + atom() + "\n";
        default -> "    next " + matrix + where + " = tanh(" + floats(2) + ")\n";
      };
      return new Line(name, "loop", "[i: N, j: M]",
          "  repeat " + (until.isEmpty() ? "" : "at most ") + "l: " + random.nextInt(5) + " with (" + name
              + "[i: N, j: M] = " + first + ", " + name + "n[i: N] = 0) {\n" + body + "    next " + name + "n[i] = " + name + "n[i] + 1\n"
              + until + "  }\n");
    }

    private Line fold(String name) {
      StringBuilder text = new StringBuilder();
      String where = exactCondition();
      if (random.nextInt(3) == 0) {
        text.append("  pattern ").append(name).append("o[i: N, j: M] = ").append(where).append(" order j by ");
        text.append(pick(List.of("v[j]", "x[i, j]", "k[i, j]"))).append("\n");
        where = name + "o[i, j]";
      }
      text.append("  fold [i: N] (j: M where ")
          .append(where)
          .append(") with (")
          .append(name)
          .append(" = 0.0, ")
          .append(name)
          .append("n = i) {\n");
      text.append("    let ").append(name).append("e = ").append(floats(2)).append("\n");
      if (random.nextBoolean()) text.append("    skip if ").append(exactCondition()).append("\n");
      if (random.nextBoolean()) text.append("    stop if ").append(name).append("n > 4\n");
      text.append("    next ").append(name).append(" = 0.5 * ").append(name).append(" + ").append(name).append("e\n");
      text.append("    next ").append(name).append("n = ").append(name).append("n + 1\n  }\n");
      rows.add(name + "[i]");
      return new Line(name, "loop", "[i: N]", text.toString());
    }

    private String stored() {
      return switch (random.nextInt(8)) {
        case 0 -> ": f16";
        case 1 -> ": bf16";
        default -> "";
      };
    }

    private String pick(List<String> of) {
      return of.get(random.nextInt(of.size()));
    }

    /// A row operator over the members of a pattern, and none over others.
    private String row(String member) {
      return pick(List.of("softmax", "cumsum")) + "(j where " + member + ") (" + floats(1) + ")";
    }

    private String atom() {
      return random.nextInt(4) == 0 && !rows.isEmpty() ? pick(rows) : pick(matrices);
    }

    /// A float of `i` and `j` that exists everywhere.
    private String floats(int depth) {
      if (depth == 0) return atom();
      return switch (random.nextInt(14)) {
        case 0 -> "(" + floats(depth - 1) + " + " + floats(depth - 1) + ")";
        case 1 -> "(" + floats(depth - 1) + " - " + floats(depth - 1) + ")";
        case 2 -> "(" + floats(depth - 1) + " * " + floats(depth - 1) + ")";
        case 3 -> pick(List.of("tanh", "sigmoid", "abs", "relu", "sin", "erf", "silu")) + "(" + floats(depth - 1) + ")";
        case 4 -> "max(" + floats(depth - 1) + ", " + floats(depth - 1) + ")";
        case 5 -> "(if " + exactCondition() + " then " + floats(depth - 1) + " else " + floats(depth - 1) + ")";
        case 6 -> "(x[i + " + random.nextInt(3) + ", j - " + random.nextInt(3) + "] ?? " + atom() + ")";
        case 7 -> "(x[ids[i], j] ?? " + atom() + ")";
        case 8 -> "(y[k[i, j], j] ?? v[k[i, j]] ?? 0.5)";
        case 9 -> "(c[i, j] ?? " + atom() + ")";
        case 10 -> "(z[i, j] ?? 0.25)";
        case 11 -> sparse.isEmpty() ? atom() : "(" + pick(sparse.stream().map(s -> s[0]).toList()) + " ?? " + atom() + ")";
        case 12 -> "cast(f32, " + integers() + ")";
        default -> "(" + atom() + " - " + perRow(1).replaceAll("\\bj\\b", "j" + ++renamed) + ")";
      };
    }

    /// A float of `i` alone.
    private String perRow(int depth) {
      String operator = pick(List.of("sum", "sum", "max", "min", "logsumexp"));
      return switch (random.nextInt(7)) {
        case 0 -> "(" + operator + "(j: M) " + factor(depth) + ")";
        case 1 -> "(" + operator + "(j: M where " + pick(members) + ") " + factor(depth) + ")";
        case 2 -> "(sum(j: M) c[i, j] * " + factor(depth - 1) + ")";
        case 3 ->
            sparse.isEmpty() ? "(sum(j: M) z[i, j])" : "(" + operator + "(j: M) " + pick(sparse.stream().map(s -> s[0]).toList()) + ")";
        case 4 -> "cast(f32, count(j: M where " + condition() + "))";
        case 5 -> "cast(f32, " + pick(List.of("argmax", "argmin")) + "(j: M where " + exactCondition() + ") "
            + pick(List.of("x[i, j]", "y[i, j]")) + ")";
        default -> "(" + operator + "(j: M where " + exactCondition() + ") " + factor(depth) + ")";
      };
    }

    /// What a reduction takes: one factor; a sum in parentheses.
    private String factor(int depth) {
      return depth <= 0 ? pick(matrices) : "(" + floats(depth - 1) + ")";
    }

    private String integers() {
      return switch (random.nextInt(5)) {
        case 0 -> "(k[i, j] * 3 - j)";
        case 1 -> "((i + k[i, j]) % 4)";
        case 2 -> "((i - j) / 2)";
        case 3 -> "(count(p: N where ids[p] == i))";
        default -> "(if " + exactCondition() + " then i else k[i, j])";
      };
    }

    /// A condition that no rounding decides.
    private String exactCondition() {
      return switch (random.nextInt(9)) {
        case 0 -> "j <= i";
        case 1 -> "abs(i - j) < 3";
        case 2 -> "b[i, j]";
        case 3 -> pick(members);
        case 4 -> "k[i, j] % 2 == 1";
        case 5 -> "x[i, j] > y[i, j]";
        case 6 -> "(" + exactCondition() + " and " + exactCondition() + ")";
        case 7 -> "(" + exactCondition() + " or not " + exactCondition() + ")";
        default -> "uniform(5, i, j) < 0.4";
      };
    }

    private String condition() {
      return switch (random.nextInt(8)) {
        case 0 -> "topk(j, " + (1 + random.nextInt(4)) + ") (" + floats(1) + ")";
        case 1 -> "bottomk(j, 2 where " + exactCondition() + ") (" + floats(1) + ")";
        case 2 -> "topk(j by 4, 2) abs(" + atom() + ")";
        case 3 -> "topk(i, 2) " + pick(List.of("x[i, j]", "y[i, j]"));
        case 4 -> floats(1) + " > 0.3";
        case 5 -> "ids[i] <= j <= ids[i] + 3";
        default -> exactCondition();
      };
    }
  }
}
