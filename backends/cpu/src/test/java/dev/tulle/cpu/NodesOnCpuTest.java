package dev.tulle.cpu;

import dev.tulle.kernel.device.Target;
import dev.tulle.kernel.ir.Kernel;
import dev.tulle.kernel.probe.AnyData;
import dev.tulle.kernel.probe.NodeKernels;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Every expression on every type, at every lane count, bit for bit as the interpreter has it.
class NodesOnCpuTest {
  private static final int ROWS = 4;
  private static final int[] SIZES = {0, 1, 17, 67};

  @TestFactory
  Stream<DynamicTest> eachNodeEqualsTheInterpreter() {
    // A JVM without the vector module runs scalar code only.
    return CpuTargets.all().stream().filter(t -> t.lanes() == 1 || CpuTargets.lanes() > 1).flatMap(NodesOnCpuTest::tests);
  }

  private static Stream<DynamicTest> tests(Target target) {
    List<Kernel> kernels = NodeKernels.of(target.lanes());
    Compiled.all(new CpuBackend(), kernels, target);
    return kernels.stream().map(k -> DynamicTest.dynamicTest(k.name() + " for " + target.name(), () -> check(k, target)));
  }

  private static void check(Kernel kernel, Target target) {
    for (int n : SIZES) {
      AnyData data = new AnyData(n + 31L * kernel.name().hashCode());
      List<byte[]> buffers = kernel.buffers().stream().map(b -> data.of(b.element(), ROWS * n)).toList();
      Differential.check(kernel, target, new long[] {ROWS, n}, buffers, 3);
    }
  }
}
