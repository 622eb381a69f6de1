package dev.tulle.compiler.math;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/// Arguments to try functions of one or two floats on: the edges of the format, any bits, and the ranges where functions are curved.
final class Samples {
  /// Signed zeros, denormals, ones, neighbours of thresholds, infinities and NaN.
  static final float[] EDGES = edges();

  private Samples() {}

  private static float[] edges() {
    float[] positive = {
        0f, Float.MIN_VALUE, 3 * Float.MIN_VALUE, Math.nextDown(Float.MIN_NORMAL), Float.MIN_NORMAL, 0x1p-100f, 0x1p-30f, 0x1p-25f,
        0x1p-24f, 0x1p-12f, 0.25f, 0.34657359f, 0.5f, Math.nextUp(0.5f), 0.70710677f, 0.9f, 0.925f, Math.nextDown(1f), 1f,
        Math.nextUp(1f), 1.4142135f, 1.5f, 2f, 2.5f, 3f, 3.1415927f, 4f, 5f, 10f, 16777215f, 16777216f, 88.72283f, 88.72284f, 89f,
        87.33654f, 103.97207f, 103.97208f, 104f, 126f, 127f, 128f, 149f, 150f, 1e10f, 1e30f, Math.nextDown(Float.MAX_VALUE),
        Float.MAX_VALUE, Float.POSITIVE_INFINITY
    };
    float[] all = new float[2 * positive.length + 1];
    for (int i = 0; i < positive.length; i++) {
      all[2 * i] = positive[i];
      all[2 * i + 1] = -positive[i];
    }
    all[all.length - 1] = Float.NaN;
    return all;
  }

  /// Arguments of a function of one float.
  static float[] unary(Random random, int count) {
    List<Supplier<Float>> kinds = new ArrayList<>();
    kinds.add(() -> Float.intBitsToFloat(random.nextInt()));
    for (float range : new float[] {1, 5, 110, 0x1p22f}) kinds.add(() -> (2 * random.nextFloat() - 1) * range);
    kinds.add(() -> 1 + (2 * random.nextFloat() - 1) * 0x1p-6f);
    kinds.add(() -> (float) (Math.PI / 2 * random.nextInt(-2_600_000, 2_600_000)));
    float[] x = new float[count];
    for (int i = 0; i < count; i++) x[i] = i < EDGES.length ? EDGES[i] : kinds.get(i % kinds.size()).get();
    return x;
  }

  /// Arguments of a function of two floats: first all pairs of edges.
  static float[][] binary(Random random, int count) {
    List<Supplier<float[]>> kinds = new ArrayList<>();
    kinds.add(() -> new float[] {Float.intBitsToFloat(random.nextInt()), Float.intBitsToFloat(random.nextInt())});
    kinds.add(() -> new float[] {(float) random.nextGaussian(), (float) random.nextGaussian()});
    // Powers that stay finite: any base with a small exponent, a base near 1 with a large one, a negative base with a whole one.
    kinds.add(() -> {
      float base = Float.intBitsToFloat(random.nextInt(Float.floatToRawIntBits(Float.POSITIVE_INFINITY)));
      return new float[] {base, (float) (random.nextDouble(-103, 88.7) / Math.log(base))};
    });
    kinds.add(() -> {
      double logarithm = random.nextDouble(-1, 1) * Math.scalb(1.0, -random.nextInt(20));
      return new float[] {(float) Math.exp(logarithm), (float) (random.nextDouble(-103, 88.7) / logarithm)};
    });
    kinds.add(() -> new float[] {-random.nextFloat() * 20, random.nextInt(-30, 30)});
    float[][] pairs = new float[2][count];
    for (int i = 0; i < count; i++) {
      int edge = i / EDGES.length;
      float[] pair = edge < EDGES.length ? new float[] {EDGES[edge], EDGES[i % EDGES.length]} : kinds.get(i % kinds.size()).get();
      pairs[0][i] = pair[0];
      pairs[1][i] = pair[1];
    }
    return pairs;
  }
}
