package dev.tulle.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `tulle demo NAME …`: the demonstrations that other modules bring ([Demo]).
@Command(name = "demo", description = "Runs a demonstration on real data.", mixinStandardHelpOptions = true, synopsisSubcommandLabel = "NAME")
final class DemoCommand implements Callable<Integer> {
  @Spec
  private CommandSpec spec;

  @Override
  public Integer call() {
    throw new CommandLine.ParameterException(
        spec.commandLine(),
        spec.subcommands().isEmpty() ? "no demonstration is on the class path"
            : "say which demonstration: " + String.join(", ", spec.subcommands().keySet()));
  }
}
