package dev.tulle.cli;

/// A command that another module adds to `tulle`, found by [java.util.ServiceLoader]: `perf` comes from the benchmarks. The implementation is named in
/// `META-INF/services/dev.tulle.cli.Subcommand` and has a public constructor without arguments.
public interface Subcommand {
  /// The word after `tulle`; unique among all commands.
  String name();

  /// A new picocli command object: a [java.util.concurrent.Callable] of [Integer] annotated with `@Command`. Its `call` gives the exit status (see [ExitStatus]) and
  /// lets every failure out as an exception: [Main] turns `TulleException` and [UserError] into a message and status 1, `CompilerBug` into status 3. It writes to the
  /// `PrintWriter`s of its `CommandSpec` (`spec.commandLine().getOut()`), never to `System.out`.
  Object command();
}
