package dev.tulle.perf;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.tulle.models.minilm.Embedder;
import dev.tulle.models.minilm.MiniLm;
import dev.tulle.models.minilm.MiniLmFiles;
import dev.tulle.runtime.Devices;
import java.util.Arrays;
import java.util.Map;
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

/// One sentence through MiniLM: ours from the specification, beside ONNX Runtime on the published ONNX file, with the threads that it chooses itself.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 1, jvmArgsAppend = {"-XX:Tier3DelayOn=10000", "--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED"})
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
public class SentenceEmbedding {
  /// The largest difference between elements of two embeddings of length one that single precision explains.
  private static final double TOLERANCE = 1e-5;

  @Param({"8", "32", "128"})
  int tokens;

  private int[] ids;
  private Embedder embedder;
  private OrtSession peer;

  @Setup
  public void open() throws OrtException {
    ids = new int[tokens];
    Arrays.setAll(ids, t -> t == 0 ? 101 : t == tokens - 1 ? 102 : 2000 + 37 * t);
    embedder = Embedder.open(MiniLm.obtain(System.err::println), Devices.cpu(), System.err::println);
    peer = OrtEnvironment.getEnvironment().createSession(MiniLmFiles.obtain(System.err::println).onnx());
    double[] ours = tulle();
    double[] theirs = onnxRuntime();
    for (int d = 0; d < ours.length; d++) {
      if (!(Math.abs(ours[d] - theirs[d]) <= TOLERANCE))
        throw new IllegalStateException("embedding[" + d + "] is " + ours[d] + ", not " + theirs[d]);
    }
  }

  @Benchmark
  public double[] tulle() {
    return embedder.embed(ids);
  }

  /// The file ends before the pooling, which is done here.
  @Benchmark
  public double[] onnxRuntime() throws OrtException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OnnxTensor input = OnnxTensor.createTensor(environment, new long[][] {Arrays.stream(ids).asLongStream().toArray()});
        OnnxTensor mask = OnnxTensor.createTensor(environment, new long[][] {Arrays.stream(ids).mapToLong(_ -> 1).toArray()});
        OnnxTensor kinds = OnnxTensor.createTensor(environment, new long[1][tokens]);
        OrtSession.Result result = peer.run(Map.of("input_ids", input, "attention_mask", mask, "token_type_ids", kinds))) {
      return pooled(((float[][][]) result.get(0).getValue())[0]);
    }
  }

  private static double[] pooled(float[][] states) {
    double[] sum = new double[states[0].length];
    for (float[] state : states) for (int d = 0; d < sum.length; d++) sum[d] += state[d];
    double length = Math.sqrt(Arrays.stream(sum).map(v -> v * v).sum());
    return Arrays.stream(sum).map(v -> v / length).toArray();
  }

  @TearDown
  public void close() throws OrtException {
    embedder.close();
    peer.close();
  }
}
