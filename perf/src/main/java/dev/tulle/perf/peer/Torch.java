package dev.tulle.perf.peer;

import static dev.tulle.perf.peer.NativeLibrary.DOUBLE;
import static dev.tulle.perf.peer.NativeLibrary.INT;
import static dev.tulle.perf.peer.NativeLibrary.LONG;
import static dev.tulle.perf.peer.NativeLibrary.POINTER;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/// libtorch, through the C functions that compiled PyTorch models call. Every tensor is a handle that whoever made it deletes.
public final class Torch {
  private static final int CPU = 0;

  private final NativeLibrary library;
  private final MethodHandle create;
  private final MethodHandle copyHandle;
  private final MethodHandle delete;
  private final MethodHandle address;
  private final MethodHandle strides;
  private final MethodHandle dispatch;
  private final MethodHandle attention;
  private final int floats;
  private final int longs;

  private Torch(NativeLibrary library) {
    this.library = library;
    create = library.function(
        "aoti_torch_create_tensor_from_blob", INT, POINTER, LONG, POINTER, POINTER, LONG, INT, INT, INT, POINTER);
    copyHandle = library.function("aoti_torch_new_tensor_handle", INT, LONG, POINTER);
    delete = library.function("aoti_torch_delete_tensor_object", INT, LONG);
    address = library.function("aoti_torch_get_data_ptr", INT, LONG, POINTER);
    strides = library.function("aoti_torch_get_strides", INT, LONG, POINTER);
    dispatch = library.function("aoti_torch_call_dispatcher", INT, POINTER, POINTER, POINTER);
    attention = library.function(
        "aoti_torch_cpu__scaled_dot_product_flash_attention_for_cpu", INT, LONG, LONG, LONG, DOUBLE, INT, POINTER, POINTER, POINTER,
        POINTER);
    floats = number("aoti_torch_dtype_float32");
    longs = number("aoti_torch_dtype_int64");
  }

  public static Torch open(int threads) throws Unavailable {
    Path folder = PeerJar.LIBTORCH.unpacked();
    NativeLibrary library = NativeLibrary.open(folder.resolve("libtorch_cpu.so"));
    NativeLibrary.call(library.procedure("_ZN2at15set_num_threadsEi", INT), threads);
    NativeLibrary.call(library.procedure("aoti_torch_grad_mode_set_enabled", ValueLayout.JAVA_BOOLEAN), false);
    return new Torch(library);
  }

  public String name() {
    return "libtorch 2.7.1";
  }

  private int number(String function) {
    try {
      return (int) library.function(function, INT).invokeExact();
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /// A tensor that shares the memory.
  public long floats(MemorySegment data, long... shape) {
    return tensor(data, floats, shape, strides(shape));
  }

  /// The transpose of a matrix: `data` holds `rows` rows, the tensor has as many columns.
  public long transposed(MemorySegment data, long rows, long columns) {
    return tensor(data, floats, new long[] {columns, rows}, new long[] {1, columns});
  }

  public long longs(MemorySegment data, long... shape) {
    return tensor(data, longs, shape, strides(shape));
  }

  private static long[] strides(long[] shape) {
    long[] strides = new long[shape.length];
    long next = 1;
    for (int i = shape.length - 1; i >= 0; i--) {
      strides[i] = next;
      next *= shape[i];
    }
    return strides;
  }

  private long tensor(MemorySegment data, int type, long[] shape, long[] strides) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment made = arena.allocate(ValueLayout.JAVA_LONG);
      int status = (int) create.invokeExact(
          data, (long) shape.length, arena.allocateFrom(ValueLayout.JAVA_LONG, shape), arena.allocateFrom(ValueLayout.JAVA_LONG, strides),
          0L,
          type, CPU, 0, made);
      return result(status, made);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private static long result(int status, MemorySegment made) {
    check(status);
    return made.get(ValueLayout.JAVA_LONG, 0);
  }

  private static void check(int status) {
    if (status != 0) throw new IllegalStateException("libtorch reports status " + status);
  }

  public void delete(long tensor) {
    try {
      check((int) delete.invokeExact(tensor));
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /// The `bytes` that a tensor begins with, while it lives.
  @SuppressWarnings("restricted") // the memory is libtorch's
  public MemorySegment data(long tensor, long bytes) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment made = arena.allocate(ValueLayout.JAVA_LONG);
      return MemorySegment.ofAddress(result((int) address.invokeExact(tensor, made), made)).reinterpret(bytes);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /// A copy of a tensor's elements, in the order of its axes.
  @SuppressWarnings("restricted") // the memory is libtorch's
  public void copyTo(MemorySegment target, long tensor, long... shape) {
    MemorySegment data = data(tensor, target.byteSize());
    MemorySegment steps;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment made = arena.allocate(ValueLayout.ADDRESS);
      check((int) strides.invokeExact(tensor, made));
      steps = made.get(ValueLayout.ADDRESS, 0).reinterpret((long) shape.length * Long.BYTES);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
    long count = target.byteSize() / Float.BYTES;
    for (long at = 0; at < count; at++) {
      long from = 0;
      long rest = at;
      for (int axis = shape.length - 1; axis >= 0; axis--) {
        from += rest % shape[axis] * steps.getAtIndex(ValueLayout.JAVA_LONG, axis);
        rest /= shape[axis];
      }
      target.setAtIndex(ValueLayout.JAVA_FLOAT, at, data.getAtIndex(ValueLayout.JAVA_FLOAT, from));
    }
  }

  /// An operator with one result, of tensors and nothing else.
  ///
  /// @param operator such as `aten::mul.Tensor`
  public long apply(String operator, long... tensors) {
    boolean[] isTensor = new boolean[tensors.length];
    Arrays.fill(isTensor, true);
    return apply(operator, isTensor, tensors);
  }

  /// The rows of a matrix that a vector of whole numbers lists.
  public long rows(long matrix, long list) {
    return apply("aten::index_select", new boolean[] {true, false, true}, matrix, 0, list);
  }

  private long apply(String operator, boolean[] isTensor, long... arguments) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment stack = arena.allocate(ValueLayout.JAVA_LONG, Math.max(1, arguments.length));
      for (int i = 0; i < arguments.length; i++) {
        // The dispatcher deletes the handles that it is given.
        stack.setAtIndex(ValueLayout.JAVA_LONG, i, isTensor[i] ? another(arena, arguments[i]) : arguments[i]);
      }
      int dot = operator.indexOf('.');
      String overload = dot < 0 ? "" : operator.substring(dot + 1);
      String name = dot < 0 ? operator : operator.substring(0, dot);
      int status = (int) dispatch.invokeExact(arena.allocateFrom(name), arena.allocateFrom(overload), stack);
      return result(status, stack);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private long another(Arena arena, long tensor) throws Throwable {
    MemorySegment made = arena.allocate(ValueLayout.JAVA_LONG);
    return result((int) copyHandle.invokeExact(tensor, made), made);
  }

  /// What `scaled_dot_product_attention` runs on a CPU: its fused kernel.
  ///
  /// @param q as `k` and `v`: `f32[1, heads, positions, width]`
  /// @param mask `f32[1, 1, positions, positions]`, added to the scores
  public long attention(long q, long k, long v, Optional<Long> mask, boolean causal) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment made = arena.allocate(ValueLayout.JAVA_LONG);
      MemorySegment statistics = arena.allocate(ValueLayout.JAVA_LONG);
      MemorySegment added = mask.map(m -> arena.allocateFrom(ValueLayout.JAVA_LONG, m)).orElse(MemorySegment.NULL);
      int status = (int) attention.invokeExact(q, k, v, 0.0, causal ? 1 : 0, added, MemorySegment.NULL, made, statistics);
      long output = result(status, made);
      delete(statistics.get(ValueLayout.JAVA_LONG, 0));
      return output;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
