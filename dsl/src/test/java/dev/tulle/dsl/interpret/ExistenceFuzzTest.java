package dev.tulle.dsl.interpret;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tulle.dsl.Front;
import dev.tulle.dsl.model.CheckedModel;
import dev.tulle.dsl.model.ElementType;
import dev.tulle.dsl.source.Source;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Random definitions over what exists here and there: whatever the checker lets through has a value wherever it says so, when it runs.
class ExistenceFuzzTest {
  private static final int PROGRAMS = 400;
  private final Random random = new Random(Program.SEED);

  @Test
  void whatTheCheckerProvesToExistExists() {
    int accepted = 0;
    for (int n = 0; n < PROGRAMS; n++) {
      String text = program();
      Optional<CheckedModel> model = Front.check(new Source("random.tulle", text), Front.Options.defaults()).model();
      if (model.isEmpty()) continue;
      accepted++;
      for (int run = 0; run < 3; run++) runs(model.get(), text);
    }
    int share = accepted * 100 / PROGRAMS;
    assertTrue(share >= 30, "only " + share + " % of the programs are accepted");
  }

  private void runs(CheckedModel model, String text) {
    int rows = random.nextInt(5);
    int columns = random.nextInt(5);
    Map<String, Value> data = Map.of("a", floats(0, rows, columns), "s", floats(0.5, rows, columns), "b", floats(0, rows), "p",
        members(rows, columns),
        "r", members(rows));
    try {
      Interpreter.run(model, data, Map.of());
    } catch (CheckerBug bug) {
      throw new AssertionError("seed " + Program.SEED + ", N = " + rows + ", M = " + columns + "\n" + text, bug);
    }
  }

  /// @param holes the share of zeros, which a sparse tensor does not store
  private Value floats(double holes, int... shape) {
    double[] values = new double[Elements.count("random data", shape)];
    for (int i = 0; i < values.length; i++) values[i] = random.nextDouble() < holes ? 0 : (float) random.nextGaussian();
    return Value.dense(ElementType.F32, shape, values);
  }

  private Value members(int... shape) {
    boolean[] members = new boolean[Elements.count("random data", shape)];
    for (int i = 0; i < members.length; i++) members[i] = random.nextBoolean();
    return Value.members(shape, members);
  }

  private String program() {
    String head = """
        model R {
          input a: f32[N, M]
          input s: f32[N, M] as csr
          input b: f32[N]
          input pattern p[i: N, j: M]
          input pattern r[i: N]
          let h[i: N, j: M] where p[i, j] = a[i, j]
          let g[i: N] where r[i] and b[i] > 0.0 = b[i]
        """;
    return head + switch (random.nextInt(5)) {
      case 0 -> "  output y[i: N, j: M]%s = %s\n".formatted(where(), value(3));
      case 1 -> "  pattern q[i: N, j: M] = %s\n  output y[i: N, j: M] where q[i, j] = %s\n".formatted(condition(2), value(2));
      case 2 -> "  repeat 2 with (z[i: N, j: M] = 1.0) {\n    next z[i, j]%s = z[i, j] + %s\n  }\n  output y[i, j] = z[i, j]\n"
          .formatted(where(), value(2));
      case 3 -> "  fold [i: N] (j: M where %s) with (f = 1.0) {\n    skip if not (%s)\n    next f = f * %s\n  }\n  output y[i] = f[i]\n"
          .formatted(condition(2), condition(1), value(1));
      default -> "  state z: f32[i: N, j: M] where %s = 1.0\n  update z[i, j]%s = z[i, j] + %s\n"
          .formatted("i <= j", where(), value(2));
    } + "}\n";
  }

  private String where() {
    return random.nextInt(4) == 0 ? "" : " where " + condition(2);
  }

  private String condition(int depth) {
    if (depth == 0) return atom();
    return switch (random.nextInt(5)) {
      case 0, 1 -> "(" + condition(depth - 1) + " and " + condition(depth - 1) + ")";
      case 2 -> "(" + condition(depth - 1) + " or " + condition(depth - 1) + ")";
      case 3 -> "not (" + condition(depth - 1) + ")";
      default -> atom();
    };
  }

  private String atom() {
    return switch (random.nextInt(9)) {
      case 0 -> "p[i, j]";
      case 1 -> "p[i, j + 1]";
      case 2 -> "r[i]";
      case 3 -> "i < j";
      case 4 -> "i + 1 < N";
      case 5 -> "j >= 1";
      case 6 -> "defined(s[i, j])";
      case 7 -> "b[i] > 0.0";
      default -> read() + " > 0.0";
    };
  }

  private String read() {
    return switch (random.nextInt(8)) {
      case 0, 1 -> "a[i, j]";
      case 2 -> "a[i + 1, j]";
      case 3 -> "a[i, j - 1]";
      case 4 -> "s[i, j]";
      case 5 -> "h[i, j]";
      case 6 -> "h[i, j + 1]";
      default -> "g[i]";
    };
  }

  private String value(int depth) {
    if (depth == 0) return read();
    return switch (random.nextInt(9)) {
      case 0 -> "(" + value(depth - 1) + " + " + value(depth - 1) + ")";
      case 1 -> "(" + value(depth - 1) + " * " + value(depth - 1) + ")";
      case 2 -> "(" + value(depth - 1) + " ?? " + value(depth - 1) + ")";
      case 3 -> "(" + value(depth - 1) + " ?? 2.0)";
      case 4 -> "(if " + condition(1) + " then " + value(depth - 1) + " else " + value(depth - 1) + ")";
      case 5 -> "(sum(k where p[i, k]) h[i, k] * s[i, k])";
      case 6 -> "(max(k) " + (random.nextBoolean() ? "s[i, k]" : "h[i, k + 1]") + ")";
      case 7 -> "(if defined(s[i, j]) then s[i, j] else " + value(depth - 1) + ")";
      default -> read();
    };
  }
}
