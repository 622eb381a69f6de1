package dev.tulle.tornado;

import java.util.ArrayList;
import java.util.List;

/// A launch that waits for somebody to want its result.
///
/// @param sizes as the kernel takes them: `Integer`s and `Long`s
/// @param arrays of the buffers and, last, of the status words
record PendingLaunch(KernelFile kernel, LaunchShape shape, List<Number> sizes, List<DeviceArray> arrays) {
  /// What the task is given, in the order of its parameters.
  List<Object> arguments() {
    List<Object> all = new ArrayList<>(sizes);
    arrays.forEach(a -> all.add(a.array()));
    return all;
  }

  /// What it does with each of them. What is written is read, too: a kernel may leave a part of it as it is.
  List<TornadoApi.Access> accesses() {
    List<TornadoApi.Access> all = new ArrayList<>();
    sizes.forEach(_ -> all.add(TornadoApi.Access.NONE));
    for (int i = 0; i < arrays.size(); i++) all.add(writes(i) ? TornadoApi.Access.READ_WRITE : TornadoApi.Access.READ_ONLY);
    return all;
  }

  List<DeviceArray> written() {
    List<DeviceArray> all = new ArrayList<>();
    for (int i = 0; i < arrays.size(); i++) if (writes(i)) all.add(arrays.get(i));
    return all;
  }

  private boolean writes(int place) {
    List<Boolean> written = kernel.card().written();
    return place == written.size() || written.get(place);
  }
}
