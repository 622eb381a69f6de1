/// From a checked model to a bundle. Never asks which backend it compiles for: a [dev.tulle.kernel.device.Target] says what matters. Start at [Compiler], then
/// [dev.tulle.compiler.pass.Pipeline].
package dev.tulle.compiler;
