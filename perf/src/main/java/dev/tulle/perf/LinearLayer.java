package dev.tulle.perf;

import dev.tulle.compiler.Compiler;
import dev.tulle.dsl.Front;
import dev.tulle.dsl.source.Source;
import dev.tulle.runtime.DeviceChoice;
import dev.tulle.runtime.Devices;
import dev.tulle.runtime.Model;
import dev.tulle.runtime.file.WeightSource;
import dev.tulle.runtime.session.Session;
import dev.tulle.runtime.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Random;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// A linear layer of 1024 inputs and outputs: dense and in each stored format, half of the weights kept, beside a plain Java loop over the dense weights.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 1, jvmArgsAppend = {"-XX:Tier3DelayOn=10000", "--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED"})
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 4, time = 1)
public class LinearLayer {
  private static final int SIZE = 1024;
  /// Errors beyond this share of the largest output mean that something else was computed.
  private static final float TOLERANCE = 1e-4f;

  @Param({"dense", "csr", "nm(2, 4)", "blocks(16, 16)"})
  String format;

  @Param({"1", "16", "128"})
  int rows;

  private float[] x;
  private float[] w;
  private float[] y;
  private Map<String, Tensor> inputs;
  private Session session;

  @Setup
  public void open() {
    Random random = new Random(rows);
    x = normal(random, rows * SIZE);
    w = normal(random, SIZE * SIZE);
    for (int i = 0; i < w.length; i++) if (isDropped(i)) w[i] = 0;
    y = new float[rows * SIZE];
    String stored = format.equals("dense") ? "" : " as " + format;
    String spec = "model Linear { input x: f32[T, D] weight w: f32[F, D]" + stored + " output y[t, f] = sum(d) w[f, d] * x[t, d] }";
    DeviceChoice device = Devices.cpu();
    var model = Front.check(new Source("linear.tulle", spec), Front.Options.defaults()).model().orElseThrow();
    var bundle = Compiler.compile(model, List.of(device.info().target()), Compiler.Options.defaults());
    session = Model.of(bundle).open(device, WeightSource.of(Map.of("w", Tensor.of(w, SIZE, SIZE))));
    inputs = Map.of("x", Tensor.of(x, rows, SIZE));
    check();
  }

  /// Half of the weights go: whole blocks, two of each group of four, or every second.
  private boolean isDropped(int i) {
    int row = i / SIZE;
    int column = i % SIZE;
    return format.startsWith("blocks") ? (row / 16 + column / 16) % 2 == 0 : (row + column) % 2 == 0;
  }

  private static float[] normal(Random random, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) values[i] = (float) random.nextGaussian();
    return values;
  }

  private void check() {
    Tensor got = tulle();
    float[] wanted = plainLoop();
    float largest = 0;
    for (float v : wanted) largest = Math.max(largest, Math.abs(v));
    for (int i = 0; i < wanted.length; i++) {
      float error = Math.abs(got.getFloat(i) - wanted[i]);
      if (!(error <= TOLERANCE * largest))
        throw new IllegalStateException("y[" + i / SIZE + ", " + i % SIZE + "] is " + got.getFloat(i) + ", not " + wanted[i]);
    }
  }

  @Benchmark
  public Tensor tulle() {
    return session.run(inputs).tensor("y");
  }

  @Benchmark
  public float[] plainLoop() {
    for (int t = 0; t < rows; t++) {
      for (int f = 0; f < SIZE; f++) {
        float sum = 0;
        for (int d = 0; d < SIZE; d++) sum += w[f * SIZE + d] * x[t * SIZE + d];
        y[t * SIZE + f] = sum;
      }
    }
    return y;
  }

  @TearDown
  public void close() {
    session.close();
  }
}
