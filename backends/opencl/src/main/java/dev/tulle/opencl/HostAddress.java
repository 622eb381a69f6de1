package dev.tulle.opencl;

import java.lang.foreign.MemorySegment;
import org.bytedeco.javacpp.Pointer;

/// Native memory as an argument of a call; keeps it alive as long as itself.
final class HostAddress extends Pointer {
  private final MemorySegment memory;

  HostAddress(MemorySegment memory) {
    super((Pointer) null);
    this.memory = memory;
    address = memory.address();
  }

  MemorySegment memory() {
    return memory;
  }
}
