package dev.tulle.cuda;

import static org.bytedeco.cuda.global.cudart.*;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/// Memory that was given back, for the next one who wants as much: the driver waits for the GPU when it frees, so a run like the one before
/// must neither allocate nor free. Everything happens in the order of one stream, so whoever gets a block comes after whoever had it.
final class MemoryPool {
  /// Blocks are multiples of this: small buffers of different sizes share them.
  private static final long STEP = 512;

  private final long most;
  private final Map<Long, Deque<Long>> blocks = new HashMap<>();
  private long held;

  /// @param most bytes that are kept; what comes back beyond that is freed
  MemoryPool(long most) {
    this.most = most;
  }

  /// The driver's status; 0 with the address in `address[0]`.
  int allocate(long[] address, long bytes) {
    long size = size(bytes);
    Deque<Long> same = blocks.get(size);
    if (same != null && !same.isEmpty()) {
      address[0] = same.pop();
      held -= size;
      return 0;
    }
    int status = cuMemAlloc(address, size);
    if (status != CUDA_ERROR_OUT_OF_MEMORY || held == 0) return status;
    release();
    return cuMemAlloc(address, size);
  }

  /// @param bytes as they were asked for
  void giveBack(long address, long bytes) {
    long size = size(bytes);
    if (held + size > most) {
      cuMemFree(address);
      return;
    }
    held += size;
    blocks.computeIfAbsent(size, _ -> new ArrayDeque<>()).push(address);
  }

  /// Frees what nobody uses.
  void release() {
    blocks.values().forEach(same -> same.forEach(address -> cuMemFree(address)));
    blocks.clear();
    held = 0;
  }

  private static long size(long bytes) {
    return bytes > Long.MAX_VALUE - STEP ? bytes : Math.ceilDiv(Math.max(bytes, 1), STEP) * STEP;
  }
}
