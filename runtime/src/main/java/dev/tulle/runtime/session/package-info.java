/// A model at work: binding data and sizes, checking both, launching kernels, handing out results. Knows plans and devices, no language and
/// no file format. Start at [Session].
package dev.tulle.runtime.session;
