package dev.tulle.kernel.emit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tulle.kernel.device.Target;
import dev.tulle.kernel.ir.Kernel;
import dev.tulle.kernel.probe.NodeKernels;
import dev.tulle.kernel.probe.ProbeKernels;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CudaTextCompilesTest {
  private static final Target CUDA = new Target("cuda", "cuda-90", 1, 255, 49152);

  @Test
  void everyNodeAndEveryProbeCompiles(@TempDir Path folder) throws IOException, InterruptedException {
    boolean present = Stream.of(System.getenv("PATH").split(File.pathSeparator)).anyMatch(p -> Files.isExecutable(Path.of(p, "nvcc")));
    assumeTrue(present, "nvcc is not on the PATH: CUDA text is not compiled here");
    List<Kernel> kernels = new ArrayList<>(ProbeKernels.all());
    kernels.addAll(NodeKernels.of(1));
    // One file: starting the compiler takes longer than compiling. The namespaces keep the helpers of the kernels apart.
    StringBuilder all = new StringBuilder();
    for (Kernel k : kernels) all.append("namespace in_" + k.name() + " {\n" + SourceEmitter.emit(k, CUDA, new CudaDialect()) + "}\n");
    Path source = Files.writeString(folder.resolve("all.cu"), all);
    Path log = folder.resolve("log");
    List<String> command = List.of("nvcc", "-arch=sm_90", "-cubin", "-Werror", "all-warnings", "-o", folder.resolve("all.cubin").toString(),
        source.toString());
    int exit = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start().waitFor();
    assertEquals(0, exit, () -> read(log));
  }

  private static String read(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException unreadable) {
      return unreadable.toString();
    }
  }
}
