package dev.tulle.runtime.session;

import static dev.tulle.runtime.Refusals.refuses;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tulle.kernel.device.Device;
import dev.tulle.kernel.device.DeviceException;
import dev.tulle.kernel.device.DeviceInfo;
import dev.tulle.kernel.device.KernelCode;
import dev.tulle.runtime.ChangedBackend;
import dev.tulle.runtime.Devices;
import dev.tulle.runtime.Model;
import dev.tulle.runtime.Sketches;
import dev.tulle.runtime.TulleException.Code;
import dev.tulle.runtime.file.WeightSource;
import dev.tulle.runtime.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ConcurrencyTest {
  private static final Map<String, Tensor> X = Map.of("x", Tensor.of(new float[] {1, 2}, 1, 2));

  /// The interpreter, but the first launch at a run waits until it is let go, and open memory is counted.
  private static final class Slow extends ChangedBackend {
    private final CountDownLatch started = new CountDownLatch(1);
    private final CountDownLatch go = new CountDownLatch(1);
    private final AtomicInteger open = new AtomicInteger();
    private boolean full;
    private boolean lost;

    @Override
    public Device open(DeviceInfo info) {
      return new Counting(super.open(info), this);
    }
  }

  private record Counting(Device real, Slow backend) implements Device {
    @Override
    public DeviceInfo info() {
      return real.info();
    }

    @Override
    public DeviceMemory allocate(long bytes) {
      if (backend.full) throw new OutOfMemoryError("no room for " + bytes + " bytes");
      return new Counted(real.allocate(bytes), backend.open);
    }

    @Override
    public DeviceMemory wrap(MemorySegment bytes) {
      return new Counted(real.wrap(bytes), backend.open);
    }

    @Override
    public LoadedCode load(List<KernelCode> code) {
      LoadedCode loaded = real.load(code);
      backend.open.incrementAndGet();
      return new LoadedCode() {
        @Override
        public void launch(String kernel, long[] grid, long[] sizes, DeviceMemory[] buffers, DeviceMemory status) {
          if (kernel.equals("product")) await();
          if (backend.lost) throw new DeviceException("the device was lost, open the model again: it fell off the bus");
          DeviceMemory[] inner = Arrays.stream(buffers).map(b -> ((Counted) b).real).toArray(DeviceMemory[]::new);
          loaded.launch(kernel, grid, sizes, inner, ((Counted) status).real);
        }

        @Override
        public void close() {
          backend.open.decrementAndGet();
          loaded.close();
        }
      };
    }

    private void await() {
      backend.started.countDown();
      try {
        backend.go.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void close() {
      real.close();
    }
  }

  private static final class Counted implements Device.DeviceMemory {
    private final Device.DeviceMemory real;
    private final AtomicInteger open;

    private Counted(Device.DeviceMemory real, AtomicInteger open) {
      this.real = real;
      this.open = open;
      open.incrementAndGet();
    }

    @Override
    public long bytes() {
      return real.bytes();
    }

    @Override
    public void write(long offset, MemorySegment from) {
      real.write(offset, from);
    }

    @Override
    public void read(long offset, MemorySegment to) {
      real.read(offset, to);
    }

    @Override
    public void fill(byte value) {
      real.fill(value);
    }

    @Override
    public void close() {
      open.decrementAndGet();
      real.close();
    }
  }

  private static Session open(Slow backend, Tensor w) {
    return Model.of(Sketches.linear().bundle(1)).open(Devices.of(backend), WeightSource.of(Map.of("w", w)));
  }

  @Test
  void aSecondThreadIsRefusedAndTheFirstGoesOn() throws Exception {
    Slow backend = new Slow();
    Session session = open(backend, Tensor.of(new float[] {1, 2}, 1, 2));
    try (ExecutorService other = Executors.newSingleThreadExecutor()) {
      Future<Result> first = other.submit(() -> session.run(X));
      backend.started.await();
      refuses(Code.STATE, () -> session.run(X), "running in another thread");
      refuses(Code.STATE, session::close, "running in another thread");
      backend.go.countDown();
      assertArrayEquals(new float[] {25.5f}, first.get().tensor("y").toFloats());
    }
    assertArrayEquals(new float[] {25.5f}, session.run(X).tensor("y").toFloats());
    session.close();
    assertEquals(0, backend.open.get(), "everything is freed");
  }

  @Test
  void aDeviceWithoutRoomIsAnErrorAndTheSessionStaysUsable() {
    Slow backend = new Slow();
    backend.go.countDown();
    try (Session session = open(backend, Tensor.of(new float[] {1, 2}, 1, 2))) {
      backend.full = true;
      refuses(Code.MEMORY, () -> session.run(X), "`Linear` does not fit into memory", "no room for 4 bytes");
      refuses(Code.MEMORY, () -> open(backend, Tensor.of(new float[] {1, 2}, 1, 2)), "does not fit into memory");
      backend.full = false;
      assertArrayEquals(new float[] {25.5f}, session.run(X).tensor("y").toFloats());
    }
    assertEquals(0, backend.open.get());
  }

  @Test
  void aDeviceThatIsLostIsAnErrorAtEachRunAndTheSessionCloses() {
    Slow backend = new Slow();
    backend.go.countDown();
    try (Session session = open(backend, Tensor.of(new float[] {1, 2}, 1, 2))) {
      backend.lost = true;
      for (int i = 0; i < 2; i++) refuses(Code.DEVICE, () -> session.run(X), "`Linear`", "lost, open the model again");
      refuses(Code.DEVICE, () -> open(backend, Tensor.of(new float[] {1, 2}, 1, 2)), "lost");
    }
    assertEquals(0, backend.open.get(), "everything is freed");
  }

  @Test
  void runsKeepNoMemoryOfInputsAndErrorsLeakNothing() {
    Slow backend = new Slow();
    backend.go.countDown();
    Session session = open(backend, Tensor.of(new float[] {1, 2}, 1, 2));
    session.run(X);
    int after = backend.open.get();
    for (int i = 0; i < 3; i++) session.run(X);
    refuses(Code.SIZE, () -> session.run(Map.of("x", Tensor.of(new float[3], 1, 3))));
    assertEquals(after, backend.open.get());
    session.close();
    refuses(Code.REQUIREMENT, () -> open(backend, Tensor.of(new float[] {1, 2, 3}, 1, 3)));
    assertEquals(0, backend.open.get(), "a session that cannot be opened frees everything");
  }
}
