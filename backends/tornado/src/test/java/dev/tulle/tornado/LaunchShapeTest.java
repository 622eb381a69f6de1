package dev.tulle.tornado;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tulle.kernel.CompilerBug;
import dev.tulle.kernel.device.DeviceException;
import dev.tulle.kernel.launch.LaunchCard;
import java.util.List;
import org.junit.jupiter.api.Test;

class LaunchShapeTest {
  private static final LaunchCard PHASES = new LaunchCard(100, false, List.of(), 0);
  private static final LaunchCard PLAIN = new LaunchCard(0, false, List.of(), 0);

  @Test
  void withPhasesAGroupOfTheGridIsAWorkGroup() {
    assertEquals(new LaunchShape(700, 100), LaunchShape.of(PHASES, 7, 1024, "a launch"));
    assertEquals(new LaunchShape(7 * 32, 32), LaunchShape.of(PHASES, 7, 32, "a launch"), "no more than the device takes");
    assertEquals(new LaunchShape(7, 1), LaunchShape.of(PHASES, 7, 1, "a launch"), "on a CPU one item does the work of all");
  }

  @Test
  void withoutPhasesThereAreAtLeastAsManyItemsAsGroupsInWholeWorkGroups() {
    assertEquals(new LaunchShape(64, 64), LaunchShape.of(PLAIN, 1, 1024, "a launch"));
    assertEquals(new LaunchShape(128, 64), LaunchShape.of(PLAIN, 65, 1024, "a launch"));
    assertEquals(new LaunchShape(65, 1), LaunchShape.of(PLAIN, 65, 1, "a launch"));
  }

  @Test
  void moreWorkItemsThanCanBeCountedAreRefusedWithTheLaunch() {
    String refused = assertThrows(DeviceException.class, () -> LaunchShape.of(PHASES, 1L << 60, 1024, "kernel k over [1]")).getMessage();
    assertTrue(refused.startsWith("kernel k over [1]: "), refused);
    assertEquals(new LaunchShape(1L << 40, 64), LaunchShape.of(PLAIN, 1L << 40, 1024, "a launch"));
  }

  @Test
  void groupsThatDoNotDivideTheWorkItemsAreABug() {
    assertThrows(CompilerBug.class, () -> new LaunchShape(65, 64));
    assertThrows(CompilerBug.class, () -> new LaunchShape(0, 1));
  }
}
