package dev.tulle.tornado;

import java.lang.foreign.MemorySegment;
import java.util.Optional;

/// An array of TornadoVM: its elements in the host's memory, of which each [LaunchChain] has a copy on the device. Contents are counted, so that it is known which
/// copy has the latest.
final class DeviceArray {
  private final Object array;
  private final MemorySegment elements;
  /// The number of the latest contents.
  private long latest;
  private long onHost;
  private boolean defined;
  /// Who has the latest contents if the host does not.
  private Optional<LaunchChain> writer = Optional.empty();
  private int users;

  DeviceArray(Object array, MemorySegment elements) {
    this.array = array;
    this.elements = elements;
  }

  Object array() {
    return array;
  }

  /// The host's memory.
  MemorySegment elements() {
    return elements;
  }

  long bytes() {
    return elements.byteSize();
  }

  /// The number of the latest contents.
  long latest() {
    return latest;
  }

  /// Whether the contents matter to anybody.
  boolean isDefined() {
    return defined;
  }

  /// The latest contents are in the host's memory afterwards.
  void bringToHost() {
    if (onHost == latest) return;
    writer.orElseThrow().fetch(this);
    onHost = latest;
    writer = Optional.empty();
  }

  /// The host's memory was written.
  void writtenByHost() {
    onHost = ++latest;
    writer = Optional.empty();
    defined = true;
  }

  /// A kernel wrote the copy of a chain.
  void writtenBy(LaunchChain chain) {
    latest++;
    writer = Optional.of(chain);
    defined = true;
  }

  /// Whether this chain alone has the latest contents.
  boolean isWrittenBy(LaunchChain chain) {
    return onHost != latest && writer.filter(w -> w == chain).isPresent();
  }

  /// The contents do not matter any more.
  void forget() {
    onHost = latest;
    writer = Optional.empty();
    defined = false;
  }

  /// Another memory of the device is this array.
  void use() {
    users++;
  }

  /// @return whether no memory is this array any more
  boolean leave() {
    return --users == 0;
  }

  boolean isUsed() {
    return users > 0;
  }
}
