package dev.tulle.cuda;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tulle.kernel.device.Device;
import dev.tulle.kernel.device.KernelCode;
import dev.tulle.kernel.ir.Kernel;
import dev.tulle.kernel.launch.ProgramCache;
import dev.tulle.kernel.probe.AnyData;
import dev.tulle.kernel.probe.CompareWithInterpreter;
import dev.tulle.kernel.probe.NodeKernels;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What the emulated GPU cannot show.
class RealGpuTest {
  private static final int TOGETHER = 12;

  @Test
  void machineCodeOfNvccGivesWhatTheInterpreterGivesOnTheGpuThatItWasMadeFor() {
    assumeTrue(Gpus.REAL, "cuda (NVIDIA GPU) cannot be used: there is no NVIDIA driver; the other tests ran on the emulated GPU");
    Optional<Nvcc> nvcc = Nvcc.find(System.getenv("PATH"));
    assumeTrue(nvcc.isPresent(), "nvcc is not on the PATH: there is no machine code for the GPU ahead of time");
    CudaBackend backend = new CudaBackend(() -> nvcc, new ProgramCache(Optional.empty()));
    List<Kernel> kernels = NodeKernels.together(1, TOGETHER);
    List<KernelCode> code = backend.compile(kernels, Gpus.first().target());
    try (Device device = Gpus.open()) {
      for (int i = 0; i < kernels.size(); i++) {
        Kernel kernel = kernels.get(i);
        assertTrue(CudaCode.read(kernel.name(), code.get(i).binary()).cubin().isPresent(), kernel.name());
        AnyData data = new AnyData(i);
        List<byte[]> buffers = kernel.buffers().stream().map(b -> data.of(b.element(), 3 * 67)).toList();
        // A source that cannot be compiled: only machine code that came along can run.
        KernelCode alone = new KernelCode(kernel.name(), "no source", code.get(i).binary());
        new CompareWithInterpreter(kernel, new long[] {3, 67}, buffers).check(device, List.of(alone));
      }
    }
  }
}
