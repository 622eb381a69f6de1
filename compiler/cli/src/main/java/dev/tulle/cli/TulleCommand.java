package dev.tulle.cli;

import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `tulle` itself: the list of commands.
@Command(
    name = "tulle", description = "Tulle says which elements exist and compiles kernels that visit only those.", mixinStandardHelpOptions = true, versionProvider = TulleCommand.Version.class, synopsisSubcommandLabel = "COMMAND", exitCodeListHeading = "%nExit status:%n", exitCodeList = {
        "0:fine", "1:the program or the data is wrong", "2:the command line is wrong",
        "3:a fault of Tulle itself"}, subcommands = {
            CheckCommand.class, FmtCommand.class, CompileCommand.class, RunCommand.class, ExplainCommand.class, DevicesCommand.class,
            DemoCommand.class,
            ReplayCommand.class, HelpCommand.class})
final class TulleCommand implements Callable<Integer> {
  @Spec
  private CommandSpec spec;

  /// The whole command line, those commands included that other modules add.
  static CommandLine create() {
    CommandLine command = new CommandLine(new TulleCommand());
    for (Demo demo : ServiceLoader.load(Demo.class)) command.getSubcommands().get("demo").addSubcommand(demo.name(), demo.command());
    for (Subcommand subcommand : ServiceLoader.load(Subcommand.class)) command.addSubcommand(subcommand.name(), subcommand.command());
    return command;
  }

  /// Without a command: what there is.
  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return ExitStatus.USAGE;
  }

  /// The version in the jar's manifest.
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"tulle " + text(),
          "Java " + Runtime.version() + ", " + System.getProperty("os.name") + " " + System.getProperty("os.arch")};
    }

    static String text() {
      String version = TulleCommand.class.getPackage().getImplementationVersion();
      return version == null ? "(not from a jar)" : version;
    }
  }
}
