package dev.tulle.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tulle.kernel.device.DeviceException;
import dev.tulle.kernel.ir.Scalar;
import dev.tulle.kernel.launch.LaunchCard;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The arithmetic of launches, for GPUs that are not there.
class LaunchArithmeticTest {
  private static final int MOST = 1024;

  private static DeviceFacts gpu(int processors, int groups) {
    return new DeviceFacts(0, "GPU", 90, 1L << 34, processors, MOST, 49152, groups, false, 13_000);
  }

  @Test
  void itemsThatKeepValuesNeedAThreadEach() {
    LaunchCard keeps = new LaunchCard(100, true, List.of(), 2);
    assertEquals(new LaunchShape(7, 128), LaunchShape.of(keeps, 7, 128, gpu(132, Integer.MAX_VALUE), "launch"));
    String refused = assertThrows(DeviceException.class, () -> LaunchShape.of(keeps, 7, 64, gpu(132, Integer.MAX_VALUE), "launch"))
        .getMessage();
    assertTrue(refused.contains("needs groups of 100 threads") && refused.contains("at most 64"), refused);
  }

  private static LaunchCard card(int items, Scalar... sizes) {
    return new LaunchCard(items, false, List.of(sizes), 2);
  }

  private static LaunchShape shape(int items, long groups, int most) {
    return LaunchShape.of(card(items), groups, most, gpu(132, Integer.MAX_VALUE), "launch");
  }

  @Test
  void aGroupWithPhasesIsWholeWarpsForItsItems() {
    assertEquals(new LaunchShape(7, 256), shape(256, 7, MOST));
    assertEquals(new LaunchShape(1, 32), shape(1, 1, MOST));
    assertEquals(new LaunchShape(9, 96), shape(65, 9, MOST));
  }

  @Test
  void aKernelThatNeedsManyRegistersGetsFewerThreadsForItsItems() {
    assertEquals(new LaunchShape(7, 192), shape(256, 7, 192));
    assertEquals(new LaunchShape(1000, 192), shape(0, 192_000, 192));
  }

  @Test
  void groupsWithoutPhasesAreThreadsAndFewOfThemAreSpreadOverTheProcessors() {
    assertEquals(new LaunchShape(1, 32), shape(0, 1, MOST));
    assertEquals(new LaunchShape(132, 32), shape(0, 132 * 32, MOST));
    assertEquals(new LaunchShape(132, 64), shape(0, 132 * 64, MOST));
    assertEquals(new LaunchShape(4000, 256), shape(0, 256 * 4000, MOST));
    for (long groups : new long[] {1, 31, 32, 33, 255, 256, 257, 100_000, 1L << 37}) {
      LaunchShape shape = shape(0, groups, MOST);
      assertTrue((long) shape.groups() * shape.threads() >= groups, () -> groups + ": " + shape);
      assertTrue((shape.groups() - 1L) * shape.threads() < groups, () -> groups + ": " + shape);
    }
  }

  @Test
  void aLaunchBeyondWhatTheGpuCountsIsRefusedWithBothNumbers() {
    DeviceException refused = assertThrows(DeviceException.class,
        () -> LaunchShape.of(card(64), 1L << 31, MOST, gpu(1, Integer.MAX_VALUE), "kernel k over [2147483648]"));
    assertEquals("kernel k over [2147483648]: it needs 2147483648 groups of 64 threads, but GPU starts at most 2147483647 groups",
        refused.getMessage());
    assertThrows(DeviceException.class, () -> LaunchShape.of(card(0), 257, 256, gpu(1, 1), "k"));
    assertEquals(new LaunchShape(1, 256), LaunchShape.of(card(0), 256, 256, gpu(1, 1), "k"));
  }

  @Test
  void aGridThatNobodyCanCountIsRefused() {
    assertEquals(0, LaunchCard.groups(new long[] {Long.MAX_VALUE, 0, 5}, "k"));
    assertEquals(Long.MAX_VALUE, LaunchCard.groups(new long[] {Long.MAX_VALUE, 1}, "k"));
    assertThrows(DeviceException.class, () -> LaunchCard.groups(new long[] {1L << 32, 1L << 31}, "k"));
    assertEquals(1, LaunchCard.groups(new long[0], "k"));
  }

  @Test
  void eachArgumentStandsAtTheNextMultipleOfItsSize() {
    LaunchCard card = card(0, Scalar.I32, Scalar.I64, Scalar.I32);
    assertEquals(4 + 4 + 8 + 4 + 4 + 8 * 3, PackArguments.bytes(card));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment block = arena.allocate(PackArguments.bytes(card), 8).fill((byte) 0);
      PackArguments.pack(card, new long[] {-1, 1L << 40, 7}, new long[] {11, 12, 13}, block);
      assertArrayEquals(new int[] {-1, 0, 0, 256, 7, 0, 11, 0, 12, 0, 13, 0}, block.toArray(ValueLayout.JAVA_INT));
    }
  }

  @Test
  void aKernelWithoutSizesHasItsAddressesAlone() {
    assertEquals(24, PackArguments.bytes(card(0)));
    assertEquals(4 + 4 + 24, PackArguments.bytes(card(0, Scalar.I32)));
    assertEquals(8 + 24, PackArguments.bytes(card(0, Scalar.I32, Scalar.I32)));
  }

  @Test
  void machineCodeRunsOnLaterGpusOfItsGenerationOnly() {
    assertTrue(CudaTargets.runs(86, 80) && CudaTargets.runs(80, 80) && CudaTargets.runs(121, 120));
    assertTrue(!CudaTargets.runs(80, 86) && !CudaTargets.runs(90, 80) && !CudaTargets.runs(80, 90) && !CudaTargets.runs(100, 90));
  }
}
