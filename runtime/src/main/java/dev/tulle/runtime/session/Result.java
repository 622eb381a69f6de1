package dev.tulle.runtime.session;

import dev.tulle.runtime.TulleException;
import dev.tulle.runtime.TulleException.Code;
import dev.tulle.runtime.tensor.SparseTensor;
import dev.tulle.runtime.tensor.Tensor;
import dev.tulle.runtime.tensor.Value;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/// What a run returned. It belongs to the receiver: no later run changes it (but a tensor that the caller gave to be written into is the
/// caller's).
///
/// @param outputs by name, in the order of the model
/// @param shown the `let`s and patterns that were asked for
/// @param nanoseconds from the first launch until the outputs were read
/// @param kernelNanoseconds from the start of the first kernel to the end of the last, by the device's clock, if it has one
/// @param launches of a call that asked for times, in their order; else empty
public record Result(
    Map<String, Value> outputs, Map<String, Value> shown, long nanoseconds, OptionalLong kernelNanoseconds, List<Launch> launches) {
  /// One launch of a kernel.
  public record Launch(String kernel, long nanoseconds) {}

  public Result {
    launches = List.copyOf(launches);
    outputs = Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
    shown = Collections.unmodifiableMap(new LinkedHashMap<>(shown));
  }

  /// A dense output, or a pattern as booleans.
  ///
  /// @throws TulleException `NAME` if there is no output of this name, `FORMAT` if it is sparse
  public Tensor tensor(String output) {
    if (value(output) instanceof Tensor tensor) return tensor;
    throw new TulleException(Code.FORMAT, "output '" + output + "' is sparse: ask for sparse(\"" + output + "\")");
  }

  /// A sparse output, sorted by its indices.
  ///
  /// @throws TulleException `NAME` if there is no output of this name, `FORMAT` if it is dense
  public SparseTensor sparse(String output) {
    if (value(output) instanceof SparseTensor tensor) return tensor;
    throw new TulleException(Code.FORMAT, "output '" + output + "' is dense: ask for tensor(\"" + output + "\")");
  }

  private Value value(String output) {
    Value value = outputs.get(output);
    if (value == null) throw new TulleException(Code.NAME, "there is no output '" + output + "'; there are " + outputs.keySet());
    return value;
  }
}
