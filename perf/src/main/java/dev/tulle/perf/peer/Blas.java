package dev.tulle.perf.peer;

import static dev.tulle.perf.peer.NativeLibrary.FLOAT;
import static dev.tulle.perf.peer.NativeLibrary.INT;
import static dev.tulle.perf.peer.NativeLibrary.POINTER;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// The C interface of BLAS, which several libraries have.
final class Blas implements DenseLibrary {
  private static final int ROW_MAJOR = 101;
  private static final int PLAIN = 111;
  private static final int TRANSPOSED = 112;

  private final String name;
  private final MethodHandle matrixMatrix;
  private final MethodHandle matrixVector;

  private Blas(String name, NativeLibrary library) {
    this.name = name;
    matrixMatrix = library.procedure(
        "cblas_sgemm", INT, INT, INT, INT, INT, INT, FLOAT, POINTER, INT, POINTER, INT, FLOAT, POINTER, INT);
    matrixVector = library.procedure("cblas_sgemv", INT, INT, INT, INT, FLOAT, POINTER, INT, POINTER, INT, FLOAT, POINTER, INT);
  }

  static Blas of(String name, NativeLibrary library) {
    return new Blas(name, library);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void multiply(MemorySegment a, MemorySegment b, boolean transposed, MemorySegment c, int rows, int columns, int inner) {
    if (columns == 1) {
      multiplyVector(a, PLAIN, rows, inner, b, c);
    } else if (rows == 1) {
      if (transposed) multiplyVector(b, PLAIN, columns, inner, a, c);
      else multiplyVector(b, TRANSPOSED, inner, columns, a, c);
    } else {
      try {
        matrixMatrix.invokeExact(
            ROW_MAJOR, PLAIN, transposed ? TRANSPOSED : PLAIN, rows, columns, inner, 1f, a, inner, b, transposed ? inner : columns, 0f, c,
            columns);
      } catch (Throwable e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private void multiplyVector(MemorySegment matrix, int how, int rows, int columns, MemorySegment x, MemorySegment y) {
    try {
      matrixVector.invokeExact(ROW_MAJOR, how, rows, columns, 1f, matrix, columns, x, 1, 0f, y, 1);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
