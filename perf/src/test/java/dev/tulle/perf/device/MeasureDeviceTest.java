package dev.tulle.perf.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tulle.runtime.Devices;
import java.util.List;
import org.junit.jupiter.api.Test;

class MeasureDeviceTest {
  @Test
  void everyWorkloadOnTheCpuIsNearTheLoopsInDouble() {
    List<String> lines = MeasureDevice.table(Devices.cpu(), 64).lines().toList();
    assertEquals(2 + Workload.all(64).size(), lines.size());
    for (String line : lines.subList(2, lines.size())) {
      String[] cells = line.split("\\|");
      // Sums of at most 260 products of standard normals.
      assertTrue(Double.parseDouble(cells[cells.length - 1]) < 260 * Math.ulp(64f), line);
    }
  }
}
