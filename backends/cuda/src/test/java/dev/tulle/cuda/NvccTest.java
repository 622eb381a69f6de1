package dev.tulle.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tulle.kernel.device.KernelCode;
import dev.tulle.kernel.device.Target;
import dev.tulle.kernel.ir.Kernel;
import dev.tulle.kernel.launch.ProgramCache;
import dev.tulle.kernel.probe.ProbeKernels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NvccTest {
  private static final List<Kernel> KERNELS = List.of(ProbeKernels.rowSum(), ProbeKernels.compaction());
  private static final ProgramCache NONE = new ProgramCache(Optional.empty());

  @TempDir
  private Path folder;

  private static Nvcc nvcc() {
    Optional<Nvcc> found = Nvcc.find(System.getenv("PATH"));
    assumeTrue(found.isPresent(), "nvcc is not on the PATH: machine code is not made ahead of time here");
    return found.orElseThrow();
  }

  private static List<CudaCode> compiled(Optional<Nvcc> nvcc, ProgramCache cache, String target) {
    CudaBackend backend = new CudaBackend(() -> nvcc, cache);
    Target to = backend.target(target).orElseThrow();
    return backend.compile(KERNELS, to).stream().map(code -> CudaCode.read(code.kernel(), code.binary())).toList();
  }

  @Test
  void machineCodeForEachTargetLiesBesideTheSource() {
    Optional<Nvcc> nvcc = Optional.of(nvcc());
    for (int instructions : new int[] {80, 86, 90}) {
      for (CudaCode code : compiled(nvcc, NONE, "cuda-sm_" + instructions)) {
        assertEquals(instructions, code.cubin().orElseThrow().instructions());
        assertTrue(Elf.isWhole(code.cubin().orElseThrow().bytes()));
      }
    }
  }

  @Test
  void whatWasCompiledOnceIsKept() throws IOException {
    Optional<Nvcc> nvcc = Optional.of(nvcc());
    ProgramCache cache = new ProgramCache(Optional.of(folder));
    List<CudaCode> first = compiled(nvcc, cache, "cuda-sm_90");
    Nvcc gone = new Nvcc(folder.resolve("gone"), nvcc.get().version());
    List<CudaCode> again = compiled(Optional.of(gone), cache, "cuda-sm_90");
    for (int i = 0; i < KERNELS.size(); i++)
      assertArrayEquals(first.get(i).cubin().orElseThrow().bytes(), again.get(i).cubin().orElseThrow().bytes());
    assertEquals(List.of(Optional.empty(), Optional.empty()),
        compiled(Optional.of(gone), cache, "cuda-sm_80").stream().map(CudaCode::cubin).toList());
  }

  @Test
  void aSourceThatIsRefusedIsToldWithItsLine() {
    Nvcc nvcc = nvcc();
    IOException refused = assertThrows(IOException.class, () -> nvcc.compile(List.of("int x = lost;\n"), 90, folder, List.of()));
    assertTrue(refused.getMessage().contains("\"lost\" is undefined"), refused.getMessage());
  }

  @Test
  void withoutACompilerThereIsTheSourceAlone() {
    CudaBackend backend = new CudaBackend(Optional::empty, NONE);
    for (KernelCode code : backend.compile(KERNELS, backend.targets().getFirst())) {
      assertTrue(code.source().contains("__global__"));
      assertEquals(Optional.empty(), CudaCode.read(code.kernel(), code.binary()).cubin());
    }
  }

  @Test
  void onlyAProgramThatSaysItsVersionIsTheCompiler() throws IOException {
    Path broken = Files.createDirectory(folder.resolve("broken"));
    Files.writeString(broken.resolve("nvcc"), "#!/bin/sh\nexit 1\n");
    Files.setPosixFilePermissions(broken.resolve("nvcc"), PosixFilePermissions.fromString("rwxr-xr-x"));
    assertEquals(Optional.empty(), Nvcc.find(broken.toString()));
    assertEquals(Optional.empty(), Nvcc.find(folder + ":" + folder.resolve("nowhere") + "::\0"));
    assertEquals(Optional.empty(), Nvcc.find(null));
  }

  @Test
  void targetsAreNamedByTheirInstructions() {
    CudaBackend backend = new CudaBackend(Optional::empty, NONE);
    assertEquals(List.of("cuda-sm_90", "cuda-sm_80"), backend.targets().stream().map(Target::name).toList());
    for (String name : List.of("cuda-sm_80", "cuda-sm_86", "cuda-sm_120")) assertEquals(name, backend.target(name).orElseThrow().name());
    for (String name : List.of("cuda", "cuda-sm_75", "cuda-sm_7", "cuda-sm_090", "cuda-sm_9000", "opencl-gpu", "cuda-sm_90a"))
      assertEquals(Optional.empty(), backend.target(name), name);
    Target device = backend.target("cuda-sm_89").orElseThrow();
    Map<String, Boolean> runs = Map.of("cuda-sm_80", true, "cuda-sm_89", true, "cuda-sm_90", false);
    runs.forEach((name, expected) -> assertEquals(expected, device.runs(backend.target(name).orElseThrow()), name));
    assertTrue(Stream.of(device).noneMatch(d -> d.runs(new Target("opencl", "opencl-gpu", 1, 64, 1, 64, false, 0))));
  }
}
