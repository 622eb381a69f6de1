package dev.tulle.cpu;

import dev.tulle.kernel.device.Target;
import dev.tulle.kernel.probe.AnyData;
import dev.tulle.kernel.probe.ProbeKernels;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ProbeKernelsOnCpuTest {
  private static final int[] SIZES = {0, 1, 15, 16, 17, 64, 65};

  static Stream<Target> targets() {
    return CpuTargets.all().stream();
  }

  @ParameterizedTest
  @MethodSource("targets")
  void rowSumEqualsTheInterpreter(Target target) {
    for (int m : SIZES) {
      AnyData data = new AnyData(m);
      Differential.check(ProbeKernels.rowSum(), target, new long[] {3, m}, List.of(data.floats(3 * m), new byte[4 * 3]), 1, 3);
    }
  }

  @ParameterizedTest
  @MethodSource("targets")
  void compactionEqualsTheInterpreter(Target target) {
    for (int m : SIZES) {
      AnyData data = new AnyData(m);
      List<byte[]> buffers = List.of(data.floats(5 * m), data.bytes(4 * 5 * m), data.bytes(4 * 5 * m), new byte[4 * 5]);
      Differential.check(ProbeKernels.compaction(), target, new long[] {5, m}, buffers, 1, 3);
    }
  }

  @ParameterizedTest
  @MethodSource("targets")
  void contractionEqualsTheInterpreter(Target target) {
    for (int n : SIZES) {
      AnyData data = new AnyData(n);
      Differential.check(ProbeKernels.contraction(), target, new long[] {n, 17, 33},
          List.of(data.floats(n * 33), data.floats(33 * 17), data.bytes(4 * n * 17)));
    }
  }
}
