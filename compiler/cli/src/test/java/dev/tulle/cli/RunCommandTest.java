package dev.tulle.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tulle.runtime.file.TensorFiles;
import dev.tulle.runtime.tensor.SparseTensor;
import dev.tulle.runtime.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunCommandTest {
  @TempDir
  private Path folder;

  private String spec(String text) throws IOException {
    return Files.writeString(folder.resolve("spec.tulle"), text).toString();
  }

  private String data(String name, Tensor tensor) {
    Path path = folder.resolve(name);
    TensorFiles.write(tensor, path);
    return path.toString();
  }

  @Test
  void theReferenceRunsOnFilesAndWritesDenseAndSparseOutputs() throws IOException {
    String x = data("x.npy", Tensor.of(new float[] {0, 1, 2, 3}, 4));
    Path y = folder.resolve("y.npz");
    Path n = folder.resolve("n.npy");
    Terminal result = Terminal.run(
        "run", spec(Specs.POSITIVE), "--device", "reference", "--input", "x=" + x, "--output", "y=" + y, "--output", "n=" + n, "--show",
        "part");
    assertEquals("", result.err());
    assertEquals(ExitStatus.OK, result.status());
    assertTrue(result.out().contains("y: f32[4]  2 of 4 elements  min 4  mean 5  max 6"), result.out());
    assertTrue(result.out().contains("part: f32[4]  2 of 4 elements  min 2  mean 2.50000  max 3"), result.out());
    assertTrue(result.out().contains("time: "), result.out());
    SparseTensor written = (SparseTensor) TensorFiles.read(y);
    assertArrayEquals(new int[] {2, 3}, written.indices().toInts());
    assertArrayEquals(new float[] {4, 6}, written.values().toFloats());
    assertArrayEquals(new int[] {2}, ((Tensor) TensorFiles.read(n)).toInts());
  }

  @Test
  void sizesOfRandomDataComeFromTheOptionAndFromFiles() throws IOException {
    String x = data("x.npy", Tensor.zeros(dev.tulle.runtime.tensor.ElementType.F32, 3, 5));
    Terminal result = Terminal.run(
        "run", spec(Specs.LINEAR), "--device", "reference", "--input", "x=" + x, "--weights", "random:1", "--size", "F=7");
    assertEquals("", result.err());
    assertTrue(result.out().contains("y: f32[3, 7]  min 0  mean 0  max 0"), result.out());
  }

  @Test
  void aSizeThatNothingSaysIsNamed() throws IOException {
    Terminal result = Terminal.run(
        "run", spec(Specs.LINEAR), "--device", "reference", "--input", "x=random:1", "--weights", "random:1", "--size", "T=2", "--size",
        "D=3");
    assertEquals(ExitStatus.USER_ERROR, result.status());
    assertTrue(result.err().contains("`F`") && result.err().contains("--size F="), result.err());
  }

  @Test
  void randomIndicesStayInsideTheAxisThatTheyIndex() throws IOException {
    Terminal result = Terminal.run(
        "run", spec(Specs.GATHER), "--device", "reference", "--input", "ids=random:3", "--weights", "random:1", "--size", "T=200", "--size",
        "V=3",
        "--size", "D=2", "--show", "ids");
    assertEquals("", result.err());
    assertTrue(result.out().contains("ids: i32[200]  min 0"), result.out());
    assertTrue(result.out().contains("max 2"), result.out());
  }

  @Test
  void wrongDataNamesWhatDisagrees() throws IOException {
    String x = data("x.npy", Tensor.zeros(dev.tulle.runtime.tensor.ElementType.F32, 3));
    Terminal rank = Terminal.run("run", spec(Specs.LINEAR), "--device", "reference", "--input", "x=" + x, "--weights", "random:1", "--size",
        "D=2", "--size", "F=2");
    assertEquals(ExitStatus.USER_ERROR, rank.status());
    assertTrue(rank.err().contains("`x`"), rank.err());
    Terminal missing = Terminal.run("run", spec(Specs.LINEAR), "--device", "reference", "--weights", "random:1");
    assertEquals(ExitStatus.USER_ERROR, missing.status());
    assertTrue(missing.err().contains("--input x="), missing.err());
    Terminal unknown = Terminal.run("run", spec(Specs.LINEAR), "--device", "reference", "--input", "q=random:1");
    assertEquals(ExitStatus.USER_ERROR, unknown.status());
    assertTrue(unknown.err().contains("no input `q`"), unknown.err());
    Terminal output = Terminal.run("run", spec(Specs.LINEAR), "--device", "reference", "--input", "x=random:1", "--output", "z=z.npy");
    assertEquals(ExitStatus.USER_ERROR, output.status());
    assertTrue(output.err().contains("no output `z`"), output.err());
  }

  @Test
  void parametersReplaceTheirDefaults() throws IOException {
    String x = data("x.npy", Tensor.of(new float[] {1, 1}, 1, 2));
    Path y = folder.resolve("y.npy");
    for (String scale : new String[] {"1", "-2.5"}) {
      Terminal.run(
          "run", spec(Specs.LINEAR), "-D", "SCALE=" + scale, "--device", "reference", "--input", "x=" + x, "--weights", "random:4",
          "--size", "F=1", "--output", "y=" + y);
      float value = ((Tensor) TensorFiles.read(y)).getFloat(0);
      Files.move(y, folder.resolve(scale + ".npy"));
      assertTrue(value != 0, "scale " + scale);
    }
    float one = ((Tensor) TensorFiles.read(folder.resolve("1.npy"))).getFloat(0);
    float other = ((Tensor) TensorFiles.read(folder.resolve("-2.5.npy"))).getFloat(0);
    assertEquals(-2.5f * one, other, Math.ulp(other));
  }

  @Test
  void malformedOptionsAreBadUsage() throws IOException {
    String spec = spec(Specs.LINEAR);
    for (String[] options : new String[][] {
        {"--input", "x"}, {"--input", "x=random:one"}, {"--size", "N=many"}, {"-D", "SCALE"}, {"-D", "SCALE=many"}, {"--as", "w=nm(4, 2)"},
        {"--frobnicate"}
    }) {
      String[] all = new String[options.length + 2];
      all[0] = "run";
      all[1] = spec;
      System.arraycopy(options, 0, all, 2, options.length);
      Terminal result = Terminal.run(all);
      assertEquals(ExitStatus.USAGE, result.status(), String.join(" ", options) + ": " + result.err());
    }
  }

  @Test
  void entriesAreRunOneAfterAnotherOverTheSameStates() throws IOException {
    String file = Files.writeString(folder.resolve("mean.tulle"), Specs.ENTRIES).toString();
    for (String device : List.of("reference", "cpu")) {
      Terminal result = Terminal.run("run", file, "--device", device, "--input", "x=random:1", "--size", "B=1", "--size", "D=2",
          "--entry", "train",
          "--entry", "train", "--entry", "centre", "--show", "count_of");
      assertEquals("", result.err());
      assertTrue(result.out().contains("count_of: f32  min 2  mean 2  max 2") || result.out().contains("count_of: f32\n  2"), result.out());
      assertTrue(result.out().contains("y: f32[1, 2]  min 0  mean 0  max 0"), result.out());
    }
  }

  @Test
  void aModelWithEntriesWantsToKnowWhich() throws IOException {
    String file = Files.writeString(folder.resolve("mean.tulle"), Specs.ENTRIES).toString();
    assertTrue(Terminal.run("run", file, "--device", "reference").err().contains("say which with --entry train or --entry centre"));
    assertTrue(Terminal.run("run", file, "--device", "reference", "--entry", "x").err().contains("has no entry `x`, only train, centre"));
  }

  @Test
  void statesAreSavedAndGoneOnWithAndEntriesAreRunSeveralTimes() throws IOException {
    String file = Files.writeString(folder.resolve("mean.tulle"), Specs.ENTRIES).toString();
    for (String device : List.of("reference", "cpu")) {
      for (String ending : List.of("npz", "safetensors")) {
        String states = folder.resolve(device + "." + ending).toString();
        Terminal first = Terminal.run("run", file, "--device", device, "--input", "x=random:1", "--size", "B=1", "--size", "D=2",
            "--entry", "train", "--runs", "3", "--save-state", states);
        assertEquals("", first.err());
        assertTrue(first.out().contains("the median of 3 runs (the first took "), first.out());
        assertTrue(first.out().contains("written: " + states), first.out());
        // D is found in the file.
        Terminal second = Terminal.run("run", file, "--device", device, "--input", "x=random:1", "--size", "B=1", "--state", states,
            "--entry", "train", "--entry", "centre", "--show", "count_of");
        assertEquals("", second.err());
        assertTrue(second.out().contains("count_of: f32  min 4"), second.out());
        assertTrue(second.out().contains("y: f32[1, 2]  min 0  mean 0  max 0"), second.out());
      }
    }
  }

  @Test
  void statesThatDoNotFitAreNamed() throws IOException {
    String file = Files.writeString(folder.resolve("mean.tulle"), Specs.ENTRIES).toString();
    Path states = folder.resolve("states.npz");
    TensorFiles.writeAll(Map.of("sum_of", Tensor.of(new float[] {1, 2, 3}, 3), "count", Tensor.of(new float[] {1}, 1)), states);
    for (String device : List.of("reference", "cpu")) {
      Terminal missing = Terminal.run("run", file, "--device", device, "--entry", "train", "--input", "x=random:1", "--size", "B=1",
          "--state", states.toString());
      assertEquals(ExitStatus.USER_ERROR, missing.status());
      assertTrue(missing.err().contains("no state `count_of`; there are count, sum_of"), missing.err());
    }
    TensorFiles.writeAll(Map.of("sum_of", Tensor.of(new float[] {1, 2, 3}, 3), "count_of", Tensor.of(new float[] {1}, 1)), states);
    for (String device : List.of("reference", "cpu")) {
      Terminal wrong = Terminal.run("run", file, "--device", device, "--entry", "train", "--input", "x=random:1", "--size", "B=1",
          "--state", states.toString());
      assertEquals(ExitStatus.USER_ERROR, wrong.status());
      assertTrue(wrong.err().contains("`count_of`"), wrong.err());
    }
    Terminal none = Terminal.run("run", spec(Specs.LINEAR), "--input", "x=random:1", "--weights", "random:1", "--state", states.toString());
    assertTrue(none.err().contains("no states"), none.err());
    assertEquals(ExitStatus.USAGE, Terminal.run("run", file, "--runs", "0").status());
  }

  @Test
  void whatCannotBeWrittenIsSaidBeforeAnythingRuns() throws IOException {
    String x = data("x.npy", Tensor.of(new float[] {0, 1}, 2));
    for (String target : List.of(folder.toString(), folder.resolve("none").resolve("y.npz").toString())) {
      Terminal result = Terminal.run("run", spec(Specs.POSITIVE), "--device", "reference", "--input", "x=" + x, "--output", "y=" + target);
      assertEquals(ExitStatus.USER_ERROR, result.status());
      assertTrue(result.err().contains("cannot write " + target), result.err());
      assertEquals("", result.out());
    }
  }
}
