package dev.tulle.tornado;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tulle.kernel.device.Device;
import dev.tulle.kernel.device.Device.DeviceMemory;
import dev.tulle.kernel.device.Device.LoadedCode;
import dev.tulle.kernel.device.DeviceException;
import dev.tulle.kernel.device.KernelCode;
import dev.tulle.tornado.emulated.TornadoExecutionPlan;
import dev.tulle.tornado.emulated.types.arrays.FloatArray;
import dev.tulle.tornado.emulated.types.arrays.LongArray;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// How launches become task graphs, over the emulated TornadoVM.
class TornadoDeviceTest {
  /// Pairs.
  private static final int N = 3;
  private static final int BYTES = 2 * N * Long.BYTES;
  private static final long[] UNFAILED = {Long.MAX_VALUE};

  private static Device device() {
    return Tornados.open(Tornados.emulated());
  }

  private static KernelCode code() {
    return Tornados.compiled(TornadoTargets.CPU, SmallKernels.plus()).getFirst();
  }

  private static MemorySegment longs(long... values) {
    return MemorySegment.ofArray(values);
  }

  private static long[] read(DeviceMemory memory) {
    long[] values = new long[(int) (memory.bytes() / Long.BYTES)];
    memory.read(0, MemorySegment.ofArray(values));
    return values;
  }

  private static void plus(LoadedCode code, long m, DeviceMemory x, DeviceMemory y, DeviceMemory status) {
    code.launch("plus", new long[] {N}, new long[] {N, m}, new DeviceMemory[] {x, y}, status);
  }

  /// What happened since the last time, with the number of the chain left out.
  private static List<String> events() {
    return TornadoExecutionPlan.events().stream().map(e -> e.replaceFirst("tulle_\\d+_", "")).toList();
  }

  @Test
  void eachLaunchIsAGraphOfItsOwnAndWhatIsBetweenStaysOnTheDevice() {
    try (Device device = device();
        LoadedCode code = device.load(List.of(code()));
        DeviceMemory x = device.allocate(BYTES);
        DeviceMemory between = device.allocate(BYTES);
        DeviceMemory y = device.allocate(BYTES);
        DeviceMemory status = device.allocate(Long.BYTES)) {
      for (long round = 0; round < 4; round++) {
        events();
        x.write(0, longs(1 + round, 2, 3, 4, 5, 6));
        status.write(0, longs(UNFAILED));
        plus(code, 10, x, between, status);
        plus(code, 1L << 40, x, y, status);
        plus(code, 1, between, y, status);
        assertEquals(List.of(), events(), "nobody has looked yet");
        assertArrayEquals(UNFAILED, read(status));
        long[] values = read(y);
        assertArrayEquals(new long[] {12 + round, 14, 16}, new long[] {values[0], values[2], values[4]});
        List<String> expected = List.of("0 upload " + BYTES, "0 upload 8", "0 launch plus_kernel 3/1", "1 launch plus_kernel 3/1",
            "2 launch plus_kernel 3/1", "fetch 8", "fetch " + BYTES);
        List<String> happened = events();
        // What changes from run to run is known from the second on: the graphs are then made once more.
        assertEquals(round == 1, happened.contains("close"), () -> happened.toString());
        if (round != 1) assertEquals(expected, happened);
      }
    }
  }

  @Test
  void whatAKernelDoesNotWriteIsKept() {
    try (Device device = device();
        LoadedCode code = device.load(List.of(code()));
        DeviceMemory x = device.allocate(BYTES);
        DeviceMemory y = device.allocate(BYTES);
        DeviceMemory status = device.allocate(Long.BYTES)) {
      x.write(0, longs(1, 2, 3, 4, 5, 6));
      y.write(0, longs(7, 7, 7, 7, 7, 7));
      status.write(0, longs(UNFAILED));
      plus(code, 100, x, y, status);
      assertArrayEquals(new long[] {101, 7, 103, 7, 105, 7}, read(y));
      y.write(Long.BYTES, longs(8));
      assertArrayEquals(new long[] {101, 8, 103, 7, 105, 7}, read(y));
      plus(code, 0, y, y, status);
      y.fill((byte) 0);
      assertArrayEquals(new long[2 * N], read(y));
    }
  }

  @Test
  void memoryThatIsOnlyReadIsNotCopiedBack() {
    try (Device device = device();
        LoadedCode code = device.load(List.of(code()));
        DeviceMemory x = device.allocate(BYTES);
        DeviceMemory y = device.allocate(BYTES);
        DeviceMemory status = device.allocate(Long.BYTES)) {
      x.write(0, longs(1, 2, 3, 4, 5, 6));
      plus(code, 1, x, y, status);
      events();
      assertArrayEquals(new long[] {1, 2, 3, 4, 5, 6}, read(x));
      assertEquals(List.of("0 upload " + BYTES, "0 launch plus_kernel 3/1"), events());
    }
  }

  /// A state that two chains write in turn, and whose memory is given to somebody else in the end.
  @Test
  void whatOneChainWroteAnotherReads() {
    try (Device device = device();
        LoadedCode code = device.load(List.of(code()));
        DeviceMemory a = device.allocate(BYTES);
        DeviceMemory b = device.allocate(BYTES);
        DeviceMemory status = device.allocate(Long.BYTES)) {
      a.write(0, longs(1, 0, 2, 0, 3, 0));
      b.fill((byte) 0);
      status.write(0, longs(UNFAILED));
      for (int i = 0; i < 5; i++) {
        plus(code, 10, a, b, status);
        read(status);
        plus(code, 1, b, a, status);
        read(status);
      }
      assertArrayEquals(new long[] {56, 0, 57, 0, 58, 0}, read(a));
      DeviceMemory passing = device.allocate(BYTES);
      plus(code, 5, a, passing, status);
      plus(code, 5, passing, b, status);
      passing.close();
      assertArrayEquals(new long[] {66, 0, 67, 0, 68, 0}, read(b));
    }
  }

  @Test
  void anApplicationsOwnArrayIsReadWithoutACopyOnTheHost() {
    LongArray mine = new LongArray(2 * N);
    MemorySegment memory = TornadoArrays.memory(mine);
    memory.copyFrom(longs(1, 2, 3, 4, 5, 6));
    try (Device device = device();
        LoadedCode code = device.load(List.of(code()));
        DeviceMemory y = device.allocate(BYTES);
        DeviceMemory status = device.allocate(Long.BYTES)) {
      for (long change = 0; change < 3; change++) {
        memory.setAtIndex(ValueLayout.JAVA_LONG_UNALIGNED, 0, 1 + change);
        try (DeviceMemory x = device.wrap(memory);
            DeviceMemory again = device.wrap(memory)) {
          plus(code, 10, x, y, status);
          plus(code, 20, again, y, status);
          assertEquals(21 + change, read(y)[0]);
          y.read(0, memory.asSlice(0, BYTES));
          assertEquals(21 + change, memory.getAtIndex(ValueLayout.JAVA_LONG_UNALIGNED, 0));
        }
      }
    }
  }

  @Test
  void onlyArraysOfTornadoAreTaken() {
    FloatArray floats = new FloatArray(5);
    floats.set(4, 3);
    assertEquals(20, TornadoArrays.memory(floats).byteSize());
    assertEquals(3, TornadoArrays.memory(floats).getAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED, 4));
    String refused = assertThrows(IllegalArgumentException.class, () -> TornadoArrays.memory(List.of(1f))).getMessage();
    assertTrue(refused.endsWith("is not an array of TornadoVM"), refused);
  }

  @Test
  void aSourceThatTheDriverRefusesLosesTheDevice() {
    KernelCode good = code();
    KernelCode bad = new KernelCode(good.kernel(), good.source().replace("get_global_id(0)", "get_lost(0)"), good.binary());
    try (Device device = device();
        LoadedCode code = device.load(List.of(bad));
        DeviceMemory x = device.allocate(BYTES)) {
      plus(code, 1, x, x, x);
      String refused = assertThrows(DeviceException.class, () -> read(x)).getMessage();
      for (String part : List.of("lost", "plus", "Error during code compilation with the OpenCL driver"))
        assertTrue(refused.contains(part), refused);
      assertEquals(refused, assertThrows(DeviceException.class, () -> device.allocate(8)).getMessage());
    }
  }

  /// TornadoVM would end the JVM, or go on with wrong data.
  @Test
  void codeThatIsNotAsThisBackendMakesItIsRefused() {
    KernelCode good = code();
    List<KernelCode> bad = List.of(
        new KernelCode("minus", good.source(), good.binary()),
        new KernelCode(good.kernel(), good.source().replace("const long m,\n", ""), good.binary()),
        new KernelCode(good.kernel(), good.source() + "\n__kernel void plus_kernel(int a) {\n}\n", good.binary()),
        binary("opencl 1\nitems 0\nsizes i32 i64\nbuffers 2\naccess rw\n"), binary("tornado 1\nitems 0\nsizes i32 i64\nbuffers 2\n"),
        binary("tornado 1\nitems 0\nsizes i32 i64\nbuffers 2\naccess rrw\n"), binary(""));
    try (Device device = device()) {
      device.load(List.of(good)).close();
      for (KernelCode code : bad)
        assertThrows(SecurityException.class, () -> device.load(List.of(code)), () -> new String(code.binary(), StandardCharsets.US_ASCII));
    }
  }

  private static KernelCode binary(String text) {
    return new KernelCode(code().kernel(), code().source(), text.getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void memoryThatIsTooLargeIsAnErrorWithItsSizeAndTheDeviceCanStillBeUsed() {
    try (Device device = device()) {
      String none = assertThrows(OutOfMemoryError.class, () -> device.allocate(1L << 60)).getMessage();
      assertTrue(none.contains("1152921504606846976"), none);
      assertTrue(none.contains("-Dtornado.device.memory=4GB"), none);
      device.allocate(8).close();
    }
  }

  @Test
  void theMemoryThatTornadoUsesIsWhatItsPropertySays() {
    assertEquals(1L << 30, MemoryBudget.of(null));
    assertEquals(12L << 30, MemoryBudget.of("12GB"));
    assertEquals(300L << 20, MemoryBudget.of("300MB"));
    assertEquals(1L << 30, MemoryBudget.of("much"));
  }

  @Test
  void memoryThatWasClosedIsRefused() {
    try (Device device = device();
        LoadedCode code = device.load(List.of(code()))) {
      DeviceMemory memory = device.allocate(BYTES);
      memory.close();
      assertThrows(IllegalStateException.class, () -> plus(code, 1, memory, memory, memory));
      assertThrows(IllegalStateException.class, () -> read(memory));
    }
  }

  @Test
  void aGridWithoutGroupsLaunchesNothing() {
    try (Device device = device();
        LoadedCode code = device.load(List.of(code()));
        DeviceMemory x = device.allocate(0)) {
      events();
      code.launch("plus", new long[] {0}, new long[] {0, 1}, new DeviceMemory[] {x, x}, x);
      read(x);
      assertEquals(List.of(), events());
    }
  }

  @Test
  void moreLaunchesThanOneChainHasAreSeveral() {
    try (Device device = device();
        LoadedCode code = device.load(List.of(code()));
        DeviceMemory x = device.allocate(BYTES);
        DeviceMemory y = device.allocate(BYTES);
        DeviceMemory status = device.allocate(Long.BYTES)) {
      x.write(0, longs(1, 2, 3, 4, 5, 6));
      y.write(0, longs(0, 2, 0, 4, 0, 6));
      status.write(0, longs(UNFAILED));
      events();
      for (int i = 0; i < 300; i++) plus(code, 1, i % 2 == 0 ? x : y, i % 2 == 0 ? y : x, status);
      assertArrayEquals(new long[] {301, 2, 303, 4, 305, 6}, read(x));
      assertEquals(300, events().stream().filter(e -> e.contains(" launch ")).count());
    }
  }

  @Test
  void chainsThatWereNotUsedForLongAreClosedAndWhatOnlyTheyHadIsKept() {
    try (Device device = device();
        LoadedCode code = device.load(List.of(code()));
        DeviceMemory x = device.allocate(BYTES);
        DeviceMemory status = device.allocate(Long.BYTES)) {
      x.write(0, longs(1, 2, 3, 4, 5, 6));
      status.write(0, longs(UNFAILED));
      List<DeviceMemory> results = new ArrayList<>();
      for (int i = 0; i < 260; i++) {
        results.add(device.allocate(BYTES));
        plus(code, i, x, results.getLast(), status);
        read(status);
      }
      assertTrue(events().contains("close"));
      for (int i = 0; i < 260; i++) assertEquals(3 + i, read(results.get(i))[2]);
      results.forEach(DeviceMemory::close);
    }
  }

  @Test
  void sizesAndBuffersAreParametersBehindTheFourOfTornadoInTheOrderOfTheKernel() {
    String source = code().source();
    var signature = Pattern.compile("__kernel void plus_kernel\\(([^)]*)\\)").matcher(source);
    assertTrue(signature.find());
    List<String> names = Arrays.stream(signature.group(1).strip().split(",\\s*")).map(p -> p.substring(p.lastIndexOf(' ') + 1)).toList();
    assertEquals(
        List.of("context_of_task", "constants_of_task", "memory_of_task", "atomics_of_task", "n", "m", "x_array", "y_array",
            "status_array"),
        names);
    assertTrue(source.contains("__global const long* restrict x = (__global const long*) (x_array + ARRAY_HEADER);"), source);
  }
}
