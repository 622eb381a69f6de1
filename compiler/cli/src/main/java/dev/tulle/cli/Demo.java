package dev.tulle.cli;

/// A demonstration that a module adds as `tulle demo NAME …`, found by [java.util.ServiceLoader] and named in `META-INF/services/dev.tulle.cli.Demo`. The contract
/// of the command object is that of [Subcommand].
public interface Demo {
  /// The word after `tulle demo`; unique among all demonstrations.
  String name();

  /// A new picocli command object, as in [Subcommand#command].
  Object command();
}
