package dev.tulle.runtime.session;

import dev.tulle.kernel.CompilerBug;
import dev.tulle.kernel.device.Device;
import dev.tulle.kernel.device.Device.DeviceMemory;
import dev.tulle.kernel.device.Device.LoadedCode;
import dev.tulle.kernel.ir.Kernel;
import dev.tulle.runtime.plan.Plan;
import dev.tulle.runtime.plan.Plan.Lifetime;
import dev.tulle.runtime.plan.StoredBuffers;
import dev.tulle.runtime.tensor.Tensor;
import dev.tulle.runtime.tensor.Value;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Carries the plan of one program out on a device.
final class Program implements AutoCloseable {
  private static final Set<Lifetime> KEPT = Arrays.stream(Lifetime.values())
      .filter(Lifetime::isKept)
      .collect(Collectors.toUnmodifiableSet());

  private final Plan plan;
  private final Map<String, Kernel> kernels;
  private final LoadedCode code;
  private final Memories memories;
  private final FailSites sites;
  private final ReadResults results;
  private final Kept kept;
  /// Of the last run: the next one probably has the same sizes.
  private Optional<Layout> last = Optional.empty();

  Program(Plan plan, Map<String, Kernel> kernels, Device device, LoadedCode code, Kept kept) {
    this.plan = plan;
    this.kernels = kernels;
    this.code = code;
    this.kept = kept;
    this.memories = new Memories(device, kept.memories());
    this.sites = new FailSites(plan.sites(), device);
    this.results = new ReadResults(plan);
  }

  Plan plan() {
    return plan;
  }

  /// Runs what depends on weights alone.
  void open() {
    BoundSizes sizes = kept.sizes().of(plan);
    Layout layout = Layout.of(plan, KEPT, plan.open(), kernels, sizes);
    for (Plan.Port port : plan.weights())
      StoredBuffers.of(port).keySet().forEach(name -> checkBytes(name, kept.memories().get(name).bytes(), layout));
    kept.allocate(plan, layout.bytes());
    launch(layout, sizes);
  }

  Result run(Call call) {
    kept.memories().checkOwners();
    Names.checkInputs(plan, call.inputs().keySet());
    BoundSizes sizes = kept.sizes().of(plan);
    sizes.give(call.sizes());
    BindShapes.bind(plan.inputs(), call.inputs(), sizes);
    for (Plan.Size size : plan.sizes()) if (size.origin() != Plan.Origin.STORED) sizes.get(size.name());
    sizes.require(plan.requirements());
    results.checkTargets(call, sizes);
    Map<String, Tensor> data = Kept.bind(plan.inputs(), call.inputs(), sizes);
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
      Result result = new Result(outputs, results.shown(call, sizes, memories), nanoseconds, code.kernelTime());
      for (Plan.Swap update : plan.updates()) kept.memories().swap(update.first(), update.second());
      return result;
    } finally {
      memories.release(data.keySet());
    }
  }

  private void place(Map<String, Tensor> data, Layout layout) {
    data.forEach(
        (name, tensor) -> {
          checkBytes(name, tensor.data().byteSize(), layout);
          memories.wrap(name, tensor);
        });
  }

  private void checkBytes(String name, long bytes, Layout layout) {
    long expected = layout.bytes().get(name);
    if (bytes != expected) {
      throw new CompilerBug(
          "the plan of " + plan.model() + " gives buffer " + name + " " + expected + " bytes, but its port takes " + bytes);
    }
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
