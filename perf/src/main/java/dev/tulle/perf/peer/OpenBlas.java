package dev.tulle.perf.peer;

/// OpenBLAS.
public final class OpenBlas {
  private OpenBlas() {}

  public static DenseLibrary open(int threads) throws Unavailable {
    NativeLibrary library = NativeLibrary.open(PeerJar.OPENBLAS.unpacked().resolve("libopenblas.so.0"));
    NativeLibrary.call(library.procedure("openblas_set_num_threads", NativeLibrary.INT), threads);
    return Blas.of("OpenBLAS 0.3.31", library);
  }
}
