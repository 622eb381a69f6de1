package dev.tulle.tornado;

import java.lang.foreign.MemorySegment;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// An application's own arrays of TornadoVM (`FloatArray`, `IntArray`, `HalfFloatArray` …) as the memory of inputs and outputs:
///
///     Tensor x = Tensor.wrap(TornadoArrays.memory(floats), ElementType.F32, 8, 300, 64);
///
/// As an input of a session on a TornadoVM device the array itself is handed to the task graphs, and nothing is copied on the host: a run over the same arrays as
/// an earlier one uses its graphs again, a run over others makes new ones. As an output
/// (`Call.into("y", …)`) the array's elements are written when the run is over; if they are on a device, the application transfers them again.
public final class TornadoArrays {
  /// By the address of the first element.
  private static final Map<Long, WeakReference<Object>> KNOWN = new ConcurrentHashMap<>();

  private TornadoArrays() {}

  /// The elements of an array in the host's memory; it lives as long as the array.
  ///
  /// @param array one of TornadoVM's arrays
  /// @throws IllegalArgumentException for any other object
  public static MemorySegment memory(Object array) {
    MemorySegment memory = elements(array)
        .orElseThrow(() -> new IllegalArgumentException(array.getClass().getName() + " is not an array of TornadoVM"));
    KNOWN.values().removeIf(r -> r.get() == null);
    KNOWN.put(memory.address(), new WeakReference<>(array));
    return memory;
  }

  private static Optional<MemorySegment> elements(Object array) {
    Class<?> parent = array.getClass().getSuperclass();
    if (parent == null || !parent.getSimpleName().equals("TornadoNativeArray")) return Optional.empty();
    try {
      return Optional.of((MemorySegment) array.getClass().getMethod("getSegment").invoke(array));
    } catch (ReflectiveOperationException other) {
      return Optional.empty();
    }
  }

  /// The array that has exactly this memory.
  static Optional<Object> find(MemorySegment memory) {
    if (!memory.isNative()) return Optional.empty();
    return Optional.ofNullable(KNOWN.get(memory.address()))
        .<Object> map(WeakReference::get)
        .filter(a -> elements(a).filter(m -> m.address() == memory.address() && m.byteSize() == memory.byteSize()).isPresent());
  }
}
