package dev.tulle.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.tulle.kernel.device.Device;
import dev.tulle.kernel.device.DeviceInfo;
import dev.tulle.kernel.device.KernelCode;
import dev.tulle.kernel.ir.Kernel;
import dev.tulle.kernel.probe.AnyData;
import dev.tulle.kernel.probe.NodeKernels;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// In a JVM that was started without the vector module, and with a collector other than G1.
class RunsWithoutVectorsTest {
  @BeforeAll
  static void needsAJvmOfItsOwn() {
    boolean vectors = ModuleLayer.boot().findModule(CpuTargets.MODULE).isPresent();
    assumeFalse(vectors, "started with the vector module: the build runs this test once more, without it");
  }

  @Test
  void theDeviceChoosesScalarCodeAndSaysHowToDoBetter() {
    DeviceInfo info = new CpuBackend().devices().getFirst();
    assertEquals(CpuTargets.SCALAR, info.target());
    assertTrue(info.remark().contains("--add-modules jdk.incubator.vector"), info.remark());
    assertTrue(info.remark().contains("-XX:+UseG1GC"), info.remark());
  }

  @Test
  void scalarCodeRuns() {
    Kernel kernel = NodeKernels.of(1).stream().filter(k -> k.name().equals("node_FMA_x1")).findFirst().orElseThrow();
    AnyData data = new AnyData(1);
    List<byte[]> buffers = kernel.buffers().stream().map(b -> data.of(b.element(), 4 * 17)).toList();
    Differential.check(kernel, CpuTargets.SCALAR, new long[] {4, 17}, buffers, 1);
  }

  @Test
  void scalarClassesDoNotNameTheVectorModule() {
    for (KernelCode code : new CpuBackend().compile(NodeKernels.of(1), CpuTargets.SCALAR)) {
      String binary = new String(code.binary(), java.nio.charset.StandardCharsets.ISO_8859_1);
      assertTrue(!binary.contains("incubator"), code.kernel());
    }
  }

  @Test
  void vectorCodeIsRefusedWithWhatToDo() {
    List<KernelCode> code = new CpuBackend().compile(NodeKernels.of(4).subList(0, 1), CpuTargets.VECTORS_128);
    try (Device device = CpuBackend.open(CpuTargets.VECTORS_128, CpuOptions.threads(1))) {
      UnsupportedOperationException missing = assertThrows(UnsupportedOperationException.class, () -> device.load(code));
      assertTrue(missing.getMessage().contains("--add-modules jdk.incubator.vector"), missing.getMessage());
    }
  }
}
