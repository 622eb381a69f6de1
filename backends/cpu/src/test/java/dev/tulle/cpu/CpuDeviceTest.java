package dev.tulle.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tulle.kernel.CompilerBug;
import dev.tulle.kernel.device.Device;
import dev.tulle.kernel.device.Device.DeviceMemory;
import dev.tulle.kernel.ir.Buffer;
import dev.tulle.kernel.ir.Build;
import dev.tulle.kernel.ir.Expr;
import dev.tulle.kernel.ir.Kernel;
import dev.tulle.kernel.ir.Scalar;
import dev.tulle.kernel.ir.Stmt;
import dev.tulle.kernel.ir.Type;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CpuDeviceTest {
  private static final Expr N = Build.ref("n", Type.I32);
  private static final Expr G = Build.ref("g", Type.I32);

  @Test
  void alignedNativeMemoryIsWrappedWithoutACopy() {
    try (Device device = device(1);
        Arena arena = Arena.ofConfined()) {
      MemorySegment mine = arena.allocate(128, 64);
      try (DeviceMemory wrapped = device.wrap(mine)) {
        wrapped.fill((byte) 7);
        assertEquals(7, mine.get(ValueLayout.JAVA_BYTE, 127));
      }
      MemorySegment unaligned = mine.asSlice(4, 64);
      try (DeviceMemory copied = device.wrap(unaligned)) {
        copied.fill((byte) 9);
        assertEquals(7, unaligned.get(ValueLayout.JAVA_BYTE, 0));
      }
    }
  }

  @Test
  void memoryIsAlignedWhateverItsSizeAndMayBeEmpty() {
    for (long bytes : new long[] {0, 1, 63, 64, 65, 4097}) {
      try (CpuMemory memory = CpuMemory.allocate(bytes)) {
        assertEquals(0, memory.address() % 64);
        assertEquals(bytes, memory.bytes());
      }
    }
  }

  @Test
  void memoryThatWasClosedIsRefusedByALaunch() {
    Kernel kernel = atomics();
    try (Device device = device(1);
        Device.LoadedCode code = device.load(Compiled.of(new CpuBackend(), kernel, CpuTargets.SCALAR))) {
      DeviceMemory memory = device.allocate(32);
      memory.close();
      assertThrows(
          IllegalStateException.class,
          () -> code.launch(kernel.name(), new long[] {1}, new long[] {1}, new DeviceMemory[] {memory, memory}, memory));
    }
  }

  @Test
  void tooMuchMemoryIsAnErrorThatNamesTheSize() {
    try (Device device = device(1)) {
      OutOfMemoryError none = assertThrows(OutOfMemoryError.class, () -> device.allocate(1L << 60));
      assertTrue(none.getMessage().contains("1152921504606846976"), none.getMessage());
    }
  }

  @Test
  void atomicsAndFailSitesGiveTheSameWhateverTheNumberOfThreads() {
    Differential.check(atomics(), CpuTargets.SCALAR, new long[] {5000}, List.of(new byte[16], new byte[32]), 1, 2, 5);
  }

  /// Each of `n` groups adds, minimises, maximises and ors into one element each, and most fail.
  private static Kernel atomics() {
    Expr value = Build.sub(Build.mul(G, 7), 12345);
    List<Stmt> body = new java.util.ArrayList<>();
    for (Stmt.AtomicOp op : Stmt.AtomicOp.values()) {
      List<Expr> at = List.of(Build.i32(op.ordinal()));
      body.add(new Stmt.Atomic(op, "narrow", at, value));
      body.add(new Stmt.Atomic(op, "wide", at, Build.shl(Build.convert(Scalar.I64, value), Build.i64(20))));
    }
    body.add(Build.when(Build.gt(G, Build.i32(1234)), new Stmt.Fail(2, Build.sub(Build.i32(6000), G), Build.neg(G))));
    List<Buffer> buffers = List.of(
        new Buffer("narrow", Scalar.I32, List.of(Build.i32(4)), Buffer.Access.READ_WRITE, Optional.empty()),
        new Buffer("wide", Scalar.I64, List.of(Build.i32(4)), Buffer.Access.READ_WRITE, Optional.empty()));
    return kernel("atomics", buffers, Build.block(body));
  }

  @Test
  void aMethodThatTheJitWouldNotCompileIsABugThatNamesTheKernel() {
    Stmt[] lines = IntStream.range(0, 700).mapToObj(i -> Build.store("y", List.of(G), Build.add(G, i))).toArray(Stmt[]::new);
    Buffer y = new Buffer("y", Scalar.I32, List.of(N), Buffer.Access.WRITE, Optional.empty());
    Kernel kernel = kernel("far_too_long", List.of(y), Build.block(lines));
    CompilerBug bug = assertThrows(CompilerBug.class, () -> new CpuBackend().compile(List.of(kernel), CpuTargets.SCALAR));
    assertTrue(bug.getMessage().startsWith("kernel far_too_long: method group has "), bug.getMessage());
  }

  @Test
  void compilingGivesTheSameBytesEachTime() {
    CpuBackend backend = new CpuBackend();
    byte[] first = backend.compile(List.of(atomics()), CpuTargets.SCALAR).getFirst().binary();
    assertArrayEquals(first, backend.compile(List.of(atomics()), CpuTargets.SCALAR).getFirst().binary());
  }

  private static Kernel kernel(String name, List<Buffer> buffers, Stmt.Block body) {
    List<Kernel.SizeParameter> sizes = List.of(new Kernel.SizeParameter("n", Scalar.I32));
    return new Kernel(name, List.of(), sizes, List.of(), buffers, List.of(new Kernel.GridAxis("g", N)), body);
  }

  private static Device device(int threads) {
    return CpuBackend.open(CpuTargets.SCALAR, CpuOptions.threads(threads));
  }
}
