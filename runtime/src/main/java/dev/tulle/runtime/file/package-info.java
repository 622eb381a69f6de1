/// Files of tensors: `.npy`, `.npz` and safetensors, and weights by name from any of them. Every length in a file is checked before it is
/// used. Start at [TensorFiles].
package dev.tulle.runtime.file;
