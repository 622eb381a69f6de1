package dev.tulle.compiler.differential;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tulle.compiler.Compiler;
import dev.tulle.cuda.CudaBackend;
import dev.tulle.cuda.NvccReport;
import dev.tulle.dsl.Front;
import dev.tulle.dsl.model.CheckedModel;
import dev.tulle.dsl.source.Source;
import dev.tulle.kernel.device.Target;
import dev.tulle.kernel.interpret.InterpreterBackend;
import dev.tulle.kernel.ir.Kernel;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Every kernel of the specs, and of random ones, as the compiler makes it for a GPU, goes through `nvcc` where it is on the PATH.
class NvccTest {
  private static final Target GPU = new CudaBackend().target("cuda-sm_90").orElseThrow();
  /// The same facts; a backend that compiles nothing, since all kernels are compiled together here.
  private static final Target SAME = new Target(InterpreterBackend.NAME, "interpreter-gpu", GPU.lanes(), GPU.vectorRegisters(),
      GPU.groupMemory(), GPU.groupItems(), GPU.matrices(), GPU.instructions());
  private static final int LARGEST = 10;

  @Test
  void everyKernelCompilesWithoutAWarning() throws IOException, URISyntaxException {
    Set<Kernel> each = new LinkedHashSet<>();
    Path folder = Path.of(Objects.requireNonNull(NvccTest.class.getResource("/specs")).toURI());
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) each.addAll(kernels(file.getFileName().toString(), Files.readString(file)));
    }
    for (long seed = 1; seed <= Integer.getInteger("tulle.random.specs", 40); seed++)
      each.addAll(kernels("seed " + seed, RandomSpec.draw(seed).text()));
    List<Kernel> kernels = List.copyOf(each);
    assertTrue(kernels.size() > 100, () -> kernels.size() + " kernels");
    long start = System.nanoTime();
    Optional<NvccReport> report = NvccReport.quick(kernels, GPU);
    assumeTrue(report.isPresent(), "nvcc is not on the PATH: CUDA text is not compiled here");
    List<Kernel> largest = report.get().largest(LARGEST).stream().map(kernels::get).toList();
    NvccReport optimised = NvccReport.of(largest, GPU).orElseThrow();
    System.out.printf("nvcc: %d kernels for %s in %.1f s, the largest as they are shipped:%n%s", kernels.size(), GPU.name(),
        (System.nanoTime() - start) / 1e9, optimised.table());
  }

  private static List<Kernel> kernels(String name, String text) {
    CheckedModel model = Front.check(new Source(name, text), Front.Options.defaults()).model().orElseThrow();
    return Compiler.compile(model, List.of(SAME), new Compiler.Options(Set.of(), Optional.empty(), _ -> {})).targets().getFirst().kernels();
  }
}
