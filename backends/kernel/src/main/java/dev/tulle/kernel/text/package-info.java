/// Kernels as text: deterministic, ASCII, one statement a line, and `parse(print(k)).equals(k)`. Parsing checks syntax and types but no
/// meaning (that is the verifier's work), and bounds length and depth because a bundle's text is untrusted. Start at [KernelPrinter] and
/// [KernelParser].
package dev.tulle.kernel.text;
