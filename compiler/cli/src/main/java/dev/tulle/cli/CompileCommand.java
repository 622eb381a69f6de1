package dev.tulle.cli;

import dev.tulle.cli.run.Compilation;
import dev.tulle.compiler.Compiler;
import dev.tulle.dsl.model.CheckedModel;
import dev.tulle.dsl.source.Source;
import dev.tulle.kernel.device.Target;
import dev.tulle.runtime.bundle.Bundle;
import dev.tulle.runtime.bundle.BundleWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `tulle compile FILE`: ahead of time, into a bundle.
@Command(name = "compile", description = "Compiles a program into a bundle (.bolt).", mixinStandardHelpOptions = true)
final class CompileCommand implements Callable<Integer> {
  @Spec
  private CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "A program (.tulle); - for standard input.")
  private Path file;

  @Mixin
  private ModelOptions options;

  @Option(
      names = "--target", paramLabel = "BACKEND[:TARGET]", split = ",", defaultValue = "cpu", description = "What to compile for: cpu (default), opencl, cuda, tornado, one target alone: cuda:sm_80, or several: cpu,opencl,cuda.")
  private List<String> backends;

  @Option(names = "-o", paramLabel = "OUT.bolt", description = "Where to write the bundle; beside the program if not given.")
  private Path out;

  @Override
  public Integer call() throws IOException {
    List<Target> targets = Targets.of(backends, spec);
    PrintWriter err = spec.commandLine().getErr();
    if (out == null && Programs.isStandardInput(file))
      throw new ParameterException(spec.commandLine(), "say with -o where the bundle goes");
    Optional<Source> source = Programs.read(file, err);
    Optional<CheckedModel> model = source.flatMap(s -> Programs.check(s, options.toFront(), err));
    if (model.isEmpty()) return ExitStatus.USER_ERROR;
    Path bundle = out != null ? out : beside(file);
    TargetFile.check(bundle);
    Compiler.Options how = new Compiler.Options(Set.of(), source.map(Source::text), line -> {
      err.println(line);
      err.flush();
    });
    Bundle code = Compilation.compile(model.get(), targets, how);
    BundleWriter.write(code, bundle);
    spec.commandLine()
        .getOut()
        .println(
            bundle + ": " + model.get().name() + " for " + targets.stream().map(Target::name).collect(Collectors.joining(", ")) + ", "
                + Math.ceilDiv(Files.size(bundle), 1024) + " KiB");
    return ExitStatus.OK;
  }

  private static Path beside(Path source) {
    String name = source.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return source.resolveSibling((dot > 0 ? name.substring(0, dot) : name) + ".bolt");
  }
}
