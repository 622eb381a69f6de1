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
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
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
  private final List<Part> parts;
  private final Part commit;
  /// Of the last run, by part: the next one probably has the same sizes.
  private final Map<Part, Layout> last = new IdentityHashMap<>();

  /// Steps of the run that need nothing measured but `measured`, which is found before them.
  private record Part(List<Plan.Measure> measured, List<Plan.Step> steps) {}

  Program(Plan plan, Map<String, Kernel> kernels, Device device, LoadedCode code, Kept kept) {
    this.plan = plan;
    this.kernels = kernels;
    this.code = code;
    this.kept = kept;
    this.memories = new Memories(device, kept.memories());
    this.sites = new FailSites(plan.sites(), device);
    this.results = new ReadResults(plan);
    this.parts = parts(plan.run());
    this.commit = new Part(List.of(), plan.commit());
  }

  private static List<Part> parts(List<Plan.Step> run) {
    List<Part> parts = new ArrayList<>(List.of(new Part(List.of(), new ArrayList<>())));
    for (Plan.Step step : run) {
      Part last = parts.getLast();
      switch (step) {
        case Plan.Launch _, Plan.Loop _, Plan.Either _ -> last.steps().add(step);
        case Plan.Measure m when parts.size() > 1 && last.steps().isEmpty() -> last.measured().add(m);
        case Plan.Measure m -> parts.add(new Part(new ArrayList<>(List.of(m)), new ArrayList<>()));
      }
    }
    return parts;
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
    launch(layout, sizes, code);
  }

  Result run(Call call) {
    kept.memories().checkOwners();
    Names.checkInputs(plan, call.inputs().keySet());
    BoundSizes sizes = kept.sizes().of(plan);
    sizes.give(call.sizes());
    BindShapes.bind(plan.inputs(), call.inputs(), sizes);
    for (Plan.Size size : plan.sizes()) if (!BoundSizes.isFound(size)) sizes.get(size.name());
    sizes.require(plan.requirements());
    results.checkTargets(call, sizes);
    Map<String, Tensor> data = Kept.bind(plan.inputs(), call.inputs(), sizes);
    Layout first = layout(parts.getFirst(), sizes);
    TimedCode timed = new TimedCode(code);
    LoadedCode used = call.isTimed() ? timed : code;
    try {
      place(data, first);
      allocate(first);
      code.kernelTime();
      long start = System.nanoTime();
      launch(first, sizes, used);
      for (Part part : parts.subList(1, parts.size())) {
        measure(part.measured(), sizes);
        Layout layout = layout(part, sizes);
        allocate(layout);
        launch(layout, sizes, used);
      }
      Map<String, Value> outputs = results.outputs(call, sizes, memories);
      long nanoseconds = System.nanoTime() - start;
      Result result = new Result(outputs, results.shown(call, sizes, memories), nanoseconds, used.kernelTime(), timed.launches());
      if (!commit.steps().isEmpty()) launch(layout(commit, sizes), sizes, code);
      for (Plan.Swap update : plan.updates()) kept.memories().swap(update.first(), update.second());
      return result;
    } finally {
      memories.release(data.keySet());
    }
  }

  private Layout layout(Part part, BoundSizes sizes) {
    Layout known = last.get(part);
    if (known != null && known.sizes().equals(sizes.values())) return known;
    Layout layout = Layout.of(plan, Set.of(Lifetime.values()), part.steps(), kernels, sizes);
    last.put(part, layout);
    return layout;
  }

  /// Memory for everything whose size is known by now.
  private void allocate(Layout layout) {
    for (Plan.PlanBuffer buffer : plan.buffers()) {
      Long bytes = layout.bytes().get(buffer.name());
      boolean ofRun = buffer.lifetime() == Lifetime.RUN || buffer.lifetime() == Lifetime.OUTPUT;
      if (ofRun && bytes != null) memories.allocate(buffer.name(), bytes);
    }
  }

  private void measure(List<Plan.Measure> measures, BoundSizes sizes) {
    for (Plan.Measure m : measures) {
      int[] value = new int[1];
      memories.get(m.buffer()).read(0, MemorySegment.ofArray(value));
      sizes.define(m.size(), Math.max(value[0], 0), "as measured");
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

  private void launch(Layout layout, BoundSizes sizes, LoadedCode on) {
    DeviceMemory status = sites.cleared();
    PreparedStep.Round round = PreparedStep.Round.outside(on, memories, status);
    for (PreparedStep step : layout.steps()) step.run(round);
    sites.check(sizes);
  }

  @Override
  public void close() {
    memories.close();
    sites.close();
  }
}
