package dev.tulle.runtime.session;

import dev.tulle.kernel.CompilerBug;
import dev.tulle.kernel.device.Device.DeviceMemory;
import dev.tulle.kernel.device.Device.LoadedCode;
import dev.tulle.kernel.interpret.ScalarEvaluator;
import dev.tulle.kernel.ir.Buffer;
import dev.tulle.kernel.ir.Expr;
import dev.tulle.kernel.ir.Kernel;
import dev.tulle.kernel.text.KernelPrinter;
import dev.tulle.runtime.TulleException;
import dev.tulle.runtime.TulleException.Code;
import dev.tulle.runtime.plan.Plan;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A launch with its sizes known: the arguments in the kernel's order.
record PreparedLaunch(String kernel, long[] grid, long[] sizes, List<String> buffers) {

  /// Computes the arguments, and checks what the kernel believes without looking: its facts, and that each buffer is as large as it says.
  ///
  /// @param bytes of each buffer of the plan
  /// @return empty if the grid is, so that there is nothing to run
  /// @throws TulleException `SIZE` if the kernel's own 32-bit arithmetic cannot hold these sizes
  static Optional<PreparedLaunch> prepare(Plan.Launch launch, Kernel kernel, BoundSizes all, Map<String, Long> bytes) {
    long[] sizes = kernel.sizes().stream().mapToLong(p -> all.get(launch.sizes().get(p.name()))).toArray();
    Map<String, Long> byName = new HashMap<>();
    for (int i = 0; i < sizes.length; i++) byName.put(kernel.sizes().get(i).name(), sizes[i]);
    Evaluation evaluation = new Evaluation(kernel, byName);
    long[] grid = kernel.grid().stream().mapToLong(axis -> evaluation.value(axis.extent())).toArray();
    for (long extent : grid) if (extent <= 0) return Optional.empty();
    for (Expr fact : kernel.facts()) {
      if (evaluation.value(fact) != 1) throw evaluation.bug("its fact " + KernelPrinter.print(fact) + " does not hold");
    }
    for (Buffer buffer : kernel.buffers()) {
      long needed = evaluation.bytes(buffer);
      long found = bytes.get(launch.buffers().get(buffer.name()));
      if (found < needed) throw evaluation.bug("its buffer " + buffer.name() + " takes " + needed + " bytes, but the plan's has " + found);
    }
    return Optional
        .of(new PreparedLaunch(kernel.name(), grid, sizes, kernel.buffers().stream().map(b -> launch.buffers().get(b.name())).toList()));
  }

  void run(LoadedCode code, Memories memories, DeviceMemory status) {
    code.launch(kernel, grid, sizes, buffers.stream().map(memories::get).toArray(DeviceMemory[]::new), status);
  }

  private record Evaluation(Kernel kernel, Map<String, Long> sizes) {
    long value(Expr e) {
      try {
        return ScalarEvaluator.evaluate(e, sizes);
      } catch (ArithmeticException tooLarge) {
        throw new TulleException(
            Code.SIZE,
            "the sizes " + sizes + " are too large: a position in a buffer of kernel `" + kernel.name() + "` " + tooLarge.getMessage(),
            tooLarge);
      }
    }

    long bytes(Buffer buffer) {
      long bytes = buffer.element().bytes();
      for (Expr axis : buffer.shape()) {
        long extent = Math.max(value(axis), 0);
        if (extent != 0 && bytes > Long.MAX_VALUE / extent) throw bug("its buffer " + buffer.name() + " takes more than 2^63 bytes");
        bytes *= extent;
      }
      return bytes;
    }

    CompilerBug bug(String message) {
      return new CompilerBug("the plan launches kernel " + kernel.name() + " with " + sizes + ": " + message);
    }
  }
}
