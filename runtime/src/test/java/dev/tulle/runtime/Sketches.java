package dev.tulle.runtime;

import dev.tulle.kernel.ir.Scalar;
import dev.tulle.runtime.plan.Plan;
import dev.tulle.runtime.plan.Plan.Lifetime;
import dev.tulle.runtime.plan.Plan.Storage;
import java.util.List;

/// The hand-written models of several tests.
public final class Sketches {
  private Sketches() {}

  /// `norm[f] = sum(d) w[f, d] * w[f, d]` when opened; `y[t, f] = (sum(d) w[f, d] * x[t, d]) * norm[f] + bias[0]`.
  public static Sketch linear() {
    return new Sketch("Linear")
        .sizes("T", "D", "F")
        .require("D % 2L == 0L")
        .input("x", Scalar.F32, "T", "D")
        .weight("w", Scalar.F32, Storage.DENSE, List.of(), "F", "D")
        .output("y", Scalar.F32, Storage.DENSE, "T", "F")
        .buffer("norm", Scalar.F32, Lifetime.OPEN, "F")
        .buffer("dot", Scalar.F32, Lifetime.RUN, "T", "F")
        .constant("bias", Scalar.F32, 0.5)
        .atOpen("""
            square
            size F: i32 size D: i32
            buffer w: f32[F, D] read buffer norm: f32[F] write
            grid f < F
            {
              var s: f32 = 0.0f
              for d = 0 to D { s = s + w[f, d] * w[f, d] }
              norm[f] = s
            }""")
        .atRun("""
            product
            size T: i32 size F: i32 size D: i32
            buffer x: f32[T, D] read buffer w: f32[F, D] read buffer dot: f32[T, F] write
            grid t < T grid f < F
            {
              var s: f32 = 0.0f
              for d = 0 to D { s = s + w[f, d] * x[t, d] }
              dot[t, f] = s
            }""")
        .atRun("""
            finish
            size T: i32 size F: i32
            buffer dot: f32[T, F] read buffer norm: f32[F] read buffer bias: f32[1] read buffer y: f32[T, F] write
            grid t < T grid f < F
            { y[t, f] = dot[t, f] * norm[f] + bias[0] }""");
  }

  /// `y[n, d] = emb[ids[n], d]`, the indices checked when bound.
  public static Sketch gather() {
    return new Sketch("Gather")
        .sizes("N", "V", "D")
        .indices("ids", "V", "emb[ids[n], d], axis 0", "N")
        .weight("emb", Scalar.F32, Storage.DENSE, List.of(), "V", "D")
        .output("y", Scalar.F32, Storage.DENSE, "N", "D")
        .atRun("""
            gather
            size N: i32 size V: i32 size D: i32
            buffer ids: i32[N] read values 0 to V
            buffer emb: f32[V, D] read buffer y: f32[N, D] write
            grid n < N grid d < D
            { y[n, d] = emb[ids[n], d] }""");
  }

  /// `y[n] where x[n] > 0 = x[n]`.
  public static Sketch positive() {
    return new Sketch("Positive")
        .sizes("N")
        .input("x", Scalar.F32, "N", "2L")
        .output("y", Scalar.F32, Storage.MEMBERS, "N", "2L")
        .atRun("""
            keep
            size N: i32
            buffer x: f32[N, 2] read buffer y: f32[N, 2] write buffer y_members: bool[N, 2] write
            grid n < N grid m < 2
            { y[n, m] = x[n, m]  y_members[n, m] = x[n, m] > 0.0f }""");
  }

  /// `y[n] = x[n]`, then `S` times at most `y[n] = 2 * y[n] + s` for step `s`, until `y[0]` exceeds 100; `y` and `z` change places.
  public static Sketch doubling() {
    return new Sketch("Doubling")
        .sizes("N")
        .given("S")
        .input("x", Scalar.F32, "N")
        .output("y", Scalar.F32, Storage.DENSE, "N")
        .buffer("z", Scalar.F32, Lifetime.RUN, "N")
        .buffer("last", Scalar.I32, Lifetime.RUN)
        .atRun("first size N: i32 buffer x: f32[N] read buffer y: f32[N] write grid n < N { y[n] = x[n] }")
        .atRun("begin buffer last: i32[] write { last[] = -1 }")
        .atRun("""
            double
            size N: i32 size s: i32
            buffer y: f32[N] read buffer last: i32[] read buffer z: f32[N] write
            grid n < N
            { if last[] < 0 { z[n] = 2.0f * y[n] + f32(s) } }""")
        .atRun("""
            look
            size N: i32 size s: i32
            buffer z: f32[N] read buffer last: i32[] read_write
            { if last[] < 0 { if N > 0 { if z[0] > 100.0f { last[] = s } } } }""")
        .loop("s", "S", 2, "last", new Plan.Swap("y", "z"));
  }

  /// `y[n]` is how often `x[n]` is above 0 up to there; the run finds out how many there are and keeps only those.
  public static Sketch counted() {
    return new Sketch("Counted")
        .sizes("N")
        .measured("K")
        .input("x", Scalar.F32, "N")
        .output("y", Scalar.I32, Storage.DENSE, "N")
        .buffer("found", Scalar.I32, Lifetime.RUN)
        .buffer("kept", Scalar.I32, Lifetime.RUN, "K")
        .atRun("""
            count
            size N: i32
            buffer x: f32[N] read buffer found: i32[] write
            { var s: i32 = 0 for n = 0 to N { if x[n] > 0.0f { s = s + 1 } } found[] = s }""")
        .measure("K", "found")
        .atRun("""
            keep
            size N: i32 size K: i32
            buffer x: f32[N] read buffer kept: i32[K] write
            {
              var s: i32 = 0
              for n = 0 to N { if x[n] > 0.0f & s >= 0 & s < K { kept[s] = n s = s + 1 } }
            }""")
        .atRun("""
            spread
            size N: i32 size K: i32
            buffer kept: i32[K] read buffer y: i32[N] write
            grid n < N
            {
              var s: i32 = 0
              for k = 0 to K { if kept[k] <= n { s = s + 1 } }
              y[n] = s
            }""");
  }

  /// Writes the stored form of `w` out: what kernels see of it.
  public static Sketch csr() {
    return new Sketch("Csr")
        .sizes("F", "D")
        .input("w", Scalar.F32, Storage.CSR, List.of(), "F", "D")
        .output("first", Scalar.I32, Storage.DENSE, "F")
        .output("sum", Scalar.F32, Storage.DENSE, "F")
        .atRun("""
            walk
            size F: i32 size D: i32 size w_stored: i64
            buffer w_offsets: i64[F + 1] read values 0L to w_stored + 1L
            buffer w_indices: i32[w_stored] read values 0 to D
            buffer w_values: f32[w_stored] read
            buffer first: i32[F] write buffer sum: f32[F] write
            grid f < F
            {
              var s: f32 = 0.0f
              first[f] = -1
              for p = w_offsets[f] to w_offsets[f + 1] { s = s + w_values[p] * f32(w_indices[p] + 1) }
              sum[f] = s
              if w_offsets[f] < w_offsets[f + 1] { first[f] = w_indices[w_offsets[f]] }
            }""");
  }
}
