package dev.tulle.perf.cases;

import dev.tulle.runtime.tensor.ElementType;
import dev.tulle.runtime.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;

/// Random data, other numbers at every call and in every process.
final class Fresh {
  private static final SplittableRandom RANDOM = new SplittableRandom();

  private Fresh() {}

  /// Uniform between −1 and 1.
  static Tensor tensor(long... shape) {
    return sparse(1, shape);
  }

  /// As above, where each element is kept with this probability and else zero.
  static Tensor sparse(double density, long... shape) {
    SplittableRandom random = RANDOM.split();
    Tensor tensor = Tensor.zeros(ElementType.F32, shape);
    MemorySegment data = tensor.data();
    for (long i = 0; i < tensor.count(); i++) {
      if (density >= 1 || random.nextDouble() < density) data.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) random.nextDouble(-1, 1));
    }
    return tensor;
  }

  static float at(Tensor tensor, long position) {
    return tensor.data().getAtIndex(ValueLayout.JAVA_FLOAT, position);
  }
}
