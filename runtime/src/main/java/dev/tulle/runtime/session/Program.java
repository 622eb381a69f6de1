package dev.tulle.runtime.session;

import dev.tulle.kernel.CompilerBug;
import dev.tulle.kernel.device.Device;
import dev.tulle.kernel.device.Device.DeviceMemory;
import dev.tulle.kernel.device.Device.LoadedCode;
import dev.tulle.kernel.ir.Kernel;
import dev.tulle.runtime.TulleException;
import dev.tulle.runtime.TulleException.Code;
import dev.tulle.runtime.bundle.TargetCode;
import dev.tulle.runtime.file.WeightSource;
import dev.tulle.runtime.plan.Plan;
import dev.tulle.runtime.plan.Plan.Lifetime;
import dev.tulle.runtime.plan.StoredBuffers;
import dev.tulle.runtime.tensor.ElementType;
import dev.tulle.runtime.tensor.Shape;
import dev.tulle.runtime.tensor.Tensor;
import dev.tulle.runtime.tensor.Value;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Carries a plan out on a device.
final class Program implements AutoCloseable {
  private final Plan plan;
  private final Map<String, Kernel> kernels;
  private final LoadedCode code;
  private final Memories memories;
  private final FailSites sites;
  private final ReadResults results;
  private final BoundSizes opened;
  /// The bytes of all buffers whose size is known when opened.
  private final Map<String, Long> openedBytes = new HashMap<>();

  Program(TargetCode target, Device device, LoadedCode code) {
    this.plan = target.plan();
    this.kernels = target.kernels().stream().collect(Collectors.toMap(Kernel::name, Function.identity()));
    this.code = code;
    this.memories = new Memories(device);
    this.sites = new FailSites(plan.sites(), device);
    this.results = new ReadResults(plan);
    this.opened = BoundSizes.none(plan);
  }

  String name() {
    return plan.model();
  }

  /// Binds the weights and runs what depends on them alone.
  void open(WeightSource source, Map<String, Long> given) {
    opened.give(given);
    Map<String, Value> weights = new LinkedHashMap<>();
    for (Plan.Port port : plan.weights()) weights.put(port.name(), weight(source, port));
    BindShapes.bind(plan.weights(), weights, opened);
    opened.require(plan.requirements());
    Map<String, Tensor> data = bind(plan.weights(), weights, opened);
    openedBytes.putAll(bytes(Set.of(Lifetime.WEIGHT, Lifetime.OPEN, Lifetime.CONSTANT), opened));
    MemoryLimit.check(allocated(openedBytes), opened);
    List<PreparedLaunch> launches = prepare(plan.open(), opened, openedBytes);
    place(data, openedBytes);
    for (Plan.PlanBuffer buffer : plan.buffers()) {
      if (buffer.lifetime() == Lifetime.OPEN) memories.allocate(buffer.name(), openedBytes.get(buffer.name()));
      if (buffer.lifetime() == Lifetime.CONSTANT) memories.wrap(buffer.name(), constant(buffer));
    }
    launch(launches, opened);
  }

  private Value weight(WeightSource source, Plan.Port port) {
    return source.find(port.name())
        .orElseThrow(
            () -> new TulleException(
                Code.NAME, "there is no weight `" + port.name() + "` for model `" + plan.model() + "`; there are "
                    + Names.list(source.names(), n -> n)));
  }

  private Tensor constant(Plan.PlanBuffer buffer) {
    Tensor tensor = Tensor.zeros(ElementType.of(buffer.element()), opened.shape(buffer.shape(), "`" + buffer.name() + "`"));
    if (tensor.count() != buffer.constant().size())
      throw new CompilerBug("constant " + buffer.name() + " has " + buffer.constant().size() + " of " + tensor.count() + " elements");
    for (int i = 0; i < buffer.constant().size(); i++) tensor.set(i, buffer.constant().get(i));
    return tensor;
  }

  Result run(Call call) {
    Names.checkInputs(plan, call.inputs().keySet());
    BoundSizes sizes = opened.copy();
    sizes.give(call.sizes());
    BindShapes.bind(plan.inputs(), call.inputs(), sizes);
    for (Plan.Size size : plan.sizes()) if (size.origin() != Plan.Origin.STORED) sizes.get(size.name());
    sizes.require(plan.requirements());
    results.checkTargets(call, sizes);
    Map<String, Tensor> data = bind(plan.inputs(), call.inputs(), sizes);
    Map<String, Long> bytes = new HashMap<>(openedBytes);
    bytes.putAll(bytes(Set.of(Lifetime.INPUT, Lifetime.RUN, Lifetime.OUTPUT), sizes));
    MemoryLimit.check(allocated(bytes), sizes);
    List<PreparedLaunch> launches = prepare(plan.run(), sizes, bytes);
    try {
      place(data, bytes);
      for (Plan.PlanBuffer buffer : plan.buffers()) {
        if (buffer.lifetime() == Lifetime.RUN || buffer.lifetime() == Lifetime.OUTPUT)
          memories.allocate(buffer.name(), bytes.get(buffer.name()));
      }
      long start = System.nanoTime();
      launch(launches, sizes);
      Map<String, Value> outputs = results.outputs(call, sizes, memories);
      long nanoseconds = System.nanoTime() - start;
      return new Result(outputs, results.shown(call, sizes, memories), nanoseconds);
    } finally {
      memories.release(data.keySet());
    }
  }

  private static Map<String, Tensor> bind(List<Plan.Port> ports, Map<String, ? extends Value> values, BoundSizes sizes) {
    Map<String, Tensor> buffers = new HashMap<>();
    for (Plan.Port port : ports) {
      BoundData data = BindData.bind(port, values.get(port.name()), sizes);
      buffers.putAll(data.buffers());
      data.stored().ifPresent(n -> sizes.define(StoredBuffers.stored(port), n, "by the data of `" + port.name() + "`"));
    }
    return buffers;
  }

  private void place(Map<String, Tensor> data, Map<String, Long> bytes) {
    data.forEach(
        (name, tensor) -> {
          if (tensor.data().byteSize() != bytes.get(name)) {
            throw new CompilerBug("the plan of " + plan.model() + " gives buffer " + name + " " + bytes.get(name)
                + " bytes, but its port takes " + tensor.data().byteSize());
          }
          memories.wrap(name, tensor);
        });
  }

  private Map<String, Long> bytes(Set<Lifetime> lifetimes, BoundSizes sizes) {
    Map<String, Long> bytes = new LinkedHashMap<>();
    for (Plan.PlanBuffer buffer : plan.buffers()) if (lifetimes.contains(buffer.lifetime())) bytes.put(buffer.name(), bytes(buffer, sizes));
    return bytes;
  }

  private static long bytes(Plan.PlanBuffer buffer, BoundSizes sizes) {
    long[] shape = sizes.shape(buffer.shape(), "`" + buffer.name() + "`");
    try {
      long bytes = buffer.element().bytes();
      for (long extent : shape) if (extent == 0) return 0;
      for (long extent : shape) bytes = Math.multiplyExact(bytes, extent);
      return bytes;
    } catch (ArithmeticException e) {
      throw new TulleException(
          Code.MEMORY,
          "`" + buffer.name() + "` would be " + ElementType.of(buffer.element()) + Shape.text(shape) + " with " + sizes.spelled()
              + ", more than 2^63 bytes",
          e);
    }
  }

  /// Those buffers whose memory is the session's; bound data is there already.
  private Map<String, Long> allocated(Map<String, Long> bytes) {
    Map<String, Long> allocated = new LinkedHashMap<>();
    for (Plan.PlanBuffer buffer : plan.buffers()) {
      boolean bound = buffer.lifetime() == Lifetime.INPUT || buffer.lifetime() == Lifetime.WEIGHT;
      if (!bound && bytes.containsKey(buffer.name())) allocated.put(buffer.name(), bytes.get(buffer.name()));
    }
    return allocated;
  }

  private List<PreparedLaunch> prepare(List<Plan.Launch> launches, BoundSizes sizes, Map<String, Long> bytes) {
    return launches.stream().flatMap(l -> PreparedLaunch.prepare(l, kernels.get(l.kernel()), sizes, bytes).stream()).toList();
  }

  private void launch(List<PreparedLaunch> launches, BoundSizes sizes) {
    DeviceMemory status = sites.cleared();
    for (PreparedLaunch launch : launches) launch.run(code, memories, status);
    sites.check(sizes);
  }

  @Override
  public void close() {
    memories.close();
    sites.close();
  }
}
