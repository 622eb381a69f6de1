package dev.tulle.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `tulle check FILE…`.
@Command(name = "check", description = "Checks programs and reports every independent mistake.", mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {
  @Spec
  private CommandSpec spec;

  @Parameters(paramLabel = "FILE", arity = "1..*", description = "Programs (.tulle); - for standard input.")
  private List<Path> files;

  @Mixin
  private ModelOptions options;

  @Override
  public Integer call() {
    int status = ExitStatus.OK;
    for (Path file : files) {
      Optional<List<String>> models = Programs.checkAll(file, options.toFront(), spec.commandLine().getErr());
      if (models.isEmpty()) status = ExitStatus.USER_ERROR;
      else
        spec.commandLine().getOut().println(file + ": fine" + (models.get().isEmpty() ? "" : " (" + String.join(", ", models.get()) + ")"));
    }
    return status;
  }
}
