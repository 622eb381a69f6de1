package dev.tulle.runtime.session;

import dev.tulle.runtime.TulleException;
import dev.tulle.runtime.TulleException.Code;
import dev.tulle.runtime.plan.Plan;
import dev.tulle.runtime.plan.StoredBuffers;
import dev.tulle.runtime.tensor.ElementType;
import dev.tulle.runtime.tensor.Shape;
import dev.tulle.runtime.tensor.SparseTensor;
import dev.tulle.runtime.tensor.Tensor;
import dev.tulle.runtime.tensor.Value;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Takes results out of the device's memory.
final class ReadResults {
  private final Plan plan;
  private final Map<String, Plan.PlanBuffer> buffers;

  ReadResults(Plan plan) {
    this.plan = plan;
    this.buffers = plan.buffers()
        .stream()
        .collect(Collectors.toMap(Plan.PlanBuffer::name, Function.identity(), (a, _) -> a, LinkedHashMap::new));
  }

  /// Checks what the caller wants outputs to be written into, before anything runs.
  ///
  /// @throws TulleException `NAME`, `TYPE`, `SIZE` or `FORMAT`
  void checkTargets(Call call, BoundSizes sizes) {
    call.outputs()
        .forEach(
            (name, tensor) -> {
              Plan.Port port = plan.outputs()
                  .stream()
                  .filter(p -> p.name().equals(name))
                  .findFirst()
                  .orElseThrow(
                      () -> new TulleException(Code.NAME, "the model has no output `" + name + "`; it has " + Names.list(plan.outputs())));
              if (port.storage() == Plan.Storage.MEMBERS) {
                throw new TulleException(Code.FORMAT, "output `" + name
                    + "` is sparse: how many elements it has is known only afterwards, so it cannot be written into a tensor");
              }
              String expected = ElementType.of(port.element()) + Shape.text(sizes.shape(port.axes(), "`" + name + "`"));
              if (!expected.equals(tensor.describe())) {
                Code code = tensor.type().scalar() == port.element() ? Code.SIZE : Code.TYPE;
                throw new TulleException(code,
                    "output `" + name + "` is " + expected + ", but the tensor to write it into is " + tensor.describe());
              }
              if (tensor.data().isReadOnly())
                throw new TulleException(Code.FORMAT, "the tensor to write output `" + name + "` into is read-only");
            });
    call.shown().forEach(this::shown);
  }

  Map<String, Value> outputs(Call call, BoundSizes sizes, Memories memories) {
    Map<String, Value> outputs = new LinkedHashMap<>();
    for (Plan.Port port : plan.outputs()) {
      outputs.put(port.name(), read(buffers.get(port.name()), sizes, memories, Optional.ofNullable(call.outputs().get(port.name()))));
    }
    return outputs;
  }

  Map<String, Value> shown(Call call, BoundSizes sizes, Memories memories) {
    Map<String, Value> shown = new LinkedHashMap<>();
    for (String name : call.shown()) shown.put(name, read(shown(name), sizes, memories, Optional.empty()));
    return shown;
  }

  /// The value of a state.
  Value read(Plan.Port state, BoundSizes sizes, Memories memories) {
    return read(buffers.get(state.name()), sizes, memories, Optional.empty());
  }

  private Plan.PlanBuffer shown(String name) {
    Plan.PlanBuffer buffer = buffers.getOrDefault(name, buffers.get(name + "@" + plan.entry()));
    if (buffer != null) return buffer;
    throw new TulleException(
        Code.NAME, "there is no `" + name + "` to show: the model has no such name, or its compiler merged it into what uses it; there are "
            + Names.list(List.copyOf(buffers.keySet()), n -> n));
  }

  /// With a membership buffer beside it, the elements that exist; else all.
  private Value read(Plan.PlanBuffer buffer, BoundSizes sizes, Memories memories, Optional<Tensor> into) {
    Tensor values = into
        .orElseGet(() -> Tensor.zeros(ElementType.of(buffer.element()), sizes.shape(buffer.shape(), "`" + buffer.name() + "`")));
    memories.get(buffer.name()).read(0, values.data());
    Plan.PlanBuffer membership = buffers.get(buffer.name() + StoredBuffers.MEMBERS);
    if (membership == null) return values;
    Tensor members = Tensor.zeros(ElementType.BOOL, values.shape());
    memories.get(membership.name()).read(0, members.data());
    return compact(values, members);
  }

  private static SparseTensor compact(Tensor values, Tensor members) {
    long count = 0;
    for (long i = 0; i < members.count(); i++) count += members.getLong(i);
    int rank = values.rank();
    Tensor indices = Tensor.zeros(ElementType.I32, count, rank);
    Tensor kept = Tensor.zeros(values.type(), count);
    int bytes = values.type().bytes();
    long[] shape = values.shape();
    long[] index = new long[rank];
    long row = 0;
    for (long i = 0; i < members.count(); i++) {
      if (members.getLong(i) != 0) {
        for (int axis = 0; axis < rank; axis++) BuildCsr.setInt(indices, row * rank + axis, (int) index[axis]);
        MemorySegment.copy(values.data(), i * bytes, kept.data(), row * bytes, bytes);
        row++;
      }
      for (int axis = rank - 1; axis >= 0 && ++index[axis] == shape[axis]; axis--) index[axis] = 0;
    }
    return SparseTensor.of(indices, kept, shape);
  }
}
