package dev.tulle.runtime.session;

import dev.tulle.kernel.device.Device;
import dev.tulle.kernel.device.Device.DeviceMemory;
import dev.tulle.runtime.TulleException;
import dev.tulle.runtime.TulleException.Code;
import dev.tulle.runtime.tensor.Tensor;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The device memory of a session, by buffer name.
final class Memories implements AutoCloseable {
  /// The workers of a device are other threads than the caller's.
  private static final Thread SOMEBODY_ELSE = Thread.ofVirtual().unstarted(() -> {});

  private final Device device;
  /// What is kept, for all programs; its own memory for that itself.
  private final Optional<Memories> kept;
  private final Map<String, DeviceMemory> memories = new HashMap<>();
  /// What wrapped memory belongs to: kept alive as long as the device may read it.
  private final Map<String, Tensor> owners = new HashMap<>();

  Memories(Device device) {
    this.device = device;
    this.kept = Optional.empty();
  }

  /// Memory for one program beside what all share.
  Memories(Device device, Memories kept) {
    this.device = device;
    this.kept = Optional.of(kept);
  }

  DeviceMemory get(String name) {
    return holder(name).memories.get(name);
  }

  private Memories holder(String name) {
    return kept.filter(_ -> !memories.containsKey(name)).orElse(this);
  }

  boolean has(String name) {
    return memories.containsKey(name);
  }

  /// Two buffers of one size exchange what they hold.
  void swap(String first, String second) {
    Map<String, DeviceMemory> held = holder(first).memories;
    DeviceMemory memory = held.get(first);
    held.put(first, held.get(second));
    held.put(second, memory);
  }

  /// Other memory with these contents takes the place of what is there.
  Exchange exchange(Map<String, Tensor> contents) {
    Exchange exchange = new Exchange(new HashMap<>());
    try {
      contents.forEach((name, tensor) -> {
        DeviceMemory memory = device.allocate(tensor.data().byteSize());
        exchange.replaced.put(name, memories.put(name, memory));
        memory.write(0, tensor.data());
      });
    } catch (RuntimeException | Error e) {
      exchange.undo();
      throw e;
    }
    return exchange;
  }

  /// What was replaced, until it is clear that it may go.
  final class Exchange {
    private final Map<String, DeviceMemory> replaced;

    private Exchange(Map<String, DeviceMemory> replaced) {
      this.replaced = replaced;
    }

    /// What was there is there again.
    void undo() {
      replaced.forEach((name, memory) -> memories.put(name, memory).close());
    }

    /// It may go.
    void release() {
      replaced.values().forEach(DeviceMemory::close);
    }
  }

  /// Memory of exactly this size: what is there already, if it fits.
  void allocate(String name, long bytes) {
    DeviceMemory present = memories.get(name);
    if (present != null && present.bytes() == bytes) return;
    release(name);
    memories.put(name, device.allocate(bytes));
  }

  /// The memory of a tensor, copied only where the device must.
  void wrap(String name, Tensor tensor) {
    release(name);
    Tensor shared = tensor.data().isAccessibleBy(SOMEBODY_ELSE) ? tensor : copy(tensor);
    memories.put(name, device.wrap(shared.data()));
    owners.put(name, shared);
  }

  private static Tensor copy(Tensor tensor) {
    Tensor copy = Tensor.zeros(tensor.type(), tensor.shape());
    copy.data().copyFrom(tensor.data());
    return copy;
  }

  /// @throws TulleException `STATE` if a caller freed memory that the session still reads
  void checkOwners() {
    owners.forEach((name, tensor) -> checkAlive(name, tensor));
  }

  /// @throws TulleException `STATE` if the memory was freed
  static void checkAlive(String name, Tensor tensor) {
    if (tensor.data().scope().isAlive()) return;
    throw new TulleException(Code.STATE, "the memory of `" + name + "` was freed by its owner, but is still needed");
  }

  private void release(String name) {
    DeviceMemory memory = memories.remove(name);
    if (memory != null) memory.close();
    owners.remove(name);
  }

  void release(Collection<String> names) {
    names.forEach(this::release);
  }

  @Override
  public void close() {
    memories.values().forEach(DeviceMemory::close);
    memories.clear();
    owners.clear();
  }
}
