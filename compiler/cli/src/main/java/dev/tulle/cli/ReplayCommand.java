package dev.tulle.cli;

import dev.tulle.compiler.pass.Replay;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `tulle replay FILE`, for those who mend the compiler: runs again the one step that a fault report is about.
@Command(name = "replay", hidden = true, description = "Runs again the step of the compiler that a fault report holds.", mixinStandardHelpOptions = true)
final class ReplayCommand implements Callable<Integer> {
  @Spec
  private CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "The file that a fault named.")
  private Path file;

  @Override
  public Integer call() {
    try {
      spec.commandLine().getOut().println(Replay.run(Files.readString(file)));
      return ExitStatus.OK;
    } catch (IOException | IllegalArgumentException e) {
      throw new UserError(e.getMessage());
    }
  }
}
