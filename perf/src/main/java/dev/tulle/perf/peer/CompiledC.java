package dev.tulle.perf.peer;

import static dev.tulle.perf.peer.NativeLibrary.INT;
import static dev.tulle.perf.peer.NativeLibrary.POINTER;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/// A plain loop over a sparse matrix in C, compiled on this machine for this machine: what a careful programmer gets without a library.
public final class CompiledC {
  private final MethodHandle product;
  private final int threads;

  private CompiledC(NativeLibrary library, int threads) {
    product = library.procedure("csr_times_dense", INT, INT, POINTER, POINTER, POINTER, POINTER, POINTER, INT);
    this.threads = threads;
  }

  public static CompiledC open(int threads) throws Unavailable {
    try {
      Path folder = Files.createTempDirectory("tulle-perf");
      Path source = folder.resolve("csr.c");
      Path library = folder.resolve("csr.so");
      try (InputStream in = Objects.requireNonNull(CompiledC.class.getResourceAsStream("csr.c"))) {
        Files.copy(in, source);
      }
      compile(source, library);
      CompiledC result = new CompiledC(NativeLibrary.open(library), threads);
      for (Path file : new Path[] {source, library, folder}) Files.delete(file); // what is loaded stays loaded
      return result;
    } catch (IOException e) {
      throw new Unavailable("gcc cannot be run: " + e.getMessage());
    }
  }

  private static void compile(Path source, Path library) throws IOException, Unavailable {
    Process gcc = new ProcessBuilder(
        "gcc", "-O3", "-march=native", "-ffast-math", "-fopenmp", "-shared", "-fPIC", "-o", library.toString(), source.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(gcc.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (gcc.waitFor() != 0) throw new Unavailable("gcc failed: " + said.lines().findFirst().orElse("it says nothing"));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unavailable("interrupted while gcc ran");
    }
  }

  public String name() {
    return "C, gcc -O3";
  }

  /// `c = csr · b`, both stored row by row, with `columns` columns.
  public void multiply(
      int rows, int columns, MemorySegment offsets, MemorySegment indices, MemorySegment values, MemorySegment b, MemorySegment c) {
    try {
      product.invokeExact(rows, columns, offsets, indices, values, b, c, threads);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
