/// The command line `tulle`: reads arguments and files, calls the language, the compiler and the runtime, prints what they say. Holds no rule of the language and no
/// knowledge of kernels. Start at [Main]; other modules add commands through [Subcommand] and [Demo].
package dev.tulle.cli;
