/// Specs compiled for every target and run beside the reference interpreter, on made-up data of every shape. Knows nothing of how the
/// compiler works: a spec, sizes and data go in, and the outputs have to agree. Start at [Differential]; the specs are test resources.
package dev.tulle.compiler.differential;
