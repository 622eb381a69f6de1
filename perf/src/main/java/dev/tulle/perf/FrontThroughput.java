package dev.tulle.perf;

import dev.tulle.dsl.Front;
import dev.tulle.dsl.format.Formatter;
import dev.tulle.dsl.source.Source;
import dev.tulle.dsl.syntax.Parser;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// One large file of sparse attention blocks: `tulle` is parser and checker together; beside it the parser alone, and the formatter (which parses twice).
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 4, time = 1)
public class FrontThroughput {
  private static final int STATEMENTS_OF_BLOCK = 5;

  @Param({"100", "1000"})
  int statements;

  private Source source;

  @Setup
  public void write() {
    var text = new StringBuilder("model Large(D = 64, W = 256) {\n  input y0: f32[N, D]\n");
    for (int i = 0; i < statements / STATEMENTS_OF_BLOCK; i++) text.append(block(i));
    text.append("  output y[i, d] = y").append(statements / STATEMENTS_OF_BLOCK).append("[i, d]\n}\n");
    source = new Source("large.tulle", text.toString());
    if (tulle().model().isEmpty()) throw new IllegalStateException(tulle().diagnostics().toString());
  }

  private static String block(int number) {
    String text = """
          weight a#: f32[D, D]
          pattern seen#[i: N, j: N] = j <= i and (i - j < W or j < #)
          let s#[i, j] where seen#[i, j] = (sum(d) y#[i, d] * y#[j, d]) / sqrt(D)
          let p#[i, j] where seen#[i, j] = softmax(j) s#[i, j]
          let y@[i, d] = y#[i, d] + sum(j) p#[i, j] * silu(sum(e) a#[d, e] * y#[j, e])
        """;
    return text.replace("@", Integer.toString(number + 1)).replace("#", Integer.toString(number));
  }

  @Benchmark
  public Front.Result tulle() {
    return Front.check(source, Front.Options.defaults());
  }

  @Benchmark
  public Parser.Result parserAlone() {
    return Parser.parse(source);
  }

  @Benchmark
  public Formatter.Result formatter() {
    return Formatter.format(source);
  }
}
