/// The contract between the compiler and the devices: Kernel IR ([dev.tulle.kernel.ir]) and the device interface
/// ([dev.tulle.kernel.device]). Never knows the language. Start at [dev.tulle.kernel.ir.Kernel].
package dev.tulle.kernel;
