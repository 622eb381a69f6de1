package dev.tulle.perf.peer;

import static dev.tulle.perf.peer.NativeLibrary.FLOAT;
import static dev.tulle.perf.peer.NativeLibrary.INT;
import static dev.tulle.perf.peer.NativeLibrary.POINTER;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/// Intel's MKL: dense products, and sparse ones by its inspector and executor.
public final class Mkl {
  private static final int PLAIN = 10;
  private static final int GENERAL = 20;
  private static final int ROW_MAJOR = 101;
  private static final int MANY_CALLS = 1000;
  private static final int INTEL_THREADS = 0;
  private static final MemoryLayout DESCRIPTION = MemoryLayout.structLayout(INT, INT, INT);

  private final NativeLibrary library;

  private Mkl(NativeLibrary library) {
    this.library = library;
  }

  public static Mkl open(int threads) throws Unavailable {
    NativeLibrary library = NativeLibrary.open(PeerJar.MKL.unpacked().resolve("libmkl_rt.so.2"));
    try {
      int _ = (int) library.function("MKL_Set_Threading_Layer", INT, INT).invokeExact(INTEL_THREADS);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
    NativeLibrary.call(library.procedure("MKL_Set_Num_Threads", INT), threads);
    return new Mkl(library);
  }

  public DenseLibrary dense() {
    return Blas.of(name(), library);
  }

  public String name() {
    return "MKL 2025.3";
  }

  /// A matrix in MKL's own form, inspected for products with `columns` columns. The memory of the parts must live as long.
  ///
  /// @param offsets `rows + 1` numbers: where each row begins
  public Sparse sparse(int rows, int inner, int columns, MemorySegment offsets, MemorySegment indices, MemorySegment values) {
    MemorySegment holder = Arena.global().allocate(ValueLayout.ADDRESS);
    NativeLibrary.check(
        library.function("mkl_sparse_s_create_csr", INT, POINTER, INT, INT, INT, POINTER, POINTER, POINTER, POINTER), holder, 0, rows,
        inner,
        offsets, offsets.asSlice(Integer.BYTES), indices, values);
    MemorySegment handle = holder.get(ValueLayout.ADDRESS, 0);
    MemorySegment description = Arena.global().allocate(DESCRIPTION);
    description.set(ValueLayout.JAVA_INT, 0, GENERAL);
    if (columns == 1) {
      NativeLibrary.check(
          library.function("mkl_sparse_set_mv_hint", INT, POINTER, INT, DESCRIPTION, INT), handle, PLAIN, description, MANY_CALLS);
    } else {
      NativeLibrary.check(
          library.function("mkl_sparse_set_mm_hint", INT, POINTER, INT, DESCRIPTION, INT, INT, INT), handle, PLAIN, description, ROW_MAJOR,
          columns, MANY_CALLS);
    }
    NativeLibrary.check(library.function("mkl_sparse_optimize", INT, POINTER), handle);
    return new Sparse(library, handle, description, columns);
  }

  /// A sparse matrix as MKL keeps it.
  public static final class Sparse {
    private final MethodHandle matrixMatrix;
    private final MethodHandle matrixVector;
    private final MemorySegment handle;
    private final MemorySegment description;
    private final int columns;

    private Sparse(NativeLibrary library, MemorySegment handle, MemorySegment description, int columns) {
      this.handle = handle;
      this.description = description;
      this.columns = columns;
      matrixMatrix = library.function(
          "mkl_sparse_s_mm", INT, INT, FLOAT, POINTER, DESCRIPTION, INT, POINTER, INT, INT, FLOAT, POINTER, INT);
      matrixVector = library.function("mkl_sparse_s_mv", INT, INT, FLOAT, POINTER, DESCRIPTION, POINTER, FLOAT, POINTER);
    }

    /// `c = this · b`, both stored row by row.
    public void multiply(MemorySegment b, MemorySegment c) {
      try {
        int status = columns == 1 ? (int) matrixVector.invokeExact(PLAIN, 1f, handle, description, b, 0f, c)
            : (int) matrixMatrix.invokeExact(PLAIN, 1f, handle, description, ROW_MAJOR, b, columns, columns, 0f, c, columns);
        if (status != 0) throw new IllegalStateException("MKL reports status " + status);
      } catch (RuntimeException | Error e) {
        throw e;
      } catch (Throwable e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
