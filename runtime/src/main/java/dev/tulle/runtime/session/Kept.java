package dev.tulle.runtime.session;

import dev.tulle.kernel.CompilerBug;
import dev.tulle.kernel.device.Device;
import dev.tulle.runtime.TulleException;
import dev.tulle.runtime.TulleException.Code;
import dev.tulle.runtime.bundle.TargetCode;
import dev.tulle.runtime.file.WeightSource;
import dev.tulle.runtime.plan.Plan;
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

/// What a session keeps from run to run for all its programs: sizes that are fixed, weights, constants, what opening computes, states.
final class Kept implements AutoCloseable {
  private final List<Plan> programs;
  private final Plan first;
  private final BoundSizes sizes;
  private final Memories memories;

  Kept(TargetCode target, Device device) {
    this.programs = target.plans();
    this.first = target.plan();
    this.sizes = BoundSizes.none(target.all());
    this.memories = new Memories(device);
  }

  BoundSizes sizes() {
    return sizes;
  }

  Memories memories() {
    return memories;
  }

  /// @throws TulleException for weights that are not there or do not fit
  void bindWeights(WeightSource source, Map<String, Long> given) {
    sizes.give(given);
    Map<String, Value> weights = new LinkedHashMap<>();
    for (Plan.Port port : first.weights()) weights.put(port.name(), weight(source, port));
    BindShapes.bind(first.weights(), weights, sizes);
    sizes.require(first.requirements().stream().filter(this::everyEntryRequires).toList());
    bind(first.weights(), weights, sizes).forEach(memories::wrap);
  }

  private boolean everyEntryRequires(Plan.Requirement requirement) {
    return programs.stream().allMatch(p -> p.requirements().contains(requirement));
  }

  private Value weight(WeightSource source, Plan.Port port) {
    return source.find(port.name())
        .orElseThrow(
            () -> new TulleException(
                Code.NAME, "there is no weight `" + port.name() + "` for model `" + first.model() + "`; there are "
                    + Names.list(source.names(), n -> n)));
  }

  /// The data of ports as their buffers want it; the numbers of stored elements become sizes.
  static Map<String, Tensor> bind(List<Plan.Port> ports, Map<String, ? extends Value> values, BoundSizes sizes) {
    Map<String, Tensor> buffers = new HashMap<>();
    for (Plan.Port port : ports) {
      BoundData data = BindData.bind(port, values.get(port.name()), sizes);
      buffers.putAll(data.buffers());
      data.stored().ifPresent(n -> sizes.define(StoredBuffers.stored(port), n, "by the data of `" + port.name() + "`"));
    }
    return buffers;
  }

  /// Memory for what a plan keeps, where it is not there yet.
  ///
  /// @throws TulleException `SIZE` for a state of which a size is not known
  void allocate(Plan plan, Map<String, Long> bytes) {
    for (Plan.PlanBuffer buffer : plan.buffers()) {
      if (memories.has(buffer.name())) continue;
      switch (buffer.lifetime()) {
        case OPEN, STATE -> memories.allocate(buffer.name(), bytes.get(buffer.name()));
        case CONSTANT -> memories.wrap(buffer.name(), constant(buffer));
        case INPUT, WEIGHT, RUN, OUTPUT -> {}
      }
    }
  }

  private Tensor constant(Plan.PlanBuffer buffer) {
    long[] shape = sizes.shape(buffer.shape(), "`" + buffer.name() + "`");
    List<Double> values = buffer.constant();
    if (Shape.count(shape) != values.size())
      throw new CompilerBug("constant " + buffer.name() + Shape.text(shape) + " has " + values.size() + " elements");
    Tensor tensor = Tensor.zeros(ElementType.of(buffer.element()), shape);
    for (int i = 0; i < values.size(); i++) tensor.set(i, values.get(i));
    return tensor;
  }

  /// The states as they are now.
  Map<String, Value> states() {
    Map<String, Value> states = new LinkedHashMap<>();
    for (Plan.Port port : first.states()) states.put(port.name(), read(port));
    return states;
  }

  Value state(String name) {
    return read(port(name));
  }

  private Value read(Plan.Port port) {
    return new ReadResults(first).read(port, sizes, memories);
  }

  /// Gives states other values; nothing changes if one of them does not fit.
  ///
  /// @param existence what says which elements of sparse states exist, if there are such
  /// @throws TulleException as for weights
  void setStates(Map<String, Value> values, Optional<Program> existence) {
    List<Plan.Port> ports = values.keySet().stream().map(this::port).toList();
    BoundSizes known = sizes.of(first);
    BindShapes.bind(ports, values, known);
    Map<String, Tensor> buffers = new HashMap<>();
    for (Plan.Port port : ports) buffers.putAll(BindData.bind(port, values.get(port.name()), known).buffers());
    Memories.Exchange exchange = memories.exchange(buffers);
    try {
      // The patterns that the others are judged by are among what was given.
      existence.ifPresent(program -> checkMembers(program.run(Call.of(Map.of())), values));
    } catch (RuntimeException | Error e) {
      exchange.undo();
      throw e;
    }
    exchange.release();
  }

  private void checkMembers(Result existence, Map<String, Value> given) {
    for (Plan.Port port : first.states()) {
      if (port.storage() != Plan.Storage.MEMBERS) continue;
      Tensor wanted = existence.tensor(port.name() + StoredBuffers.EXISTENCE);
      Tensor present = Tensor.zeros(ElementType.BOOL, wanted.shape());
      memories.get(port.name() + StoredBuffers.MEMBERS).read(0, present.data());
      long position = wanted.data().mismatch(present.data());
      if (position >= 0) throw differs(port, wanted, position, given.containsKey(port.name()));
    }
  }

  private TulleException differs(Plan.Port port, Tensor wanted, long position, boolean given) {
    boolean missing = wanted.getLong(position) != 0;
    String at = "`" + port.name() + "` at " + Positions.text(wanted.shape(), position);
    if (!given) {
      return new TulleException(Code.FORMAT,
          "state " + at + (missing ? " would exist" : " would not exist") + " with the values given for other states: give `" + port.name()
              + "`, too");
    }
    if (missing)
      return new TulleException(Code.FORMAT, "the data of state " + at + " has no value, but its pattern says that the element exists");
    Tensor values = Tensor.zeros(ElementType.of(port.element()), wanted.shape());
    memories.get(port.name()).read(0, values.data());
    return new TulleException(Code.FORMAT,
        "the data of state " + at + " has the value " + values.get(position) + ", but its pattern says that there is no element");
  }

  List<Plan.Port> statePorts() {
    return first.states();
  }

  private Plan.Port port(String state) {
    return first.states()
        .stream()
        .filter(p -> p.name().equals(state))
        .findFirst()
        .orElseThrow(
            () -> new TulleException(
                Code.NAME, "model `" + first.model() + "` has no state `" + state + "`; it has " + Names.list(first.states())));
  }

  @Override
  public void close() {
    memories.close();
  }
}
