package dev.tulle.perf.cases;

import dev.tulle.cli.data.Conversions;
import dev.tulle.dsl.Front;
import dev.tulle.dsl.interpret.Interpreter;
import dev.tulle.dsl.interpret.Value;
import dev.tulle.models.minilm.Embedder;
import dev.tulle.models.minilm.MiniLm;
import dev.tulle.models.minilm.MiniLmFiles;
import dev.tulle.perf.measure.Case;
import dev.tulle.perf.measure.Contestant;
import dev.tulle.perf.measure.SideBySide;
import dev.tulle.perf.measure.Wanted;
import dev.tulle.perf.peer.OnnxRuntime;
import dev.tulle.perf.peer.Unavailable;
import dev.tulle.runtime.Devices;
import dev.tulle.runtime.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.openjdk.jmh.annotations.Param;

/// One sentence through MiniLM: ours from the specification, beside ONNX Runtime on the published ONNX file.
public class SentenceEmbedding extends SideBySide {
  private static final int LAYERS = 6;
  private static final int WIDTH = 384;

  @Param({"8", "32", "128"})
  int tokens;

  @Param("2")
  int threads;

  @Override
  protected String title() {
    return "MiniLM, a sentence of " + tokens + " tokens";
  }

  @Override
  protected Case prepare() {
    int[] ids = new int[tokens];
    Arrays.setAll(ids, t -> t == 0 ? 101 : t == tokens - 1 ? 102 : 2000 + 37 * t);
    Ours.useThreads(threads);
    MiniLm model = MiniLm.obtain(System.err::println);
    Embedder embedder = Embedder.open(model, Devices.cpu(), System.err::println);
    double[][] last = {{}};
    Contestant ours = new Contestant("ours", () -> last[0] = embedder.embed(ids), () -> floats(last[0]));
    // Four square matrices and two that are four times as large, and the attention.
    double operations = LAYERS * (2.0 * tokens * WIDTH * WIDTH * 12 + 4.0 * tokens * tokens * WIDTH);
    double bytes = LAYERS * 4.0 * WIDTH * WIDTH * 12;
    double[] wanted = reference(model, ids);
    return new Contestants(ours).add("ONNX Runtime", () -> peer(ids))
        .in(title(), threads, operations, bytes, Wanted.of(1, WIDTH, _ -> wanted));
  }

  private static double[] reference(MiniLm model, int[] ids) {
    Map<String, Value> bindings = new HashMap<>();
    model.tensors().forEach((name, tensor) -> bindings.put(name, Conversions.toReference(name, tensor)));
    bindings.put("ids", Conversions.toReference("ids", Tensor.of(ids, ids.length)));
    return Interpreter.run(MiniLm.SPECIFICATION.check(Front.Options.defaults()), bindings, Map.of())
        .named("embedding")
        .orElseThrow()
        .values();
  }

  /// The file ends before the pooling, which is done here.
  private Contestant peer(int[] ids) throws Unavailable {
    OnnxRuntime peer = OnnxRuntime.open(MiniLmFiles.obtain(System.err::println).onnx(), threads);
    long[][] input = {Arrays.stream(ids).asLongStream().toArray()};
    long[][] mask = {Arrays.stream(ids).mapToLong(_ -> 1).toArray()};
    Map<String, long[][]> inputs = Map.of("input_ids", input, "attention_mask", mask, "token_type_ids", new long[1][tokens]);
    double[][] last = {{}};
    return new Contestant(peer.name(), () -> last[0] = pooled(((float[][][]) peer.run(inputs))[0]), () -> floats(last[0]));
  }

  private static double[] pooled(float[][] states) {
    double[] sum = new double[states[0].length];
    for (float[] state : states) for (int d = 0; d < sum.length; d++) sum[d] += state[d];
    double length = Math.sqrt(Arrays.stream(sum).map(v -> v * v).sum());
    return Arrays.stream(sum).map(v -> v / length).toArray();
  }

  private static MemorySegment floats(double[] values) {
    float[] rounded = new float[values.length];
    for (int i = 0; i < values.length; i++) rounded[i] = (float) values[i];
    return MemorySegment.ofArray(rounded);
  }
}
