package dev.tulle.kernel.interpret;

import dev.tulle.kernel.CompilerBug;
import dev.tulle.kernel.ir.Buffer;
import dev.tulle.kernel.ir.Expr;
import dev.tulle.kernel.ir.Kernel;
import dev.tulle.kernel.ir.Type;
import dev.tulle.kernel.text.KernelPrinter;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/// Runs one kernel, exactly as the comments of Kernel IR say. Every access is checked on each of its axes, every integer against the range
/// its buffer promises; what is wrong is a [CompilerBug] that names kernel, access and position. Translating costs about as much as running
/// a few elements, so an interpreter may be kept and used again, but not from two threads at once.
public final class Interpreter {
  private final Kernel kernel;
  private final int[] sizeSlots;
  private final int[] bufferSlots;
  private final int[] gridSlots;
  private final int slots;
  private final Code.Step body;

  public Interpreter(Kernel kernel) {
    this.kernel = kernel;
    Slots names = new Slots(kernel.name());
    sizeSlots = kernel.sizes().stream().mapToInt(s -> names.name(s.name(), new Type(s.type(), 1))).toArray();
    bufferSlots = kernel.buffers().stream().mapToInt(b -> names.array(b.name(), b.element(), b.shape().size())).toArray();
    gridSlots = kernel.grid().stream().mapToInt(g -> names.name(g.name(), g.extent().type())).toArray();
    body = new TranslateStatements(kernel.name(), names).block(kernel.body());
    slots = names.count();
  }

  /// Runs all groups in order.
  ///
  /// @param sizes in the order of [Kernel#sizes]
  /// @param buffers in the order of [Kernel#buffers], in native byte order, on or off the heap
  /// @param status one 64-bit word for each fail site, see [dev.tulle.kernel.device.Device.LoadedCode#launch]
  public void run(long[] sizes, List<MemorySegment> buffers, MemorySegment status) {
    run(sizes, buffers, status, Optional.empty());
  }

  /// Runs groups and items in an order drawn from `seed`, and refuses races: within one phase of items, and among groups, nobody may touch
  /// what another writes, unless both do it atomically.
  public void race(long seed, long[] sizes, List<MemorySegment> buffers, MemorySegment status) {
    run(sizes, buffers, status, Optional.of(new Random(seed)));
  }

  /// The extents of the grid at these sizes.
  public long[] grid(long[] sizes) {
    Map<String, Long> values = sizeValues(sizes);
    return kernel.grid().stream().mapToLong(g -> evaluate(g.extent(), values)).toArray();
  }

  private void run(long[] sizes, List<MemorySegment> buffers, MemorySegment status, Optional<Random> order) {
    Map<String, Long> values = sizeValues(sizes);
    for (Expr fact : kernel.facts()) {
      if (evaluate(fact, values) != 1) throw bug("the fact " + KernelPrinter.print(fact) + " does not hold at " + values);
    }
    if (buffers.size() != bufferSlots.length) throw bug(buffers.size() + " buffers for " + bufferSlots.length);
    Optional<RaceDetector> races = order.map(_ -> new RaceDetector(kernel.name()));
    Frame frame = new Frame(slots, status, races, order);
    for (int i = 0; i < sizes.length; i++) frame.scalars[sizeSlots[i]] = sizes[i];
    for (int i = 0; i < bufferSlots.length; i++) frame.memories[bufferSlots[i]] = memory(kernel.buffers().get(i), buffers.get(i), values);
    long[] extents = grid(sizes);
    int groups = Math.toIntExact(Arrays.stream(extents).reduce(1, (a, b) -> Math.multiplyExact(Math.max(a, 0), Math.max(b, 0))));
    if (order.isEmpty()) {
      for (int group = 0; group < groups; group++) runGroup(frame, group, extents);
    } else {
      for (int group : frame.order(groups)) runGroup(frame, group, extents);
    }
  }

  private void runGroup(Frame frame, int group, long[] extents) {
    frame.races.ifPresent(r -> r.enterGroup(group));
    long rest = group;
    for (int axis = extents.length - 1; axis >= 0; axis--) {
      frame.scalars[gridSlots[axis]] = rest % extents[axis];
      rest /= extents[axis];
    }
    body.run(frame);
  }

  private Map<String, Long> sizeValues(long[] sizes) {
    if (sizes.length != sizeSlots.length) throw bug(sizes.length + " sizes for " + sizeSlots.length);
    Map<String, Long> values = new HashMap<>();
    for (int i = 0; i < sizes.length; i++) {
      if (sizes[i] < 0) throw bug("size " + kernel.sizes().get(i).name() + " is " + sizes[i]);
      values.put(kernel.sizes().get(i).name(), sizes[i]);
    }
    return values;
  }

  private Memory memory(Buffer buffer, MemorySegment bytes, Map<String, Long> sizes) {
    long[] shape = buffer.shape().stream().mapToLong(e -> evaluate(e, sizes)).toArray();
    long needed = Math.multiplyExact(Arrays.stream(shape).reduce(1, Math::multiplyExact), buffer.element().bytes());
    if (bytes.byteSize() < needed) throw bug("buffer " + buffer.name() + Arrays.toString(shape) + " has " + bytes.byteSize() + " bytes");
    long low = buffer.values().map(v -> evaluate(v.low(), sizes)).orElse(Long.MIN_VALUE);
    long high = buffer.values().map(v -> evaluate(v.high(), sizes)).orElse(Long.MAX_VALUE);
    return new Memory(buffer.name(), buffer.element(), shape, bytes, buffer.access() == Buffer.Access.READ, low, high);
  }

  private long evaluate(Expr e, Map<String, Long> sizes) {
    try {
      return ScalarEvaluator.evaluate(e, sizes);
    } catch (ArithmeticException | IllegalArgumentException wrong) {
      throw new CompilerBug("kernel " + kernel.name() + ": " + wrong.getMessage(), wrong);
    }
  }

  private CompilerBug bug(String message) {
    return new CompilerBug("kernel " + kernel.name() + ": " + message);
  }
}
