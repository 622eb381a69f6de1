package dev.tulle.kernel.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tulle.kernel.ir.Kernel;
import dev.tulle.kernel.text.KernelParser;
import dev.tulle.kernel.text.KernelPrinter;
import dev.tulle.kernel.text.KernelTextException;
import org.junit.jupiter.api.Test;

class ProbeKernelsTest {
  @Test
  void roundTrip() throws KernelTextException {
    for (Kernel kernel : ProbeKernels.all()) assertEquals(kernel, KernelParser.parse(KernelPrinter.print(kernel)));
  }
}
