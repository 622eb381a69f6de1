package dev.tulle.runtime.session;

import dev.tulle.kernel.CompilerBug;
import dev.tulle.kernel.device.Device.DeviceMemory;
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
///
/// @param counters the loop counters among the sizes, by their place
record PreparedLaunch(String kernel, long[] grid, long[] sizes, Map<Integer, String> counters, List<String> buffers)
    implements PreparedStep {

  /// Computes the arguments, and checks what the kernel believes without looking: its facts, and that each buffer is as large as it says.
  ///
  /// @param bytes of each buffer of the plan
  /// @param rounds how often each loop around the launch goes round, by its counter
  /// @return empty if the grid is, so that there is nothing to run
  /// @throws TulleException `SIZE` if the kernel's own 32-bit arithmetic cannot hold these sizes
  static Optional<PreparedLaunch> prepare(Plan.Launch launch, Kernel kernel, BoundSizes all, Map<String, Long> bytes,
      Map<String, Long> rounds) {
    Map<Integer, String> counters = new HashMap<>();
    long[] sizes = new long[kernel.sizes().size()];
    for (int i = 0; i < sizes.length; i++) {
      String name = launch.sizes().get(kernel.sizes().get(i).name());
      if (rounds.containsKey(name)) counters.put(i, name);
      else sizes[i] = all.get(name);
    }
    Map<String, Long> byName = new HashMap<>();
    for (int i = 0; i < sizes.length; i++) byName.put(kernel.sizes().get(i).name(), sizes[i]);
    Evaluation evaluation = new Evaluation(kernel, byName);
    long[] grid = kernel.grid().stream().mapToLong(axis -> evaluation.value(axis.extent())).toArray();
    for (long extent : grid) if (extent <= 0) return Optional.empty();
    evaluation.checkFacts();
    if (!counters.isEmpty()) {
      Map<String, Long> last = new HashMap<>(byName);
      counters.forEach((i, counter) -> last.put(kernel.sizes().get(i).name(), rounds.get(counter) - 1));
      new Evaluation(kernel, last).checkFacts();
    }
    for (Buffer buffer : kernel.buffers()) {
      long needed = evaluation.bytes(buffer);
      long found = bytes.get(launch.buffers().get(buffer.name()));
      if (found < needed) throw evaluation.bug("its buffer " + buffer.name() + " takes " + needed + " bytes, but the plan's has " + found);
    }
    return Optional
        .of(new PreparedLaunch(kernel.name(), grid, sizes, counters,
            kernel.buffers().stream().map(b -> launch.buffers().get(b.name())).toList()));
  }

  @Override
  public void run(Round round) {
    long[] arguments = sizes;
    if (!counters.isEmpty()) {
      arguments = sizes.clone();
      for (Map.Entry<Integer, String> counter : counters.entrySet()) arguments[counter.getKey()] = round.counters().get(counter.getValue());
    }
    DeviceMemory[] memories = buffers.stream().map(round.memories()::get).toArray(DeviceMemory[]::new);
    round.code().launch(kernel, grid, arguments, memories, round.status());
  }

  private record Evaluation(Kernel kernel, Map<String, Long> sizes) {
    void checkFacts() {
      for (Expr fact : kernel.facts()) if (value(fact) != 1) throw bug("its fact " + KernelPrinter.print(fact) + " does not hold");
    }

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
