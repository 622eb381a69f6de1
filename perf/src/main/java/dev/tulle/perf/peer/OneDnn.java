package dev.tulle.perf.peer;

import static dev.tulle.perf.peer.NativeLibrary.FLOAT;
import static dev.tulle.perf.peer.NativeLibrary.INT;
import static dev.tulle.perf.peer.NativeLibrary.LONG;
import static dev.tulle.perf.peer.NativeLibrary.POINTER;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/// oneDNN's matrix product.
public final class OneDnn implements DenseLibrary {
  private static final byte PLAIN = 'N';
  private static final byte TRANSPOSED = 'T';

  private final MethodHandle product;

  private OneDnn(NativeLibrary library) {
    ValueLayout.OfByte letter = ValueLayout.JAVA_BYTE;
    product = library.function(
        "dnnl_sgemm", INT, letter, letter, LONG, LONG, LONG, FLOAT, POINTER, LONG, POINTER, LONG, FLOAT, POINTER, LONG);
  }

  public static DenseLibrary open(int threads) throws Unavailable {
    Path folder = PeerJar.ONEDNN.unpacked();
    NativeLibrary openMp = NativeLibrary.open(folder.resolve("libgomp.so.1"));
    NativeLibrary.call(openMp.procedure("omp_set_num_threads", INT), threads);
    return new OneDnn(NativeLibrary.open(folder.resolve("libdnnl.so.3")));
  }

  @Override
  public String name() {
    return "oneDNN 3.11";
  }

  @Override
  public void multiply(MemorySegment a, MemorySegment b, boolean transposed, MemorySegment c, int rows, int columns, int inner) {
    long across = transposed ? inner : columns;
    try {
      int status = (int) product.invokeExact(
          PLAIN, transposed ? TRANSPOSED : PLAIN, (long) rows, (long) columns, (long) inner, 1f, a, (long) inner, b, across, 0f, c,
          (long) columns);
      if (status != 0) throw new IllegalStateException("oneDNN reports status " + status);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
