package dev.tulle.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tulle.runtime.file.TensorFiles;
import dev.tulle.runtime.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompileCommandTest {
  private static final List<String> DATA = List.of("--input", "x=random:1", "--weights", "random:2", "--size", "T=33", "--size", "D=50",
      "--size", "F=17");

  @TempDir
  private Path folder;

  private Path spec(String text) throws IOException {
    return Files.writeString(folder.resolve("spec.tulle"), text);
  }

  private Tensor run(Path file, String name, String... more) {
    Path y = folder.resolve(name);
    List<String> arguments = new ArrayList<>(List.of("run", file.toString(), "--output", "y=" + y));
    arguments.addAll(DATA);
    arguments.addAll(List.of(more));
    Terminal result = Terminal.run(arguments.toArray(String[]::new));
    assertEquals("", result.err());
    assertEquals(ExitStatus.OK, result.status());
    return (Tensor) TensorFiles.read(y);
  }

  @Test
  void aBundleGivesTheBitsOfTheProgramAndBothAreNearTheReference() throws IOException {
    Path spec = spec(Specs.LINEAR);
    Terminal compiled = Terminal.run("compile", spec.toString());
    assertEquals(ExitStatus.OK, compiled.status(), compiled.err());
    Path bundle = folder.resolve("spec.bolt");
    assertTrue(compiled.out().startsWith(bundle + ": Linear for cpu-"), compiled.out());
    Tensor direct = run(spec, "direct.npy");
    assertTrue(direct.contentEquals(run(bundle, "bundle.npy")), "bundle and program differ");
    Tensor reference = run(spec, "reference.npy", "--device", "reference");
    // Sums of 50 products of standard normals: each product and each addition rounds once.
    double bound = 2 * 50 * Math.ulp(64f);
    for (long i = 0; i < reference.count(); i++) assertEquals(reference.get(i), direct.get(i), bound, "element " + i);
  }

  @Test
  void theParametersOfABundleAreThoseItWasCompiledWith() throws IOException {
    Path spec = spec(Specs.LINEAR);
    Path doubled = folder.resolve("doubled.bolt");
    assertEquals(ExitStatus.OK, Terminal.run("compile", spec.toString(), "-D", "SCALE=2", "-o", doubled.toString()).status());
    Tensor one = run(spec, "one.npy");
    Tensor two = run(doubled, "two.npy");
    for (long i = 0; i < one.count(); i++) assertEquals(2 * one.getFloat(i), two.getFloat(i));
  }

  @Test
  void aStoredFormatIsObeyedAndChecked() throws IOException {
    Path spec = spec(Specs.LINEAR);
    Tensor dense = run(spec, "dense.npy", "--as", "w=csr", "--device", "reference");
    Tensor compiled = run(spec, "compiled.npy", "--as", "w=csr");
    double bound = 2 * 50 * Math.ulp(64f);
    for (long i = 0; i < dense.count(); i++) assertEquals(dense.get(i), compiled.get(i), bound, "element " + i);
    Terminal wrong = Terminal.run("check", spec.toString(), "--as", "nothing=csr");
    assertEquals(ExitStatus.USER_ERROR, wrong.status(), wrong.err());
  }

  @Test
  void whatABundleCannotDoIsSaid() throws IOException {
    Path spec = spec(Specs.LINEAR);
    Path bundle = folder.resolve("spec.bolt");
    assertEquals(ExitStatus.OK, Terminal.run("compile", spec.toString()).status());
    assertEquals(ExitStatus.USAGE, Terminal.run("run", bundle.toString(), "-D", "SCALE=2").status());
    assertEquals(ExitStatus.USAGE, Terminal.run("run", bundle.toString(), "--device", "reference").status());
    Terminal missing = Terminal.run("run", bundle.toString(), "--input", "x=random:1", "--weights", "random:1");
    assertEquals(ExitStatus.USER_ERROR, missing.status());
    assertTrue(missing.err().contains("--size "), missing.err());
    Terminal entry = Terminal.run("run", bundle.toString(), "--entry", "step");
    assertEquals(ExitStatus.USER_ERROR, entry.status());
    assertTrue(entry.err().contains("no entry `step`"), entry.err());
  }

  @Test
  void aCutBundleIsTheUsersError() throws IOException {
    assertEquals(ExitStatus.OK, Terminal.run("compile", spec(Specs.LINEAR).toString()).status());
    byte[] bytes = Files.readAllBytes(folder.resolve("spec.bolt"));
    Path cut = Files.write(folder.resolve("cut.bolt"), java.util.Arrays.copyOf(bytes, bytes.length / 2));
    Terminal result = Terminal.run("run", cut.toString(), "--input", "x=random:1");
    assertEquals(ExitStatus.USER_ERROR, result.status(), result.err());
    assertTrue(result.err().contains("[R02"), result.err());
    Terminal none = Terminal.run("run", folder.resolve("none.bolt").toString());
    assertEquals(ExitStatus.USER_ERROR, none.status(), none.err());
  }

  @Test
  void aProgramThatIsWrongIsNotCompiledAndNoFileIsLeft() throws IOException {
    Terminal result = Terminal.run("compile", spec(Specs.LINEAR.replace("x[t, d]", "x[d, t]")).toString());
    assertEquals(ExitStatus.USER_ERROR, result.status());
    assertTrue(Files.notExists(folder.resolve("spec.bolt")));
    Terminal target = Terminal.run("compile", spec(Specs.LINEAR).toString(), "--target", "abacus");
    assertEquals(ExitStatus.USAGE, target.status());
    assertTrue(target.err().contains("`abacus`"), target.err());
  }

  @Test
  void oneTargetOfABackendIsCompiledForAlone() throws IOException {
    String spec = spec(Specs.LINEAR).toString();
    Terminal compiled = Terminal.run("compile", spec, "--target", "cuda:sm_80,cpu:scalar,cuda:sm_89,cuda:sm_80");
    assertEquals(ExitStatus.OK, compiled.status(), compiled.err());
    assertTrue(compiled.out().contains("for cuda-sm_80, cpu-scalar, cuda-sm_89, "), compiled.out());
    for (String wrong : List.of("cuda:sm_60", "cuda:", "cpu:avx", "abacus:1")) {
      Terminal refused = Terminal.run("compile", spec, "--target", wrong);
      assertEquals(ExitStatus.USAGE, refused.status(), wrong);
    }
    Terminal refused = Terminal.run("compile", spec, "--target", "cuda:sm_60");
    assertTrue(refused.err().contains("the backend `cuda` has no target `sm_60`; it has sm_90, sm_80"), refused.err());
  }

  @Test
  void aBundleForSeveralBackendsRunsOnTheBestDeviceAndSaysWhichAndWhy() throws IOException {
    Terminal compiled = Terminal.run("compile", spec(Specs.LINEAR).toString(), "--target", "cpu,opencl");
    assertEquals(ExitStatus.OK, compiled.status(), compiled.err());
    for (String target : new String[] {"cpu-scalar", "opencl-cpu-16", "opencl-gpu"})
      assertTrue(compiled.out().contains(target), compiled.out());
    Terminal run = Terminal.run("run", folder.resolve("spec.bolt").toString(), "--input", "x=random:1", "--weights", "random:1", "--size",
        "T=2",
        "--size", "D=3", "--size", "F=4", "--device", "best");
    assertEquals(ExitStatus.OK, run.status(), run.err());
    assertTrue(run.out().contains(", the best: "), run.out());
  }
}
