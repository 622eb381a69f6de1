package dev.tulle.cuda;

import static org.bytedeco.cuda.global.cudart.*;

import dev.tulle.kernel.device.DeviceException;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.bytedeco.cuda.cudart.CUctx_st;
import org.bytedeco.cuda.cudart.CUfunc_st;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.javacpp.SizeTPointer;

/// A GPU with one stream, which does what it is given in order: copies to the GPU and launches return at once, copies from it wait. After
/// an error that leaves the GPU's memory undefined the stream is lost, and says so from then on.
final class CommandStream implements AutoCloseable {
  /// The share of the GPU's memory that may be kept for later.
  private static final int POOLED = 4;

  private final DeviceFacts facts;
  private final CUctx_st context;
  private final CUstream_st stream;
  private final CopyStage stage;
  private final KernelClock clock;
  private final MemoryPool pool;
  /// How the arguments of a launch are handed over: their block, and its size.
  private final LongPointer parameters = new LongPointer(5);
  private final SizeTPointer parameterBytes = new SizeTPointer(1);
  private final PointerPointer<?> extra = new PointerPointer<>(parameters);
  private String lastLaunch = "no kernel yet";
  private Optional<String> lost = Optional.empty();
  private boolean closed;

  private CommandStream(DeviceFacts facts, CUctx_st context, CUstream_st stream) {
    this.facts = facts;
    this.context = context;
    this.stream = stream;
    stage = new CopyStage(stream);
    clock = new KernelClock(stream);
    pool = new MemoryPool(facts.memory() / POOLED);
    parameters.put(CU_LAUNCH_PARAM_BUFFER_POINTER_AS_INT, 0, CU_LAUNCH_PARAM_BUFFER_SIZE_AS_INT, parameterBytes.address(),
        CU_LAUNCH_PARAM_END_AS_INT);
  }

  static CommandStream open(DeviceFacts facts) {
    CUctx_st context = new CUctx_st();
    DriverStatus.check(cuDevicePrimaryCtxRetain(context, facts.ordinal()), "opening " + facts.title());
    try {
      DriverStatus.check(cuCtxSetCurrent(context), "opening " + facts.title());
      CUstream_st stream = new CUstream_st();
      DriverStatus.check(cuStreamCreate(stream, CU_STREAM_NON_BLOCKING), "opening a stream on " + facts.title());
      return new CommandStream(facts, context, stream);
    } catch (DeviceException failed) {
      cuDevicePrimaryCtxRelease(facts.ordinal());
      throw failed;
    }
  }

  /// Makes this GPU the one that calls of this thread are for.
  ///
  /// @throws DeviceException if the GPU was lost before
  /// @throws IllegalStateException after [#close]
  void enter() {
    if (closed) throw new IllegalStateException("the CUDA device is used after it was closed");
    lost.ifPresent(reason -> {
      throw new DeviceException("the CUDA device was lost, open the model again: " + reason);
    });
    DriverStatus.check(cuCtxSetCurrent(context), "entering " + facts.title());
  }

  /// The address of new memory.
  long allocate(long bytes) {
    enter();
    long[] address = new long[1];
    int status = pool.allocate(address, bytes);
    if (status == CUDA_ERROR_OUT_OF_MEMORY)
      throw new OutOfMemoryError("no room for " + bytes + " bytes on " + facts.title() + ": " + free() + " are free");
    check(status, "allocating " + bytes + " bytes");
    return address[0];
  }

  private String free() {
    try (SizeTPointer free = new SizeTPointer(1);
        SizeTPointer total = new SizeTPointer(1)) {
      return cuMemGetInfo(free, total) == 0 ? free.get() + " of " + total.get() + " bytes" : "too few";
    }
  }

  /// @param bytes as they were asked for
  void release(long address, long bytes) {
    if (closed || lost.isPresent()) return;
    cuCtxSetCurrent(context);
    pool.giveBack(address, bytes);
  }

  /// Returns when the bytes have been taken, not when they have arrived.
  void write(long address, MemorySegment from) {
    enter();
    check(stage.write(address, from), "writing " + from.byteSize() + " bytes");
  }

  void read(long address, MemorySegment to) {
    enter();
    check(stage.read(address, to), "reading " + to.byteSize() + " bytes");
  }

  void fill(long address, long bytes, byte value) {
    if (bytes == 0) return;
    enter();
    check(cuMemsetD8Async(address, value, bytes, stream), "filling " + bytes + " bytes");
  }

  /// @param arguments the block that [PackArguments] fills
  /// @param what the kernel and its sizes, for messages
  void launch(CUfunc_st function, LaunchShape shape, MemorySegment arguments, String what) {
    enter();
    lastLaunch = what;
    parameters.put(1, arguments.address());
    parameterBytes.put(arguments.byteSize());
    check(clock.start(), what);
    check(cuLaunchKernel(function, shape.groups(), 1, 1, shape.threads(), 1, 1, 0, stream, (PointerPointer<?>) null,
        extra), what);
    check(clock.stop(), what);
  }

  /// Nanoseconds from the start of the first kernel since the last call to the end of the last one, by the GPU's clock; waits for it.
  long kernelTime() {
    finish();
    return clock.time();
  }

  /// Waits for everything.
  void finish() {
    enter();
    check(cuStreamSynchronize(stream), "waiting for the GPU");
  }

  /// As [#finish], whatever went wrong: the next call says that.
  void settle() {
    if (closed || lost.isPresent()) return;
    cuCtxSetCurrent(context);
    int status = cuStreamSynchronize(stream);
    if (DriverStatus.isFatal(status)) lost = Optional.of(failure("waiting for the GPU", status));
  }

  /// @throws DeviceException unless the driver took a call; an error may come from any command before it
  void check(int status, String what) {
    if (status == 0) return;
    if (!DriverStatus.isFatal(status)) DriverStatus.check(status, what);
    lost = Optional.of(failure(what, status));
    enter();
  }

  private String failure(String what, int status) {
    return what + ", the last kernel being " + lastLaunch + ": the NVIDIA driver says " + DriverStatus.name(status);
  }

  boolean isClosed() {
    return closed;
  }

  @Override
  public void close() {
    if (closed) return;
    settle();
    if (lost.isEmpty()) pool.release();
    stage.close();
    clock.close();
    cuStreamDestroy(stream);
    cuDevicePrimaryCtxRelease(facts.ordinal());
    closed = true;
  }
}
