package dev.tulle.tornado;

import dev.tulle.kernel.device.DeviceException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.Predicate;

/// The arrays of a device. One that nobody uses is given to the next who wants as many bytes, in the order in which they came back: so a run with the sizes of
/// the last one gets the same arrays, and finds the task graphs over them.
final class ArrayPool {
  private final TornadoApi api;
  private final Map<Integer, Deque<DeviceArray>> free = new HashMap<>();
  /// The application's own, which are nobody else's.
  private final Map<Object, DeviceArray> applications = new IdentityHashMap<>();

  ArrayPool(TornadoApi api) {
    this.api = api;
  }

  /// An array of at least this many bytes, whose contents do not matter.
  ///
  /// @throws OutOfMemoryError if there is no room, or no array so long
  DeviceArray take(long bytes) {
    long count = Math.max(1, Math.ceilDiv(bytes, Long.BYTES));
    if (count > Integer.MAX_VALUE - 8) throw new OutOfMemoryError("no array of TornadoVM has room for " + bytes + " bytes");
    Deque<DeviceArray> same = free.get((int) count);
    DeviceArray array = same == null || same.isEmpty() ? create((int) count) : same.removeFirst();
    array.use();
    return array;
  }

  private DeviceArray create(int count) {
    Object array = api.newArray(count);
    return new DeviceArray(array, api.elements(array));
  }

  /// The application's own array.
  DeviceArray take(Object array, MemorySegment elements) {
    DeviceArray taken = applications.computeIfAbsent(array, _ -> new DeviceArray(array, elements));
    if (taken.bytes() != elements.byteSize()) throw new DeviceException("an array of TornadoVM has become another while it was in use");
    taken.use();
    return taken;
  }

  void giveBack(DeviceArray array) {
    if (!array.leave()) return;
    array.forget();
    if (!applications.containsKey(array.array()))
      free.computeIfAbsent((int) (array.bytes() / Long.BYTES), _ -> new ArrayDeque<>()).add(array);
  }

  /// Leaves to the garbage collector what nobody uses.
  ///
  /// @param wanted those that are kept nevertheless
  void shrink(Predicate<DeviceArray> wanted) {
    free.values().forEach(list -> list.removeIf(a -> !wanted.test(a)));
    free.values().removeIf(Deque::isEmpty);
    applications.values().removeIf(a -> !a.isUsed() && !wanted.test(a));
  }
}
