package dev.tulle.models.minilm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tulle.models.pruning.Pruning;
import dev.tulle.runtime.Devices;
import dev.tulle.runtime.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The specification, compiled and interpreted, against the same network written in plain Java, on the published weights.
class EmbedderTest {
  private static final int[] SHORT = {101, 2175, 102};
  private static final int[] LONGER = {101, 1037, 2158, 2003, 5983, 1037, 3538, 1997, 7852, 1012, 102};

  private static Map<String, Tensor> dense;

  @BeforeAll
  static void read() {
    PublishedModel.orSkip();
    dense = MiniLm.obtain(System.out::println).tensors();
  }

  @Test
  void interpreterComputesTheNetwork() {
    try (var embedder = Embedder.reference(Variant.DENSE, dense)) {
      assertClose(oracle(dense).embed(SHORT), embedder.embed(SHORT), 1e-12);
    }
  }

  @Test
  void compiledModelComputesTheNetwork() {
    assertCompiled(Variant.DENSE);
  }

  @Test
  void modelPrunedInGroupsComputesTheNetworkOfWhatStays() {
    assertCompiled(new Variant(Optional.of(Pruning.parse("2:4")), OptionalInt.empty()));
  }

  @Test
  void modelPrunedEverywhereComputesTheNetworkOfWhatStaysInLessMemory() {
    var variant = new Variant(Optional.of(Pruning.parse("csr:0.1")), OptionalInt.empty());
    try (var embedder = Embedder.compiled(variant, dense, Devices.cpu(), System.out::println)) {
      assertClose(oracle(variant.weights(dense)).embed(LONGER), embedder.embed(LONGER), 1e-5);
      var tables = 4L * (30522 + 512 + 2) * 384;
      assertTrue(embedder.weightBytes() < tables + 12_000_000, () -> embedder.weightBytes() + " bytes");
    }
  }

  private static void assertCompiled(Variant variant) {
    var oracle = oracle(variant.weights(dense));
    try (var embedder = Embedder.compiled(variant, dense, Devices.cpu(), System.out::println)) {
      for (var ids : List.of(SHORT, LONGER, SHORT)) assertClose(oracle.embed(ids), embedder.embed(ids), 1e-5);
    }
  }

  private static DoubleMiniLm oracle(Map<String, Tensor> weights) {
    return new DoubleMiniLm(weights.entrySet().stream().map(entry -> MiniLm.dense(entry.getKey(), entry.getValue())).toList());
  }

  /// Elements of an embedding are about 0.05; single precision through six blocks leaves about 1e-6 of error.
  private static void assertClose(double[] expected, double[] actual, double tolerance) {
    assertEquals(expected.length, actual.length);
    for (var d = 0; d < expected.length; d++) assertEquals(expected[d], actual[d], tolerance, "element " + d);
  }
}
