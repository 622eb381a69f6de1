package dev.tulle.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.tulle.kernel.device.Device;
import dev.tulle.kernel.device.Device.DeviceMemory;
import dev.tulle.kernel.device.DeviceException;
import dev.tulle.kernel.device.KernelCode;
import dev.tulle.kernel.ir.Buffer;
import dev.tulle.kernel.ir.Build;
import dev.tulle.kernel.ir.Expr;
import dev.tulle.kernel.ir.Kernel;
import dev.tulle.kernel.ir.Scalar;
import dev.tulle.kernel.ir.Stmt;
import dev.tulle.kernel.ir.Type;
import dev.tulle.kernel.launch.LaunchCard;
import dev.tulle.kernel.probe.AnyData;
import dev.tulle.kernel.probe.CompareWithInterpreter;
import dev.tulle.kernel.probe.ProbeKernels;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CudaDeviceTest {
  private static final Expr N = Build.ref("n", Type.I32);
  private static final Expr G = Build.ref("g", Type.I32);

  private static CompareWithInterpreter comparison() {
    AnyData data = new AnyData(3);
    return new CompareWithInterpreter(ProbeKernels.rowSum(), new long[] {3, 7}, List.of(data.floats(21), new byte[12]));
  }

  private static List<KernelCode> code() {
    return Gpus.compiled(ProbeKernels.rowSum());
  }

  private static Kernel kernel(String name, List<Buffer> buffers, Stmt.Block body) {
    List<Kernel.SizeParameter> sizes = List.of(new Kernel.SizeParameter("n", Scalar.I32));
    return new Kernel(name, List.of(), sizes, List.of(), buffers, List.of(new Kernel.GridAxis("g", N)), body);
  }

  /// Sizes around the pieces that copies are made in.
  @Test
  void whatIsWrittenIsReadBackFromHeapAndNativeMemoryAtAnyOffset() {
    for (int size : new int[] {0, 1, (4 << 20) - 1, 4 << 20, (4 << 20) + 1, (13 << 20) + 5}) {
      try (Device device = Gpus.open();
          Arena arena = Arena.ofConfined();
          DeviceMemory memory = device.allocate(size + 2)) {
        byte[] bytes = new AnyData(size).bytes(size);
        memory.fill((byte) 9);
        memory.write(1, MemorySegment.ofArray(bytes));
        MemorySegment back = arena.allocate(size + 2);
        memory.read(0, back);
        assertEquals(9, back.get(ValueLayout.JAVA_BYTE, 0));
        assertEquals(9, back.get(ValueLayout.JAVA_BYTE, size + 1));
        assertArrayEquals(bytes, back.asSlice(1, size).toArray(ValueLayout.JAVA_BYTE));
        byte[] heap = new byte[size];
        memory.read(1, MemorySegment.ofArray(heap));
        assertArrayEquals(bytes, heap);
      }
    }
  }

  /// Writes return before they arrive: what they were given may be used for something else at once.
  @Test
  void manyWritesOneAfterAnotherArriveWithWhatTheyWereGiven() {
    try (Device device = Gpus.open();
        DeviceMemory memory = device.allocate(64)) {
      byte[] given = new byte[1];
      byte[] expected = new byte[64];
      for (int i = 0; i < 64; i++) {
        given[0] = (byte) (3 * i);
        expected[i] = given[0];
        memory.write(i, MemorySegment.ofArray(given));
      }
      byte[] back = new byte[64];
      memory.read(0, MemorySegment.ofArray(back));
      assertArrayEquals(expected, back);
    }
  }

  @Test
  void wrappedMemoryIsReadWhereverItLies() {
    byte[] bytes = new AnyData(2).bytes(1000);
    try (Device device = Gpus.open();
        Arena arena = Arena.ofConfined()) {
      MemorySegment aligned = arena.allocate(1064, 64);
      for (MemorySegment mine : List.of(aligned.asSlice(0, 1000), aligned.asSlice(4, 1000), MemorySegment.ofArray(new byte[1000]))) {
        mine.copyFrom(MemorySegment.ofArray(bytes));
        try (DeviceMemory wrapped = device.wrap(mine)) {
          byte[] back = new byte[1000];
          wrapped.read(0, MemorySegment.ofArray(back));
          assertArrayEquals(bytes, back);
        }
      }
    }
  }

  @Test
  void aRunLikeTheOneBeforeGetsTheSameMemory() {
    try (Device device = Gpus.open()) {
      long first = addressOf(device, 1000);
      assertEquals(first, addressOf(device, 1000));
      try (DeviceMemory taken = device.allocate(1000);
          DeviceMemory other = device.allocate(1000)) {
        assertEquals(first, ((CudaMemory) taken).live());
        assertNotEquals(first, ((CudaMemory) other).live());
      }
    }
  }

  private static long addressOf(Device device, long bytes) {
    try (DeviceMemory memory = device.allocate(bytes)) {
      return ((CudaMemory) memory).live();
    }
  }

  /// All that the emulated GPU has, after a part of it was used and given back.
  @Test
  void whatNobodyUsesMakesRoom() {
    assumeFalse(Gpus.REAL, "a real GPU may be shared");
    try (Device device = Gpus.open()) {
      long all = 1L << 30;
      device.allocate(all / 4).close();
      try (DeviceMemory whole = device.allocate(all)) {
        assertEquals(all, whole.bytes());
      }
    }
  }

  @Test
  void tooMuchMemoryIsAnErrorThatNamesTheSizeAndTheDeviceCanStillBeUsed() {
    try (Device device = Gpus.open()) {
      OutOfMemoryError error = assertThrows(OutOfMemoryError.class, () -> device.allocate(1L << 50));
      assertTrue(error.getMessage().startsWith("no room for 1125899906842624 bytes on "), error.getMessage());
      assertTrue(error.getMessage().contains("are free"), error.getMessage());
      comparison().check(device, code());
    }
  }

  @Test
  void sourceThatTheCompilerRefusesIsAnErrorWithTheKernelAndTheLogAndTheDeviceCanStillBeUsed() {
    try (Device device = Gpus.open()) {
      KernelCode good = code().getFirst();
      KernelCode bad = new KernelCode(good.kernel(), good.source().replace("blockIdx.x", "blockLost.x"), good.binary());
      DeviceException refused = assertThrows(DeviceException.class, () -> device.load(List.of(bad)));
      for (String part : List.of(good.kernel(), "NVRTC_ERROR_COMPILATION", "blockLost"))
        assertTrue(refused.getMessage().contains(part), part);
      comparison().check(device, code());
    }
  }

  @Test
  void theTimeOfKernelsIsByTheDevicesClockAndStartsAnewWithEachQuestion() {
    try (Device device = Gpus.open();
        Device.LoadedCode code = device.load(code());
        DeviceMemory memory = device.allocate(4096)) {
      memory.fill((byte) 0);
      assertEquals(0, code.kernelTime().orElseThrow());
      long before = System.nanoTime();
      for (int i = 0; i < 5; i++)
        code.launch(ProbeKernels.rowSum().name(), new long[] {1}, new long[] {1, 100}, new DeviceMemory[] {memory, memory}, memory);
      long time = code.kernelTime().orElseThrow();
      assertTrue(time > 0 && time <= System.nanoTime() - before, () -> time + " ns");
      assertEquals(0, code.kernelTime().orElseThrow());
    }
  }

  @Test
  void memoryThatWasClosedIsRefusedByALaunch() {
    try (Device device = Gpus.open();
        Device.LoadedCode code = device.load(code())) {
      DeviceMemory memory = device.allocate(32);
      memory.close();
      assertThrows(IllegalStateException.class, () -> code.launch(ProbeKernels.rowSum().name(), new long[] {1}, new long[] {1, 1},
          new DeviceMemory[] {memory, memory}, memory));
    }
  }

  @Test
  void aDeviceThatWasClosedIsRefused() {
    Device device = Gpus.open();
    device.close();
    device.close();
    assertThrows(IllegalStateException.class, () -> device.allocate(1));
  }

  @Test
  void aKernelWithMoreArgumentsThanAGpuTakesIsRefusedWithBothNumbers() {
    List<Buffer> buffers = new ArrayList<>();
    for (int i = 0; i < 4095; i++) buffers.add(new Buffer("b" + i, Scalar.I32, List.of(N), Buffer.Access.READ, Optional.empty()));
    Kernel kernel = kernel("wide", buffers, Build.block(List.of()));
    try (Device device = Gpus.open()) {
      DeviceException refused = assertThrows(DeviceException.class, () -> device.load(Gpus.compiled(kernel)));
      assertTrue(refused.getMessage().contains("kernel wide has 32776 bytes of arguments"), refused.getMessage());
      assertTrue(refused.getMessage().contains("takes 32764"), refused.getMessage());
    }
  }

  @Test
  void moreGroupsThanAGpuCountsAreRefusedBeforeTheLaunchAndTheDeviceCanStillBeUsed() {
    try (Device device = Gpus.open();
        Device.LoadedCode code = device.load(Gpus.compiled(ProbeKernels.contraction()));
        DeviceMemory memory = device.allocate(64)) {
      DeviceMemory[] buffers = {memory, memory, memory};
      DeviceException refused = assertThrows(DeviceException.class,
          () -> code.launch(ProbeKernels.contraction().name(), new long[] {1L << 31, 1}, new long[] {1, 1, 1}, buffers, memory));
      assertTrue(refused.getMessage().contains("it needs 2147483648 groups of 256 threads"), refused.getMessage());
      comparison().check(device, code());
    }
  }

  @Test
  void atomicsAndFailSitesGiveWhatTheInterpreterGives() {
    Expr value = Build.sub(Build.mul(G, 7), 12345);
    List<Stmt> body = new ArrayList<>();
    for (Stmt.AtomicOp op : Stmt.AtomicOp.values()) {
      List<Expr> at = List.of(Build.i32(op.ordinal()));
      body.add(new Stmt.Atomic(op, "narrow", at, value));
      body.add(new Stmt.Atomic(op, "wide", at, Build.shl(Build.convert(Scalar.I64, value), Build.i64(20))));
    }
    body.add(Build.when(Build.gt(G, Build.i32(1234)), new Stmt.Fail(2, Build.sub(Build.i32(6000), G), Build.neg(G))));
    List<Buffer> buffers = List.of(
        new Buffer("narrow", Scalar.I32, List.of(Build.i32(4)), Buffer.Access.READ_WRITE, Optional.empty()),
        new Buffer("wide", Scalar.I64, List.of(Build.i32(4)), Buffer.Access.READ_WRITE, Optional.empty()));
    Kernel kernel = kernel("atomics", buffers, Build.block(body));
    try (Device device = Gpus.open()) {
      new CompareWithInterpreter(kernel, new long[] {5000}, List.of(new byte[16], new byte[32])).check(device, Gpus.compiled(kernel));
    }
  }

  /// A real GPU has no kernel that fails in a known way without harm to the tests after it.
  @Test
  void aDeviceThatAKernelLostSaysSoWhateverItIsAskedAndAnotherOneCanBeOpened() {
    Gpus.first();
    assumeFalse(Gpus.REAL, "cuda (GPU): losing a device is tested on the emulated GPU alone");
    List<Buffer> buffers = List.of(new Buffer("x", Scalar.I32, List.of(N), Buffer.Access.WRITE, Optional.empty()));
    Kernel faulty = kernel("faulty", buffers, Build.block(Build.store("x", List.of(G), Build.i32(1))));
    try (Device device = Gpus.open();
        DeviceMemory memory = device.allocate(64)) {
      try (Device.LoadedCode code = device.load(Gpus.compiled(faulty))) {
        code.launch("faulty", new long[] {4}, new long[] {4}, new DeviceMemory[] {memory}, memory);
        for (int i = 0; i < 2; i++) {
          DeviceException lost = assertThrows(DeviceException.class, () -> memory.read(0, MemorySegment.ofArray(new byte[64])));
          for (String part : List.of("was lost", "kernel faulty over [4] with sizes [4]", "CUDA_ERROR_ILLEGAL_ADDRESS (700)"))
            assertTrue(lost.getMessage().contains(part), lost.getMessage());
        }
      }
      assertThrows(DeviceException.class, () -> device.allocate(1));
    }
    try (Device device = Gpus.open()) {
      comparison().check(device, code());
    }
  }

  @Test
  void codeOfAnotherKindIsRefused() {
    try (Device device = Gpus.open()) {
      KernelCode good = code().getFirst();
      KernelCode bad = new KernelCode(good.kernel(), good.source(), Arrays.copyOf(good.binary(), 20));
      assertThrows(SecurityException.class, () -> device.load(List.of(bad)));
    }
  }

  /// The driver refuses what is no code for it, the generation is looked at before: in both cases the source is compiled.
  @Test
  void machineCodeThatThisGpuDoesNotRunIsReplacedByTheSource() {
    try (Device device = Gpus.open()) {
      KernelCode good = code().getFirst();
      byte[] empty = new byte[64];
      System.arraycopy(new byte[] {0x7f, 'E', 'L', 'F', 2, 1}, 0, empty, 0, 6);
      int own = Gpus.first().target().instructions();
      for (int instructions : new int[] {own, own + 10}) {
        CudaCode code = new CudaCode(LaunchCard.of(ProbeKernels.rowSum()), Optional.of(new CudaCode.Cubin(instructions, empty)));
        comparison().check(device, List.of(new KernelCode(good.kernel(), good.source(), code.bytes())));
      }
    }
  }
}
