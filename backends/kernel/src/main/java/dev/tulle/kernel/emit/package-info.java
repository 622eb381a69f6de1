/// Kernel IR as source text: one [SourceEmitter] walks a kernel, a [Dialect] spells what differs between languages. Emission is a pure
/// function and never compiles or runs anything. Start at [SourceEmitter].
package dev.tulle.kernel.emit;
