package dev.tulle.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tulle.kernel.ir.Kernel;
import dev.tulle.kernel.ir.Scalar;
import dev.tulle.kernel.probe.MatrixKernels;
import dev.tulle.kernel.probe.NodeKernels;
import dev.tulle.kernel.probe.ProbeKernels;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NvccReportTest {
  @Test
  void everyNodeFoldAndProbeCompilesWithoutAWarning() throws IOException {
    List<Kernel> kernels = new ArrayList<>(ProbeKernels.all());
    kernels.addAll(NodeKernels.of(1));
    kernels.addAll(MatrixKernels.all());
    for (Scalar element : List.of(Scalar.F32, Scalar.I32, Scalar.I64, Scalar.BOOL)) kernels.add(KernelsOnGpuTest.folds(element));
    Optional<NvccReport> report = NvccReport.quick(kernels, CudaTargets.of(90));
    assumeTrue(report.isPresent(), "nvcc is not on the PATH: CUDA text is not compiled here");
    assertEquals(kernels.stream().map(Kernel::name).toList(), report.get().kernels().stream().map(NvccReport.Usage::kernel).toList());
    NvccReport.Usage contraction = report.get().kernels().get(kernels.indexOf(ProbeKernels.contraction()));
    assertEquals(2 * 256 * 4, contraction.shared());
    assertTrue(contraction.registers() > 8 && contraction.spills() == 0, contraction.toString());
    assertEquals(1 + kernels.size(), report.get().table().lines().count());
    assertEquals(5, report.get().largest(5).size());
  }
}
