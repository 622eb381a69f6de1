package dev.tulle.kernel.emit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tulle.kernel.CompilerBug;
import dev.tulle.kernel.device.Target;
import dev.tulle.kernel.ir.Buffer;
import dev.tulle.kernel.ir.Build;
import dev.tulle.kernel.ir.Expr;
import dev.tulle.kernel.ir.Kernel;
import dev.tulle.kernel.ir.Scalar;
import dev.tulle.kernel.ir.Stmt;
import dev.tulle.kernel.ir.Type;
import dev.tulle.kernel.probe.NodeKernels;
import dev.tulle.kernel.probe.ProbeKernels;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EmittedTextTest {
  private static final Target OPENCL = new Target("opencl", "opencl", 16, 32, 32768, 64, false, 0);
  private static final Target CUDA = new Target("cuda", "cuda-90", 1, 255, 49152, 256, true, 0);
  private static final Expr I = Build.ref("i", Type.I32);
  private static final Expr N = Build.ref("n", Type.I32);

  @Test
  void theSameKernelGivesTheSameText() {
    for (Kernel k : ProbeKernels.all()) {
      assertEquals(cuda(k), cuda(k));
      assertEquals(opencl(k), opencl(k));
    }
  }

  @Test
  void rowSumInOpenClIsTheWholeExpectedFile() throws IOException {
    assertEquals(expected("probe_row_sum.cl"), opencl(ProbeKernels.rowSum()));
  }

  @Test
  void contractionInCudaIsTheWholeExpectedFile() throws IOException {
    assertEquals(expected("probe_contraction.cu"), cuda(ProbeKernels.contraction()));
  }

  @Test
  void everyNodeHasASpellingInOpenClAtEveryLaneCount() {
    for (int lanes : new int[] {1, 2, 4, 8, 16}) {
      for (Kernel k : NodeKernels.of(lanes)) assertTrue(opencl(k).contains("__kernel void " + k.name() + "_kernel("), k.name());
    }
  }

  @Test
  void cudaRefusesVectors() {
    CompilerBug refused = assertThrows(CompilerBug.class, () -> cuda(NodeKernels.of(4).getFirst()));
    assertTrue(refused.getMessage().contains("4 lanes"), refused.getMessage());
  }

  @Test
  void productsAreNotFusedWithSums() {
    Kernel k = kernel(Scalar.F32, store(Build.add(Build.mul(x(Type.F32), x(Type.F32)), Build.f32(1))));
    assertTrue(cuda(k).contains("__fmul_rn(x[i], x[i]) + 1.0f"), cuda(k));
    assertTrue(opencl(k).contains("#pragma OPENCL FP_CONTRACT OFF"), opencl(k));
  }

  @Test
  void dataWrapsAndPositionsStayPlain() {
    Kernel k = kernel(Scalar.I32, store(Build.add(x(Type.I32), Build.mul(I, 3))));
    String wanted = "y[i] = (int) ((unsigned int) x[i] + (unsigned int) (i * 3));";
    assertTrue(cuda(k).contains(wanted), cuda(k));
  }

  @Test
  void aWriteOutsideOfItemsHappensOnceAndIsSeenByTheGroup() {
    Kernel k = kernel(
        Scalar.I32,
        Build.block(
            new Stmt.Alloc("shared_", Scalar.I32, List.of(1), Stmt.Space.GROUP),
            Build.items("l", 4, Build.let("unused", Build.ref("l", Type.I32))),
            Build.store("shared_", List.of(Build.i32(0)), x(Type.I32)),
            store(Build.load(Type.I32, "shared_", Build.i32(0)))));
    String[] wanted = {"__syncthreads();", "if ((int) threadIdx.x == 0) {", "  shared_[0] = x[i];", "}", "__syncthreads();",
        "if ((int) threadIdx.x == 0) {",
        "  y[i] = shared_[0];", "}"};
    assertTrue(cuda(k).contains("  " + String.join("\n  ", wanted) + "\n"), cuda(k));
  }

  @Test
  void aLoopIsEnteredAfterABarrierEachTime() {
    Stmt phase = Build.items("l", 4, Build.store("shared_", List.of(Build.ref("l", Type.I32)), Build.i32(1)));
    Stmt loop = Build.loop("r", Build.i32(0), N, phase, Build.let("seen", Build.load(Type.I32, "shared_", Build.i32(0))));
    String text = cuda(kernel(Scalar.I32, Build.block(new Stmt.Alloc("shared_", Scalar.I32, List.of(4), Stmt.Space.GROUP), loop)));
    assertTrue(text.contains("for (int r = 0; r < n; r++) {\n    __syncthreads();\n    for (int l "), text);
  }

  @Test
  void aKernelWithoutPhasesIsOneWorkItemForEachGroup() {
    Kernel k = kernel(Scalar.F32, store(x(Type.F32)));
    assertTrue(opencl(k).contains("long group = get_global_id(0);"), opencl(k));
    assertFalse(opencl(k).contains("barrier"), opencl(k));
    assertEquals(0, SourceEmitter.items(k));
    assertEquals(256, SourceEmitter.items(ProbeKernels.contraction()));
  }

  @Test
  void namesThatALanguageReservesAreChanged() {
    Kernel k = new Kernel(
        "named", List.of(), List.of(new Kernel.SizeParameter("w.stored", Scalar.I64)), List.of(),
        List.of(new Buffer("float", Scalar.F32, List.of(Build.ref("w.stored", Type.I64)), Buffer.Access.WRITE, Optional.empty())),
        List.of(new Kernel.GridAxis("group", Build.ref("w.stored", Type.I64))),
        Build.block(Build.store("float", List.of(Build.ref("group", Type.I64)), Build.f32(1))));
    assertTrue(cuda(k).contains("float_2[group_2] = 1.0f;"), cuda(k));
    assertTrue(cuda(k).contains("const long long w_stored"), cuda(k));
  }

  @Test
  void aLoopBoundThatTheLoopMayChangeIsEvaluatedOnce() {
    Stmt loop = Build.loop("r", Build.i32(0), x(Type.I32), Build.store("x", List.of(I), Build.i32(0)));
    String text = cuda(kernel(Scalar.I32, loop));
    assertTrue(text.contains("const int r_end = x[i];\n  for (int r = 0; r < r_end; r++) {"), text);
  }

  @Test
  void onlyHelpersThatAreCalledAreDefined() {
    assertFalse(cuda(ProbeKernels.rowSum()).contains("static"), cuda(ProbeKernels.rowSum()));
    String text = opencl(kernel(Scalar.I32, store(Build.div(x(Type.I32), x(Type.I32)))));
    assertEquals(1, text.split("static ", -1).length - 1, text);
  }

  private static Kernel kernel(Scalar element, Stmt body) {
    List<Buffer> buffers = List.of(
        new Buffer("x", element, List.of(N), Buffer.Access.READ_WRITE, Optional.empty()),
        new Buffer("y", element, List.of(N), Buffer.Access.WRITE, Optional.empty()));
    List<Kernel.SizeParameter> sizes = List.of(new Kernel.SizeParameter("n", Scalar.I32));
    return new Kernel("small", List.of(), sizes, List.of(), buffers, List.of(new Kernel.GridAxis("i", N)),
        body instanceof Stmt.Block b ? b : Build.block(body));
  }

  private static Expr x(Type type) {
    return Build.load(type, "x", I);
  }

  private static Stmt store(Expr value) {
    return Build.store("y", List.of(I), value);
  }

  private static String cuda(Kernel k) {
    return SourceEmitter.emit(k, CUDA, new CudaDialect());
  }

  @Test
  void forTornadoVmABufferIsAnArrayBehindItsHeaderAndNothingElseDiffers() {
    for (int lanes : new int[] {1, 4}) {
      for (Kernel k : NodeKernels.of(lanes)) {
        String tornado = SourceEmitter.emit(k, OPENCL, new TornadoDialect());
        String restored = tornado.replace("#ifndef ARRAY_HEADER\n#define ARRAY_HEADER 16\n#endif\n", "")
            .replaceAll(
                "(?m)^    __(global long\\* context|constant uchar\\* constants|local uchar\\* memory|global int\\* atomics)_of_task,\n",
                "")
            .replaceAll("(?m)^  (__global .* restrict \\w+) = \\(.*\\) \\(\\w+_array \\+ ARRAY_HEADER\\);\n", "");
        String expected = opencl(k).replaceAll("(?m)^    __global .* restrict (\\w+)([,)])", "    __global uchar* $1_array$2");
        assertEquals(expected, restored);
      }
    }
  }

  private static String opencl(Kernel k) {
    return SourceEmitter.emit(k, OPENCL, new OpenClDialect());
  }

  private static String expected(String name) throws IOException {
    try (InputStream in = EmittedTextTest.class.getResourceAsStream("/emit/" + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
