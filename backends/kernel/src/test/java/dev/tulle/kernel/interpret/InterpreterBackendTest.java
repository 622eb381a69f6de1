package dev.tulle.kernel.interpret;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tulle.kernel.CompilerBug;
import dev.tulle.kernel.device.Backend;
import dev.tulle.kernel.device.Device;
import dev.tulle.kernel.device.Device.DeviceMemory;
import dev.tulle.kernel.device.KernelCode;
import dev.tulle.kernel.probe.ProbeKernels;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.OptionalLong;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class InterpreterBackendTest {
  @Test
  void isFoundByTheServiceLoader() {
    assertEquals(1, ServiceLoader.load(Backend.class).stream().filter(p -> p.type() == InterpreterBackend.class).count());
  }

  @Test
  void runsCompiledKernelsOnItsOwnMemory() {
    Backend backend = new InterpreterBackend(OptionalLong.of(3));
    List<KernelCode> code = backend.compile(List.of(ProbeKernels.rowSum()), InterpreterBackend.target(4));
    try (Device device = backend.open(backend.devices().getFirst());
        DeviceMemory x = device.wrap(Segments.of(1f, 2, 3, 4, 5, 6));
        DeviceMemory y = device.allocate(8);
        DeviceMemory status = device.allocate(0);
        Device.LoadedCode loaded = device.load(code)) {
      loaded.launch("probe_row_sum", new long[] {2}, new long[] {2, 3}, new DeviceMemory[] {x, y}, status);
      MemorySegment result = Segments.of(new float[2]);
      y.read(0, result);
      assertArrayEquals(new float[] {6, 15}, Segments.floats(result));
      assertThrows(
          CompilerBug.class, () -> loaded.launch("probe_row_sum", new long[] {3}, new long[] {2, 3}, new DeviceMemory[] {x, y}, status));
    }
  }

  @Test
  void refusesCodeThatIsNoKernel() {
    Backend backend = new InterpreterBackend();
    try (Device device = backend.open(backend.devices().getFirst())) {
      for (String text : List.of("kernel", "tulle-kernel 1 kernel k { y:f32[0] = 1.0f }", "tulle-kernel 1 kernel k { x[0] = 1.0f }")) {
        List<KernelCode> code = List.of(new KernelCode("k", text, text.getBytes()));
        assertThrows(SecurityException.class, () -> device.load(code));
      }
    }
  }
}
