package dev.tulle.cuda;

import dev.tulle.kernel.device.Device;
import dev.tulle.kernel.ir.Buffer;
import dev.tulle.kernel.ir.Build;
import dev.tulle.kernel.ir.Expr;
import dev.tulle.kernel.ir.Kernel;
import dev.tulle.kernel.ir.Scalar;
import dev.tulle.kernel.ir.Stmt;
import dev.tulle.kernel.ir.Type;
import dev.tulle.kernel.probe.AnyData;
import dev.tulle.kernel.probe.CompareWithInterpreter;
import dev.tulle.kernel.probe.MatrixKernels;
import dev.tulle.kernel.probe.NodeKernels;
import dev.tulle.kernel.probe.ProbeKernels;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Every expression on every type, and kernels whose items share memory, wait for each other and count: bit for bit as the interpreter.
class KernelsOnGpuTest {
  private static final int TOGETHER = 12;
  private static final int ROWS = 4;
  private static final int[] NODE_SIZES = {0, 1, 17, 67};
  private static final int[] FOLDED = {1, 2, 3, 16, 31, 32, 33, 64, 65, 100};
  private static final int LONGEST = 100;
  private static final int[] SIZES = {0, 1, 15, 16, 17, 64, 65};

  @TestFactory
  Stream<DynamicTest> eachNodeEqualsTheInterpreter() {
    Gpus.first();
    return NodeKernels.together(1, TOGETHER).stream().map(k -> DynamicTest.dynamicTest(k.name(), () -> check(k)));
  }

  private static void check(Kernel kernel) {
    check(kernel, NODE_SIZES, n -> new long[] {ROWS, n}, n -> {
      AnyData data = new AnyData(n + 31L * kernel.name().hashCode());
      return kernel.buffers().stream().map(b -> data.of(b.element(), ROWS * n)).toList();
    });
  }

  private static void check(Kernel kernel, int[] each, IntFunction<long[]> sizes, IntFunction<List<byte[]>> buffers) {
    try (Device device = Gpus.open();
        Device.LoadedCode loaded = device.load(Gpus.compiled(kernel))) {
      for (int n : each) new CompareWithInterpreter(kernel, sizes.apply(n), buffers.apply(n)).check(device, loaded);
    }
  }

  @Test
  void rowSumEqualsTheInterpreter() {
    check(ProbeKernels.rowSum(), SIZES, m -> new long[] {3, m}, m -> List.of(new AnyData(m).floats(3 * m), new byte[4 * 3]));
  }

  @Test
  void compactionEqualsTheInterpreter() {
    check(ProbeKernels.compaction(), SIZES, m -> new long[] {5, m}, m -> {
      AnyData data = new AnyData(m);
      return List.of(data.floats(5 * m), data.bytes(4 * 5 * m), data.bytes(4 * 5 * m), new byte[4 * 5]);
    });
  }

  @Test
  void contractionEqualsTheInterpreter() {
    check(ProbeKernels.contraction(), SIZES, n -> new long[] {n, 17, 33}, n -> {
      AnyData data = new AnyData(n);
      return List.of(data.floats(n * 33), data.floats(33 * 17), data.bytes(4 * n * 17));
    });
  }

  /// Where there is no GPU the instruction is emulated as the PTX ISA lays out its fragments.
  @TestFactory
  Stream<DynamicTest> productsOfMatricesEqualTheInterpreter() {
    Gpus.first();
    return MatrixKernels.all()
        .stream()
        .map(k -> DynamicTest.dynamicTest(k.name(), () -> check(k, new int[] {1}, _ -> new long[0],
            n -> MatrixKernels.data(k, n))));
  }

  /// Lengths around a warp, and around what one warp is left with by the steps before.
  @TestFactory
  Stream<DynamicTest> aGroupFoldsByTheTreeOfTheInterpreter() {
    Gpus.first();
    return Stream.of(Scalar.F32, Scalar.I32, Scalar.I64, Scalar.BOOL)
        .map(element -> DynamicTest.dynamicTest(element.name(), () -> check(folds(element), new int[] {5}, n -> new long[] {n}, n -> {
          AnyData data = new AnyData(element.ordinal());
          int folds = operations(element).size() * FOLDED.length;
          return List.of(data.of(element, n * LONGEST), new byte[element.bytes() * n * folds]);
        })));
  }

  private static List<Expr.FoldOp> operations(Scalar element) {
    return switch (element) {
      case F32 -> List.of(Expr.FoldOp.ADD, Expr.FoldOp.MUL, Expr.FoldOp.MIN, Expr.FoldOp.MAX);
      case I32, I64 -> List.of(Expr.FoldOp.values());
      case BOOL -> List.of(Expr.FoldOp.AND, Expr.FoldOp.OR);
      case F16, BF16, I8, U8 -> throw new AssertionError("nothing is computed in " + element);
    };
  }

  /// Every fold of an element type, at every length.
  static Kernel folds(Scalar element) {
    Type type = new Type(element, 1);
    Expr g = Build.ref("g", Type.I32);
    List<Stmt> body = new ArrayList<>();
    body.add(new Stmt.Alloc("a", element, List.of(LONGEST), Stmt.Space.GROUP));
    Expr l = Build.ref("l", Type.I32);
    body.add(Build.items("l", LONGEST, Build.store("a", List.of(l), Build.load(type, "x", g, l))));
    int number = 0;
    for (Expr.FoldOp op : operations(element)) {
      for (int count : FOLDED) {
        String name = "r" + number;
        body.add(new Stmt.Collect(name, op, "a", count));
        body.add(Build.store("y", List.of(g, Build.i32(number++)), Build.ref(name, type)));
      }
    }
    Expr n = Build.ref("n", Type.I32);
    List<Buffer> buffers = List.of(
        new Buffer("x", element, List.of(n, Build.i32(LONGEST)), Buffer.Access.READ, Optional.empty()),
        new Buffer("y", element, List.of(n, Build.i32(number)), Buffer.Access.WRITE, Optional.empty()));
    return new Kernel("folds", List.of(), List.of(new Kernel.SizeParameter("n", Scalar.I32)), List.of(), buffers,
        List.of(new Kernel.GridAxis("g", n)), Build.block(body));
  }
}
