package dev.tulle.runtime.session;

import dev.tulle.runtime.tensor.Tensor;
import java.util.Map;
import java.util.OptionalLong;

/// The data of one port as its buffers want it, still in the memory of the host.
///
/// @param buffers by buffer name
/// @param stored how many elements (of a block format: blocks) are stored, where that is a size
record BoundData(Map<String, Tensor> buffers, OptionalLong stored) {}
