package dev.tulle.runtime.session;

import dev.tulle.runtime.tensor.Tensor;
import dev.tulle.runtime.tensor.Value;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Everything that one run may be told: `Call.of(inputs).size("N", 5).into("y", mine).show("p")`.
///
/// @param inputs what each input is bound to
/// @param sizes sizes given by name, beside those given when the model was opened
/// @param outputs tensors of the caller that dense outputs are written into; their type and shape must be the output's. The result then
///     holds this tensor. Its memory may be
///     on the heap. It is written only when all kernels have run without an error
/// @param shown names of `let`s and patterns that the result has too
/// @param isTimed whether the result says how long each kernel took; the device is waited for after each, so that the whole takes longer
public record Call(Map<String, Value> inputs, Map<String, Long> sizes, Map<String, Tensor> outputs, Set<String> shown, boolean isTimed) {
  public Call {
    inputs = Map.copyOf(inputs);
    sizes = Map.copyOf(sizes);
    outputs = Map.copyOf(outputs);
    shown = Set.copyOf(shown);
  }

  public static Call of(Map<String, ? extends Value> inputs) {
    return new Call(Map.copyOf(inputs), Map.of(), Map.of(), Set.of(), false);
  }

  public Call size(String name, long value) {
    Map<String, Long> more = new HashMap<>(sizes);
    more.put(name, value);
    return new Call(inputs, more, outputs, shown, isTimed);
  }

  public Call into(String output, Tensor tensor) {
    Map<String, Tensor> more = new HashMap<>(outputs);
    more.put(output, tensor);
    return new Call(inputs, sizes, more, shown, isTimed);
  }

  public Call show(String name) {
    Set<String> more = new HashSet<>(shown);
    more.add(name);
    return new Call(inputs, sizes, outputs, more, isTimed);
  }

  public Call timed() {
    return new Call(inputs, sizes, outputs, shown, true);
  }
}
