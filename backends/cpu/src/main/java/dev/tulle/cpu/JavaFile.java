package dev.tulle.cpu;

import dev.tulle.kernel.emit.Dialect;
import dev.tulle.kernel.ir.Buffer;
import dev.tulle.kernel.ir.Kernel;
import dev.tulle.kernel.ir.Scalar;
import dev.tulle.kernel.ir.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// Puts a printed body into its class.
final class JavaFile {
  private final Dialect.Unit unit;
  private final Kernel kernel;
  private final List<String> parameters = new ArrayList<>();
  private final List<String> arguments = new ArrayList<>();
  private final StringBuilder out = new StringBuilder();

  JavaFile(Dialect.Unit unit) {
    this.unit = unit;
    kernel = unit.kernel();
  }

  String text() {
    var laneCounts = laneCounts();
    List<String> helpers = JavaHelpers.calledFrom(unit.body(), laneCounts);
    String name = JavaDialect.className(kernel.name());
    unit.header().forEach(l -> line(0, "// " + l.replaceAll("\\R", " ").replace("\\", "/")));
    line(0, "package " + JavaDialect.PACKAGE + ";\n");
    line(0, "import static dev.tulle.cpu.Memory.*;\n");
    line(0, "import dev.tulle.cpu.Memory;");
    if (!laneCounts.isEmpty()) line(0, "import jdk.incubator.vector.*;");
    line(0, "\npublic final class " + name + " {");
    species(unit.body() + String.join("", helpers), laneCounts);
    line(1, "private " + name + "() {}\n");
    line(1, "/** Bytes of memory that a thread running groups needs for itself. */");
    line(1, "public static long scratch() {");
    line(2, "return " + unit.scratch() + "L;");
    line(1, "}\n");
    run();
    line(1, "private static void group(" + String.join(", ", parameters) + ") {");
    out.append(unit.body());
    line(1, "}");
    for (String helper : helpers) {
      out.append('\n');
      helper.stripTrailing().stripIndent().lines().forEach(l -> line(1, l));
    }
    line(0, "}");
    return out.toString();
  }

  private void line(int depth, String text) {
    out.append("  ".repeat(depth)).append(text).append('\n');
  }

  /// The lane counts of the vectors in the body.
  private List<Integer> laneCounts() {
    var counts = new TreeSet<Integer>();
    Pattern.compile("\\b(?:FLOATS|INTS|LONGS|SHORTS|BYTES)_(\\d+)\\b")
        .matcher(unit.body())
        .results()
        .forEach(r -> counts.add(Integer.parseInt(r.group(1))));
    return List.copyOf(counts);
  }

  private void species(String text, List<Integer> laneCounts) {
    var declarations = new TreeMap<String, String>();
    for (int lanes : laneCounts) {
      for (Scalar element : Scalar.values()) {
        if (element.bytes() * lanes < 8 || element.bytes() * lanes > 64) continue;
        JavaSpecies species = JavaSpecies.of(element, lanes);
        if (text.contains(species.constant())) declarations.put(species.constant(), species.declaration());
      }
    }
    declarations.values().forEach(d -> line(1, d));
    if (!declarations.isEmpty()) out.append('\n');
  }

  /// The entry: takes the groups `from ≤ group < to` in the row-major order of the grid.
  private void run() {
    line(1, "public static void run(long from, long to, long[] grid, long[] sizes, long[] buffers, long status, long scratch) {");
    for (int i = 0; i < kernel.sizes().size(); i++) {
      Kernel.SizeParameter size = kernel.sizes().get(i);
      boolean wide = size.type() == Scalar.I64;
      pass(wide ? "long" : "int", size.name(), (wide ? "" : "(int) ") + "sizes[" + i + "]");
    }
    for (int i = 0; i < kernel.buffers().size(); i++) {
      Buffer buffer = kernel.buffers().get(i);
      pass("long", buffer.name(), "buffers[" + i + "]");
    }
    for (String end : loopEnds())
      pass(end.startsWith("LONG") ? "long" : "int", end, end.substring(end.lastIndexOf('_') + 1) + (end.startsWith("LONG") ? "L" : ""));
    line(2, "for (long group = from; group < to; group++) {");
    List<Kernel.GridAxis> axes = kernel.grid();
    if (axes.size() > 1) line(3, "long rest = group;");
    for (int axis = axes.size() - 1; axis >= 0; axis--) {
      String type = axes.get(axis).extent().type().scalar() == Scalar.I64 ? "long" : "int";
      String rest = axes.size() > 1 ? "rest" : "group";
      String value = axis == 0 ? rest : "(rest % grid[" + axis + "])";
      String name = unit.names().of(axes.get(axis).name());
      line(3, type + " " + name + " = " + (type.equals("int") ? "(int) " : "") + value + ";");
      if (axis > 0) line(3, "rest /= grid[" + axis + "];");
      parameters.add(type + " " + name);
      arguments.add(name);
    }
    for (String shared : List.of("status", "scratch")) {
      parameters.add("long " + shared);
      arguments.add(shared);
    }
    line(3, "group(" + String.join(", ", arguments) + ");");
    line(2, "}");
    line(1, "}\n");
  }

  /// What a long loop's constant end is called: it comes in as an argument.
  static String loopEnd(Type type, long end) {
    return (type.scalar() == Scalar.I64 ? "LONG" : "INT") + "_END_" + end;
  }

  private List<String> loopEnds() {
    return Pattern.compile("\\b(?:INT|LONG)_END_\\d+\\b")
        .matcher(unit.body())
        .results()
        .map(MatchResult::group)
        .distinct()
        .sorted()
        .toList();
  }

  private void pass(String type, String name, String value) {
    String identifier = unit.names().of(name);
    line(2, type + " " + identifier + " = " + value + ";");
    parameters.add(type + " " + identifier);
    arguments.add(identifier);
  }
}
