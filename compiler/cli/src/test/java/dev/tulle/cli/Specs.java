package dev.tulle.cli;

/// Small programs for tests of the command line.
final class Specs {
  static final String LINEAR = """
      /// y = x wᵀ
      model Linear(SCALE = 1.0) {
        input x: f32[T, D]
        weight w: f32[F, D]
        let z[t, f] = sum(d) w[f, d] * x[t, d]
        output y[t, f] = SCALE * z[t, f]
      }
      """;

  static final String POSITIVE = """
      model Positive {
        input x: f32[N]
        pattern big[i: N] = x[i] > 1.0
        let part[i] where big[i] = x[i]
        output y[i] where big[i] = part[i] * 2.0
        output n = count(i) big[i]
      }
      """;

  static final String GATHER = """
      model Gather {
        input ids: i32[T]
        weight emb: f32[V, D]
        output y[t, d] = emb[ids[t], d]
      }
      """;

  static final String ENTRIES = """
      model Mean {
        state sum_of: f32[D] = 0.0
        state count_of: f32 = 0.0
        entry train(x: f32[B, D], rate = 1.0) {
          update sum_of[d] = sum_of[d] + rate * (sum(b) x[b, d])
          update count_of = count_of + cast(f32, B)
        }
        entry centre(x: f32[B, D]) {
          output y[b, d] = x[b, d] - sum_of[d] / max(count_of, 1.0)
        }
      }
      """;

  private Specs() {}
}
