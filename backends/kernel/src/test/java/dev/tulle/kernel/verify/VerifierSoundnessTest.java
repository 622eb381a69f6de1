package dev.tulle.kernel.verify;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tulle.kernel.CompilerBug;
import dev.tulle.kernel.interpret.Interpreter;
import dev.tulle.kernel.interpret.ScalarEvaluator;
import dev.tulle.kernel.interpret.Segments;
import dev.tulle.kernel.ir.Buffer;
import dev.tulle.kernel.ir.Kernel;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Random kernels: whatever the verifier accepts must run in race mode, at every small size, without an access out of bounds or a race.
class VerifierSoundnessTest {
  private static final int KERNELS = 1500;

  @Test
  void whatIsAcceptedRuns() {
    long first = new Random().nextLong();
    int accepted = 0;
    for (int i = 0; i < KERNELS; i++) {
      long seed = first + i;
      String text = new Generator(new Random(seed)).kernel();
      Kernel kernel = VerifierTest.kernel(text);
      try {
        Verifier.verify(kernel);
      } catch (CompilerBug refused) {
        continue;
      }
      accepted++;
      try {
        run(kernel, new Random(seed));
      } catch (CompilerBug wrong) {
        throw new AssertionError("seed " + seed + ": accepted, but " + wrong.getMessage() + "\n" + text, wrong);
      }
    }
    int enough = accepted;
    assertTrue(accepted > KERNELS / 10, () -> "only " + enough + " kernels were accepted, first seed " + first);
  }

  private static void run(Kernel kernel, Random random) {
    Interpreter interpreter = new Interpreter(kernel);
    for (int n = 0; n < 8; n++) {
      for (int m = 0; m < 6; m++) {
        Map<String, Long> sizes = Map.of("n", (long) n, "m", (long) m);
        if (kernel.facts().stream().anyMatch(f -> ScalarEvaluator.evaluate(f, sizes) == 0)) continue;
        List<MemorySegment> buffers = new ArrayList<>();
        for (Buffer b : kernel.buffers()) {
          long elements = b.shape().stream().mapToLong(e -> ScalarEvaluator.evaluate(e, sizes)).reduce(1, (x, y) -> x * y);
          int[] values = new int[Math.toIntExact(elements)];
          if (b.values().isPresent() && elements > 0) {
            long low = ScalarEvaluator.evaluate(b.values().get().low(), sizes);
            long high = ScalarEvaluator.evaluate(b.values().get().high(), sizes);
            if (high <= low) break;
            for (int i = 0; i < elements; i++) values[i] = (int) (low + random.nextInt((int) (high - low)));
          }
          buffers.add(Segments.of(values));
        }
        if (buffers.size() == kernel.buffers().size()) interpreter.race(random.nextLong(), new long[] {n, m}, buffers, Segments.status(0));
      }
    }
  }

  /// Writes kernels that are right more often than chance would have it.
  private static final class Generator {
    private final Random random;
    private final StringBuilder out = new StringBuilder();
    private final Map<String, String> bounds = new HashMap<>();
    private List<String> names = new ArrayList<>(List.of("n", "m"));
    private int count;

    Generator(Random random) {
      this.random = random;
    }

    String kernel() {
      String columns = pick("m", "m + 2", "8", "m * 2");
      out.append("size n: i32\nsize m: i32\n");
      if (random.nextInt(3) == 0) out.append("fact ").append(pick("n > 0", "m >= n", "n == 2 * m", "m > 1")).append('\n');
      out.append("buffer x: i32[n, ").append(columns).append("] read values 0 to ").append(pick("n", "m", "n + m")).append('\n');
      out.append("buffer y: i32[").append(pick("n", "n + 1", "n * 2")).append(", ").append(columns).append("] read_write\n");
      out.append("buffer c: i32[").append(pick("n", "m + 1", "4")).append("] read_write\n");
      String extent = pick("n", "n", "(n + 1) / 2", "m", "n / 3 + 1");
      out.append("grid t < ").append(extent).append("\n{\n");
      names.add("t");
      bounds.put("t", extent);
      if (random.nextInt(3) == 0) items();
      else block(random.nextInt(4));
      return out.append("}\n").toString();
    }

    private void items() {
      out.append("alloc group g: i32[8]\n");
      boolean scan = random.nextBoolean();
      String flag = "select(" + condition() + ", 1, 0)";
      List<String> outer = new ArrayList<>(names);
      out.append("items l < 8 {\n");
      names.add("l");
      bounds.put("l", "8");
      String keep = scan && random.nextInt(4) > 0 ? "select(" + condition() + ", 1, 0)" : flag;
      out.append("g[").append(random.nextInt(4) > 0 ? "l" : expression(1)).append("] = ").append(keep).append('\n');
      out.append("}\n");
      if (scan) out.append("scan total = g[").append(pick("8", "8", "5")).append("]\n");
      out.append("items l < 8 {\n");
      String condition = random.nextInt(4) > 0 ? keep.substring(7, keep.lastIndexOf(", 1, 0)")) : condition();
      out.append("let r: i32 = g[").append(random.nextInt(4) > 0 ? "l" : "7 - l").append("]\n");
      out.append("if ").append(condition).append(" {\n");
      out.append("if r < ")
          .append(pick("m", "8", "m + 2"))
          .append(" { y[t, ")
          .append(pick("r", "r + t", "l", "7 - l", "l + r"))
          .append("] = l }\n");
      out.append("}\n}\n");
      names = outer;
    }

    private void block(int depth) {
      List<String> outer = new ArrayList<>(names);
      for (int i = 1 + random.nextInt(2); i > 0; i--) statement(depth);
      names = outer;
    }

    private void statement(int depth) {
      switch (random.nextInt(depth > 0 ? 10 : 6)) {
        case 0 -> {
          String name = "v" + count++;
          out.append("let ").append(name).append(": i32 = ").append(expression(2)).append('\n');
          names.add(name);
        }
        case 1, 2 -> out.append("y[").append(position("n")).append(", ").append(position("m")).append("] = ").append(value()).append('\n');
        case 3 -> out.append("atomic add c[").append(position("n")).append("] = 1\n");
        case 4 -> {
          String name = "v" + count++;
          out.append("let ").append(name).append(": i32 = x[").append(position("n")).append(", ").append(position("m")).append("]\n");
          names.add(name);
          bounds.put(name, pick("n", "m"));
        }
        case 5 -> {
          String column = position("m");
          String inside = "splat(4, " + column + ") + iota(4) " + pick("<", "<", "<=") + " splat(4, m)";
          String notBelow = "vector(4, 0) <= splat(4, " + column + ") + iota(4)";
          String prefix = "prefix(4, " + pick("m", "m - " + names.getLast(), expression(1)) + ")";
          String mask = pick("", "; " + prefix, "; " + inside, "; " + inside + " & " + notBelow, "; not(" + notBelow + ")");
          out.append("y[").append(position("n")).append(", ").append(column).append(mask).append("] = iota(4)");
          out.append(pick("", " + x[" + position("n") + ", " + pick(column, position("m")) + mask + "]:i32x4")).append('\n');
        }
        case 6 -> {
          String name = "w" + count++;
          out.append("var ").append(name).append(": i32 = ").append(pick("0", "m", "t", expression(1))).append('\n');
          names.add(name);
          out.append("while ").append(name).append(pick(" > 0", " >= 1", " > t")).append(" bound 100 {\n");
          block(depth - 1);
          out.append(name).append(" = ").append(name).append(pick(" - 1", " / 2")).append("\n}\n");
        }
        case 7 -> {
          String name = "w" + count++;
          out.append("var ").append(name).append(": i32 = ").append(pick("0", "m", "t", expression(1))).append('\n');
          String i = loopHead();
          names.add(name);
          block(depth - 1);
          String change = pick(name + " + 1", name + " - 1", "min(" + name + " + 1, m)", "max(" + name + " - 1, 0)", i, expression(1));
          String guard = pick("true", name + " < m", name + " > 0", condition());
          out.append("if ").append(guard).append(" { ").append(name).append(" = ").append(change).append(" }\n}\n");
          names.remove(i);
        }
        case 8 -> {
          String i = loopHead();
          block(depth - 1);
          out.append("}\n");
          names.remove(i);
        }
        default -> {
          out.append("if ").append(condition()).append(" {\n");
          block(depth - 1);
          out.append("}\n");
        }
      }
    }

    private String loopHead() {
      String name = "i" + count++;
      String to = pick("n", "m", "m", "4", "min(t + 1, m)", expression(1));
      out.append("for ").append(name).append(" = ").append(pick("0", "0", "0", "max(t - 2, 0)", "t")).append(" to ").append(to);
      out.append(pick("", "", " step 2", " step 3")).append(" {\n");
      names.add(name);
      bounds.put(name, to);
      return name;
    }

    /// Often a name that suits an axis of this extent, else one clamped to it, else anything.
    private String position(String extent) {
      List<String> fitting = names.stream().filter(n -> extent.equals(bounds.get(n))).toList();
      if (!fitting.isEmpty() && random.nextInt(4) > 0) return fitting.get(random.nextInt(fitting.size()));
      return random.nextInt(3) == 0 ? "max(min(" + expression(1) + ", " + extent + " - 1), 0)" : expression(2);
    }

    private String value() {
      return random.nextInt(3) == 0 ? pick("x", "y") + "[" + position("n") + ", " + position("m") + "]" : expression(1);
    }

    private String condition() {
      String one = expression(1) + " " + pick("<", "<=", "==", ">", ">=", "!=") + " " + expression(1);
      return random.nextInt(3) == 0 ? "(" + one + " " + pick("&", "|") + " " + expression(0) + " < " + expression(1) + ")" : one;
    }

    private String expression(int depth) {
      if (depth == 0 || random.nextInt(3) == 0) {
        return random.nextInt(5) == 0 ? Integer.toString(random.nextInt(4)) : names.get(random.nextInt(names.size()));
      }
      String a = expression(depth - 1);
      String b = expression(depth - 1);
      int c = 1 + random.nextInt(4);
      return switch (random.nextInt(8)) {
        case 0 -> "(" + a + " + " + b + ")";
        case 1 -> "(" + a + " - " + b + ")";
        case 2 -> "(" + a + " * " + c + ")";
        case 3 -> "(" + a + " / " + c + ")";
        case 4 -> "(" + a + " % " + pick(Integer.toString(c), b) + ")";
        case 5 -> "min(" + a + ", " + b + ")";
        case 6 -> "max(" + a + ", " + b + ")";
        default -> "select(" + a + " < " + b + ", " + a + ", " + c + ")";
      };
    }

    private String pick(String... choices) {
      return choices[random.nextInt(choices.length)];
    }
  }
}
