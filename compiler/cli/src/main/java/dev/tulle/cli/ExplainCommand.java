package dev.tulle.cli;

import dev.tulle.compiler.Explain;
import dev.tulle.dsl.diagnostic.DiagnosticCode;
import dev.tulle.dsl.diagnostic.Explanation;
import dev.tulle.dsl.model.CheckedModel;
import dev.tulle.dsl.model.Entry;
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
import java.util.stream.Collectors;
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

  @Parameters(paramLabel = "FILE|CODE", description = "A program (.tulle; - for standard input), or the code of a report.")
  private String what;

  @Mixin
  private ModelOptions options;

  @Option(names = "--stage", paramLabel = "STAGE", converter = StageArgument.class, description = "All of one stage: tensor (index notation, and what each pass makes of it), plan (buffers and what runs when), kernel (Kernel IR) or source (what the device compiles). A short overview if not given.")
  private Explain.Stage stage;

  @Option(names = "--entry", paramLabel = "NAME", description = "Only this entry of a model that has several.")
  private String entry;

  @Option(names = "--target", paramLabel = "BACKEND[:TARGET]", defaultValue = "cpu", description = "Which backend's kernels and sources: cpu (default), opencl, cuda, tornado; or one target's: opencl:gpu.")
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
    CheckedModel shown = entry == null ? model.get() : only(model.get());
    PrintWriter out = spec.commandLine().getOut();
    if (stage != null) {
      out.println(Explain.explain(shown, target, stage));
    } else {
      out.println(Explain.overview(shown, target));
      String stages = Arrays.stream(Explain.Stage.values()).map(StageArgument::name).collect(Collectors.joining(", "));
      out.println("More: --stage " + stages);
    }
    return ExitStatus.OK;
  }

  private CheckedModel only(CheckedModel model) {
    Entry chosen = model.entry(entry)
        .filter(e -> !e.name().isEmpty())
        .orElseThrow(() -> Programs.noEntry(model.name(), entry, model.entries().stream().map(Entry::name).toList()));
    return new CheckedModel(model.name(), model.doc(), model.parameters(), model.weights(), model.states(), List.of(chosen));
  }
}
