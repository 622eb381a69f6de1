package dev.tulle.cli;

import dev.tulle.cli.data.Bindings;
import dev.tulle.cli.data.Listing;
import dev.tulle.cli.data.Summary;
import dev.tulle.cli.run.BundleRunner;
import dev.tulle.cli.run.CompiledRunner;
import dev.tulle.cli.run.ReferenceRunner;
import dev.tulle.cli.run.Runner;
import dev.tulle.dsl.model.CheckedModel;
import dev.tulle.dsl.model.Entry;
import dev.tulle.runtime.Model;
import dev.tulle.runtime.file.TensorFiles;
import dev.tulle.runtime.session.Result;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `tulle run FILE.tulle|FILE.bolt`.
@Command(name = "run", description = "Runs a program or a bundle on data and says what came out.", mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
  private static final String BUNDLE = ".bolt";

  @Spec
  private CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "A program (.tulle) or a bundle (.bolt); - for a program on standard input.")
  private Path file;

  @Mixin
  private ModelOptions options;

  @Option(
      names = "--entry", paramLabel = "NAME", description = "Which entry of a model that has them; several are run one after another in one session, and the last one's outputs are shown.")
  private List<String> entries = new ArrayList<>();

  @Option(
      names = "--runs", paramLabel = "N", defaultValue = "1", description = "Runs the program, or all the entries in their order, N times on the same data in one session; the last run's outputs are shown.")
  private int runs;

  @Option(names = "--state", paramLabel = "FILE", description = "What the states begin with: .safetensors or .npz, as --save-state writes them. Their first values if not given.")
  private Path state;

  @Option(names = "--save-state", paramLabel = "FILE", description = "Writes the states that the last run leaves: .safetensors or .npz.")
  private Path savedState;

  @Mixin
  private DataOptions data;

  @Option(
      names = "--output", paramLabel = "NAME=FILE", description = "Writes an output: a dense one as .npy, a sparse one as .npz with `indices` (one row an element) and `values`.")
  private Map<String, Path> files = new LinkedHashMap<>();

  @Option(names = "--show", paramLabel = "NAME", description = "Prints any named tensor or pattern.")
  private Set<String> show = new LinkedHashSet<>();

  @Mixin
  private DeviceOption device;

  @Override
  public Integer call() {
    if (runs < 1) throw usage("--runs: " + runs + " runs would show nothing; write 1 or more");
    Optional<Runner> runner = runner();
    if (runner.isEmpty()) return ExitStatus.USER_ERROR;
    checkOutputs(runner.get());
    Bindings bindings = data.bind(runner.get().ports(), runner.get().states(), Optional.ofNullable(state));
    report(runner.get().run(bindings, new Runner.Job(runs, show, Optional.ofNullable(savedState))));
    return ExitStatus.OK;
  }

  /// @return empty if the program has errors, which are then printed
  private Optional<Runner> runner() {
    if (isBundle()) {
      if (!options.isDefault()) throw usage("a bundle is compiled already: -D, --model and --as are for programs");
      if (device.isReference()) throw usage("the reference interpreter runs programs, not bundles");
      if (!Files.exists(file)) throw new UserError("no such file: " + file);
      Model model = Model.load(file);
      return Optional.of(new BundleRunner(model, programs(model.name(), model.entries()), device.choose(model::runsOn)));
    }
    Optional<CheckedModel> model = Programs.check(file, options.toFront(), spec.commandLine().getErr());
    if (model.isEmpty()) return Optional.empty();
    List<Entry> programs = programs(model.get().name(), model.get().entries().stream().map(Entry::name).toList()).stream()
        .map(name -> model.get().entry(name).orElseThrow())
        .toList();
    return Optional.of(
        device.isReference() ? new ReferenceRunner(model.get(), programs)
            : new CompiledRunner(model.get(), programs, device.choose(), _ -> {}));
  }

  private boolean isBundle() {
    return file.toString().toLowerCase(Locale.ROOT).endsWith(BUNDLE);
  }

  /// @param names of the programs of the model
  private List<String> programs(String model, List<String> names) {
    boolean unnamed = names.equals(List.of(""));
    if (!unnamed && entries.isEmpty()) {
      throw new UserError(
          "model `" + model + "` has several programs: say which with --entry " + String.join(" or --entry ", names));
    }
    for (String name : entries) {
      if (unnamed || !names.contains(name)) throw Programs.noEntry(model, name, names);
    }
    return unnamed ? names : entries;
  }

  /// Whatever can be known to fail is refused before anything runs.
  private void checkOutputs(Runner runner) {
    for (String name : files.keySet()) {
      if (!runner.outputs().contains(name)) {
        throw new UserError("the program has no output `" + name + "`; there are " + String.join(", ", runner.outputs()));
      }
    }
    if (runner.states().isEmpty() && (state != null || savedState != null))
      throw new UserError("the program has no states to read or write");
    files.forEach((name, path) -> TargetFile.check(path));
    if (savedState != null) TargetFile.check(savedState);
  }

  private void report(Runner.Outcome outcome) {
    Result result = outcome.last();
    PrintWriter out = spec.commandLine().getOut();
    result.shown().forEach((name, value) -> Listing.print(name, value, out));
    result.outputs().forEach((name, value) -> out.println(Summary.of(name, value)));
    out.println("time: " + time(outcome) + " on " + device.description());
    files.forEach((name, path) -> {
      TensorFiles.write(result.outputs().get(name), path);
      out.println("written: " + path);
    });
    if (savedState != null) out.println("written: " + savedState);
  }

  private static String time(Runner.Outcome outcome) {
    List<Long> times = outcome.nanoseconds();
    if (times.size() == 1) return milliseconds(times.getFirst()) + kernels(outcome.last());
    long median = times.stream().sorted().toList().get(times.size() / 2);
    return milliseconds(median) + ", the median of " + times.size() + " runs (the first took " + milliseconds(times.getFirst()) + "),";
  }

  private static String kernels(Result result) {
    return result.kernelNanoseconds().isEmpty() ? ""
        : ", " + milliseconds(result.kernelNanoseconds().getAsLong()) + " of it in kernels,";
  }

  private static String milliseconds(long nanoseconds) {
    return String.format(Locale.ROOT, "%.3f ms", nanoseconds / 1e6);
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
