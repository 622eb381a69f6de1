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
import java.util.Optional;
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
  /// Of the last run: the next one probably has the same sizes.
  private Optional<Layout> last = Optional.empty();

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
    Layout layout = Layout.of(plan, Set.of(Lifetime.WEIGHT, Lifetime.OPEN, Lifetime.CONSTANT), plan.open(), kernels, opened);
    place(data, layout);
    for (Plan.PlanBuffer buffer : plan.buffers()) {
      if (buffer.lifetime() == Lifetime.OPEN) memories.allocate(buffer.name(), layout.bytes().get(buffer.name()));
      if (buffer.lifetime() == Lifetime.CONSTANT) memories.wrap(buffer.name(), constant(buffer));
    }
    launch(layout, opened);
  }

  private Value weight(WeightSource source, Plan.Port port) {
    return source.find(port.name())
        .orElseThrow(
            () -> new TulleException(
                Code.NAME, "there is no weight `" + port.name() + "` for model `" + plan.model() + "`; there are "
                    + Names.list(source.names(), n -> n)));
  }

  private Tensor constant(Plan.PlanBuffer buffer) {
    long[] shape = opened.shape(buffer.shape(), "`" + buffer.name() + "`");
    List<Double> values = buffer.constant();
    if (Shape.count(shape) != values.size())
      throw new CompilerBug("constant " + buffer.name() + Shape.text(shape) + " has " + values.size() + " elements");
    Tensor tensor = Tensor.zeros(ElementType.of(buffer.element()), shape);
    for (int i = 0; i < values.size(); i++) tensor.set(i, values.get(i));
    return tensor;
  }

  Result run(Call call) {
    memories.checkOwners();
    Names.checkInputs(plan, call.inputs().keySet());
    BoundSizes sizes = opened.copy();
    sizes.give(call.sizes());
    BindShapes.bind(plan.inputs(), call.inputs(), sizes);
    for (Plan.Size size : plan.sizes()) if (size.origin() != Plan.Origin.STORED) sizes.get(size.name());
    sizes.require(plan.requirements());
    results.checkTargets(call, sizes);
    Map<String, Tensor> data = bind(plan.inputs(), call.inputs(), sizes);
    Layout layout = last.filter(l -> l.sizes().equals(sizes.values()))
        .orElseGet(() -> Layout.of(plan, Set.of(Lifetime.values()), plan.run(), kernels, sizes));
    last = Optional.of(layout);
    try {
      place(data, layout);
      for (Plan.PlanBuffer buffer : plan.buffers()) {
        if (buffer.lifetime() == Lifetime.RUN || buffer.lifetime() == Lifetime.OUTPUT)
          memories.allocate(buffer.name(), layout.bytes().get(buffer.name()));
      }
      code.kernelTime();
      long start = System.nanoTime();
      launch(layout, sizes);
      Map<String, Value> outputs = results.outputs(call, sizes, memories);
      long nanoseconds = System.nanoTime() - start;
      return new Result(outputs, results.shown(call, sizes, memories), nanoseconds, code.kernelTime());
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

  private void place(Map<String, Tensor> data, Layout layout) {
    data.forEach(
        (name, tensor) -> {
          long expected = layout.bytes().get(name);
          if (tensor.data().byteSize() != expected) {
            throw new CompilerBug("the plan of " + plan.model() + " gives buffer " + name + " " + expected + " bytes, but its port takes "
                + tensor.data().byteSize());
          }
          memories.wrap(name, tensor);
        });
  }

  private void launch(Layout layout, BoundSizes sizes) {
    DeviceMemory status = sites.cleared();
    PreparedStep.Round round = PreparedStep.Round.outside(code, memories, status);
    for (PreparedStep step : layout.steps()) step.run(round);
    sites.check(sizes);
  }

  @Override
  public void close() {
    memories.close();
    sites.close();
  }
}
