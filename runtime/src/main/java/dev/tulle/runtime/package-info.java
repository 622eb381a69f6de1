/// Loads compiled bundles and runs them: [Model] and [Session], tensors and weights, the catalog of devices. Knows neither the language nor
/// the compiler. Start at [Model].
package dev.tulle.runtime;
