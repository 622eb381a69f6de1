package dev.tulle.opencl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tulle.kernel.device.Device;
import dev.tulle.kernel.device.Device.DeviceMemory;
import dev.tulle.kernel.device.DeviceException;
import dev.tulle.kernel.device.DeviceInfo;
import dev.tulle.kernel.device.KernelCode;
import dev.tulle.kernel.ir.Buffer;
import dev.tulle.kernel.ir.Build;
import dev.tulle.kernel.ir.Expr;
import dev.tulle.kernel.ir.Kernel;
import dev.tulle.kernel.ir.Scalar;
import dev.tulle.kernel.ir.Stmt;
import dev.tulle.kernel.ir.Type;
import dev.tulle.kernel.probe.AnyData;
import dev.tulle.kernel.probe.CompareWithInterpreter;
import dev.tulle.kernel.probe.NodeKernels;
import dev.tulle.kernel.probe.ProbeKernels;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OpenClDeviceTest {
  private static final Expr N = Build.ref("n", Type.I32);
  private static final Expr G = Build.ref("g", Type.I32);

  private static Device device() {
    return new OpenClBackend().open(Devices.first());
  }

  @Test
  void whatIsWrittenIsReadBackFromHeapAndNativeMemoryAtAnyOffset() {
    try (Device device = device();
        Arena arena = Arena.ofConfined();
        DeviceMemory memory = device.allocate(3_000_001)) {
      byte[] bytes = new AnyData(1).bytes(3_000_000);
      memory.fill((byte) 9);
      memory.write(1, MemorySegment.ofArray(bytes));
      MemorySegment back = arena.allocate(3_000_001);
      memory.read(0, back);
      assertEquals(9, back.get(ValueLayout.JAVA_BYTE, 0));
      assertArrayEquals(bytes, back.asSlice(1).toArray(ValueLayout.JAVA_BYTE));
      byte[] heap = new byte[100];
      memory.read(2_500_000, MemorySegment.ofArray(heap));
      assertArrayEquals(java.util.Arrays.copyOfRange(bytes, 2_499_999, 2_500_099), heap);
    }
  }

  @Test
  void wrappedMemoryIsReadWhereverItLies() {
    byte[] bytes = new AnyData(2).bytes(1000);
    try (Device device = device();
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
      try (DeviceMemory empty = device.wrap(aligned.asSlice(0, 0))) {
        assertEquals(0, empty.bytes());
      }
    }
  }

  @Test
  void tooMuchMemoryIsAnErrorThatNamesTheSizeAndTheDeviceCanStillBeUsed() {
    try (Device device = device()) {
      OutOfMemoryError none = assertThrows(OutOfMemoryError.class, () -> device.allocate(1L << 60));
      assertTrue(none.getMessage().contains("1152921504606846976"), none.getMessage());
      comparison().check(device, code());
    }
  }

  private static CompareWithInterpreter comparison() {
    return new CompareWithInterpreter(ProbeKernels.rowSum(), new long[] {3, 7}, List.of(new AnyData(3).floats(21), new byte[12]));
  }

  private static List<KernelCode> code() {
    return Devices.compiled(ProbeKernels.rowSum(), Devices.first().target());
  }

  @Test
  void sourceThatTheDriverRefusesIsAnErrorWithTheKernelAndTheLogAndTheDeviceCanStillBeUsed() {
    try (Device device = device()) {
      KernelCode good = code().getFirst();
      KernelCode bad = new KernelCode(good.kernel(), good.source().replace("get_group_id(0)", "get_lost(0)"), good.binary());
      DeviceException refused = assertThrows(DeviceException.class, () -> device.load(List.of(bad)));
      for (String part : List.of(good.kernel(), "BUILD_PROGRAM_FAILURE", "get_lost")) assertTrue(refused.getMessage().contains(part), part);
      comparison().check(device, List.of(good));
    }
  }

  @Test
  void ofManyKernelsTheOneThatTheDriverRefusesIsNamed() {
    try (Device device = device()) {
      KernelCode good = code().getFirst();
      KernelCode other = Devices.compiled(ProbeKernels.compaction(), Devices.first().target()).getFirst();
      KernelCode bad = new KernelCode(other.kernel(), other.source().replace("get_group_id(0)", "get_lost(0)"), other.binary());
      DeviceException refused = assertThrows(DeviceException.class, () -> device.load(List.of(good, bad)));
      assertTrue(refused.getMessage().startsWith("kernel " + other.kernel()), refused.getMessage());
    }
  }

  private static void checkTogether(List<Kernel> kernels, List<KernelCode> code) {
    try (Device device = device();
        Device.LoadedCode loaded = device.load(code)) {
      for (Kernel kernel : kernels) {
        AnyData data = new AnyData(7);
        List<byte[]> buffers = kernel.buffers().stream().map(b -> data.of(b.element(), 4 * 17)).toList();
        new CompareWithInterpreter(kernel, new long[] {4, 17}, buffers).check(device, loaded);
      }
    }
  }

  @Test
  void moreKernelsThanOneProgramTakesAreWhatTheyAreAlone() {
    DeviceInfo info = Devices.first();
    List<Kernel> kernels = NodeKernels.of(info.target().lanes()).subList(0, 20);
    checkTogether(kernels, kernels.stream().map(k -> Devices.compiled(k, info.target()).getFirst()).toList());
  }

  /// As when one comes from a bundle that another version wrote.
  @Test
  void kernelsWhoseFunctionsHaveANameInCommonAndAreNotTheSameAreBuiltAlone() {
    DeviceInfo info = Devices.first();
    List<Kernel> kernels = new ArrayList<>();
    List<KernelCode> code = new ArrayList<>();
    String head = "static ";
    for (Kernel kernel : NodeKernels.of(info.target().lanes())) {
      KernelCode one = Devices.compiled(kernel, info.target()).getFirst();
      int at = one.source().indexOf("\n" + head) + 1;
      if (at == 0 || kernels.size() == 2) continue;
      if (kernels.isEmpty()) head = one.source().substring(at, one.source().indexOf('\n', at));
      else one = new KernelCode(one.kernel(), one.source().replace(head, head + " // of another version"), one.binary());
      kernels.add(kernel);
      code.add(one);
    }
    assertEquals(2, kernels.size());
    checkTogether(kernels, code);
  }

  @Test
  void theTimeOfKernelsIsByTheDevicesClockAndStartsAnewWithEachQuestion() {
    try (Device device = device();
        Device.LoadedCode code = device.load(code());
        DeviceMemory memory = device.allocate(4096)) {
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
  void aKernelMayBeNamedLikeAFunctionOfTheDriversLanguage() {
    Kernel sum = ProbeKernels.rowSum();
    Kernel length = new Kernel("length", sum.doc(), sum.sizes(), sum.facts(), sum.buffers(), sum.grid(), sum.body());
    try (Device device = device()) {
      new CompareWithInterpreter(length, new long[] {3, 7}, List.of(new AnyData(3).floats(21), new byte[12]))
          .check(device, Devices.compiled(length, Devices.first().target()));
    }
  }

  @Test
  void codeOfAnotherKindIsRefused() {
    try (Device device = device()) {
      KernelCode good = code().getFirst();
      for (String binary : List.of("", "opencl 2\nitems 1\nsizes\nbuffers 0\n", "opencl 1\nitems -1\nsizes i32\nbuffers 1\n",
          "opencl 1\nitems 1\nsizes f64\nbuffers 1\n", "opencl 1\nitems 1\nsizes\nbuffers 1\n\n")) {
        KernelCode bad = new KernelCode(good.kernel(), good.source(), binary.getBytes(StandardCharsets.US_ASCII));
        assertThrows(SecurityException.class, () -> device.load(List.of(bad)), binary);
      }
    }
  }

  @Test
  void memoryThatWasClosedIsRefusedByALaunch() {
    try (Device device = device();
        Device.LoadedCode code = device.load(code())) {
      DeviceMemory memory = device.allocate(32);
      memory.close();
      assertThrows(IllegalStateException.class, () -> code.launch(ProbeKernels.rowSum().name(), new long[] {1}, new long[] {1, 1},
          new DeviceMemory[] {memory, memory}, memory));
    }
  }

  @Test
  void aKernelWithMoreArgumentsThanTheDeviceTakesIsRefusedWithBothNumbers() {
    Device device = device();
    List<Buffer> buffers = new ArrayList<>();
    for (int i = 0; i < 600; i++) buffers.add(new Buffer("b" + i, Scalar.I32, List.of(N), Buffer.Access.READ, Optional.empty()));
    Kernel kernel = kernel("wide", buffers, Build.block(List.of()));
    DeviceInfo info = Devices.first();
    try (device) {
      DeviceException refused = assertThrows(DeviceException.class, () -> device.load(Devices.compiled(kernel, info.target())));
      assertTrue(refused.getMessage().contains("kernel wide has 4812 bytes of arguments"), refused.getMessage());
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
    Devices.first();
    var comparison = new CompareWithInterpreter(kernel, new long[] {5000}, List.of(new byte[16], new byte[32]));
    for (DeviceInfo info : Devices.all()) comparison.check(Devices.open(info), Devices.compiled(kernel, info.target()));
  }

  private static Kernel kernel(String name, List<Buffer> buffers, Stmt.Block body) {
    List<Kernel.SizeParameter> sizes = List.of(new Kernel.SizeParameter("n", Scalar.I32));
    return new Kernel(name, List.of(), sizes, List.of(), buffers, List.of(new Kernel.GridAxis("g", N)), body);
  }
}
