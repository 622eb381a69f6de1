package dev.tulle.kernel.device;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.OptionalLong;

/// An open device: memory and loaded code. Not safe for several threads at once.
public interface Device extends AutoCloseable {
  DeviceInfo info();

  /// Memory for `bytes` bytes, 64-byte aligned, contents undefined. A device that has no room throws [OutOfMemoryError] with the size in
  /// its message.
  DeviceMemory allocate(long bytes);

  /// Memory over the caller's own bytes without a copy, where the device can (off-heap, 64-byte aligned, alive until closed); otherwise a
  /// copy.
  DeviceMemory wrap(MemorySegment bytes);

  /// Loads the code of one plan; the names are those of the kernels. The code has been checked by the caller as far as it can be without
  /// knowing the backend; the device checks the rest and throws [SecurityException] for what it will not run.
  LoadedCode load(List<KernelCode> code);

  @Override
  void close();

  /// Memory of a device.
  interface DeviceMemory extends AutoCloseable {
    long bytes();

    void write(long offset, MemorySegment from);

    void read(long offset, MemorySegment to);

    void fill(byte value);

    @Override
    void close();
  }

  /// Loaded kernels.
  interface LoadedCode extends AutoCloseable {
    /// Runs a kernel over its grid and returns when it is queued (a later `read` waits). The arguments are in the order of the kernel's
    /// parameters.
    ///
    /// @param grid extent of each grid axis; nothing runs if one is 0
    /// @param status one 64-bit word for each fail site: `position << 32 | value & 0xffffffff`, signed minimum wins; the caller fills it
    /// with `Long.MAX_VALUE`,     which means that nothing failed
    void launch(String kernel, long[] grid, long[] sizes, DeviceMemory[] buffers, DeviceMemory status);

    /// Nanoseconds by the device's own clock from the start of the first kernel that was launched since the last call to the end of the
    /// last one; waits for it. Empty for a device without such a clock.
    default OptionalLong kernelTime() {
      return OptionalLong.empty();
    }

    @Override
    void close();
  }
}
