package dev.tulle.kernel.interpret;

import dev.tulle.kernel.CompilerBug;
import dev.tulle.kernel.device.Device;
import dev.tulle.kernel.device.DeviceInfo;
import dev.tulle.kernel.device.KernelCode;
import dev.tulle.kernel.text.KernelParser;
import dev.tulle.kernel.text.KernelTextException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/// Runs each launch at once, on the caller's thread. New memory is filled with ones: a float read before it was written is a NaN.
final class InterpreterDevice implements Device {
  private final DeviceInfo info;
  private final OptionalLong raceSeed;

  InterpreterDevice(DeviceInfo info, OptionalLong raceSeed) {
    this.info = info;
    this.raceSeed = raceSeed;
  }

  @Override
  public DeviceInfo info() {
    return info;
  }

  @Override
  public DeviceMemory allocate(long bytes) {
    Arena arena = Arena.ofShared();
    Bytes memory = new Bytes(arena.allocate(Math.max(bytes, 1), 64).asSlice(0, bytes), arena);
    memory.fill((byte) -1);
    return memory;
  }

  @Override
  public DeviceMemory wrap(MemorySegment bytes) {
    return new Bytes(bytes, null);
  }

  @Override
  public LoadedCode load(List<KernelCode> code) {
    Map<String, Interpreter> kernels = new HashMap<>();
    for (KernelCode c : code) {
      try {
        kernels.put(c.kernel(), new Interpreter(KernelParser.parse(new String(c.binary(), StandardCharsets.US_ASCII))));
      } catch (KernelTextException | CompilerBug refused) {
        throw new SecurityException("kernel " + c.kernel() + " is not one: " + refused.getMessage(), refused);
      }
    }
    return new Loaded(kernels);
  }

  @Override
  public void close() {}

  /// @param arena null where the memory is the caller's
  private record Bytes(MemorySegment segment, Arena arena) implements DeviceMemory {
    @Override
    public long bytes() {
      return segment.byteSize();
    }

    @Override
    public void write(long offset, MemorySegment from) {
      MemorySegment.copy(from, 0, segment, offset, from.byteSize());
    }

    @Override
    public void read(long offset, MemorySegment to) {
      MemorySegment.copy(segment, offset, to, 0, to.byteSize());
    }

    @Override
    public void fill(byte value) {
      segment.fill(value);
    }

    @Override
    public void close() {
      if (arena != null) arena.close();
    }
  }

  private final class Loaded implements LoadedCode {
    private final Map<String, Interpreter> kernels;

    private Loaded(Map<String, Interpreter> kernels) {
      this.kernels = kernels;
    }

    @Override
    public void launch(String kernel, long[] grid, long[] sizes, DeviceMemory[] buffers, DeviceMemory status) {
      Interpreter interpreter = kernels.get(kernel);
      if (interpreter == null) throw new CompilerBug("no kernel " + kernel + " is loaded");
      if (!Arrays.equals(grid, interpreter.grid(sizes))) {
        throw new CompilerBug(
            "kernel " + kernel + " has grid " + Arrays.toString(interpreter.grid(sizes)) + ", not " + Arrays.toString(grid));
      }
      List<MemorySegment> segments = Arrays.stream(buffers).map(b -> ((Bytes) b).segment()).toList();
      MemorySegment words = ((Bytes) status).segment();
      if (raceSeed.isPresent()) interpreter.race(raceSeed.getAsLong(), sizes, segments, words);
      else interpreter.run(sizes, segments, words);
    }

    @Override
    public void close() {}
  }
}
