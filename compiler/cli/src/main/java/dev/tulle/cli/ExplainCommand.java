package dev.tulle.cli;

import dev.tulle.compiler.Explain;
import dev.tulle.dsl.diagnostic.DiagnosticCode;
import dev.tulle.dsl.diagnostic.Explanation;
import dev.tulle.dsl.model.CheckedModel;
import dev.tulle.kernel.device.Target;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `tulle explain FILE` shows what becomes of a program; `tulle explain T0304` says more about a report.
@Command(
    name = "explain", description = "Shows what becomes of a program, or says more about a report's code.", mixinStandardHelpOptions = true)
final class ExplainCommand implements Callable<Integer> {
  private static final Pattern CODE = Pattern.compile("[TRtr]\\d{4}");

  @Spec
  private CommandSpec spec;

  @Parameters(paramLabel = "FILE|CODE", description = "A program (.tulle), or the code of a report.")
  private String what;

  @Mixin
  private ModelOptions options;

  @Option(names = "--stage", paramLabel = "STAGE", converter = StageArgument.class, description = "Only one of tensor, plan, kernel, source; all of them if not given.")
  private Explain.Stage stage;

  @Option(names = "--target", paramLabel = "BACKEND[:TARGET]", defaultValue = "cpu", description = "Which backend's kernels and sources: cpu (default), opencl, cuda; or one target's: opencl:gpu.")
  private String backend;

  @Override
  public Integer call() {
    return CODE.matcher(what).matches() && !Files.exists(Path.of(what)) ? code() : program();
  }

  private int code() {
    String code = what.toUpperCase(Locale.ROOT);
    Optional<String> text = Arrays.stream(DiagnosticCode.values())
        .filter(c -> c.name().equals(code))
        .findFirst()
        .map(Explanation::of)
        .or(() -> DataCodes.explain(code));
    spec.commandLine().getOut().println(text.orElseThrow(() -> new UserError("there is no code " + code)));
    return ExitStatus.OK;
  }

  private int program() {
    Optional<CheckedModel> model = Programs.check(Path.of(what), options.toFront(), spec.commandLine().getErr());
    if (model.isEmpty()) return ExitStatus.USER_ERROR;
    Target target = Targets.of(backend, spec).getFirst();
    PrintWriter out = spec.commandLine().getOut();
    for (Explain.Stage each : stage == null ? List.of(Explain.Stage.values()) : List.of(stage)) {
      if (stage == null) out.println("==== " + StageArgument.name(each));
      out.println(Explain.explain(model.get(), target, each));
    }
    return ExitStatus.OK;
  }
}
