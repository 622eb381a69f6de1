package dev.tulle.tornado;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;

class KernelsOnTornadoTest {
  @TestFactory
  Stream<DynamicTest> eachKernelThroughTheEmulatedTornadoEqualsTheInterpreter() {
    return new CompareKernels(Tornados.emulated(), Tornados::open).all();
  }

  /// How to start it with TornadoVM's arguments is in CONTRIBUTING.md.
  @Test
  void eachKernelThroughTornadoEqualsTheInterpreter() throws Throwable {
    for (Executable test : new CompareKernels(Tornados.real(), Tornados::openReal).all().map(DynamicTest::getExecutable).toList())
      test.execute();
  }
}
