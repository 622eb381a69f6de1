package dev.tulle.models.trial;

import dev.tulle.cli.ExitStatus;
import dev.tulle.runtime.DeviceChoice;
import dev.tulle.runtime.Devices;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Prints the table of `models/README.md`.
@Command(
    name = "table", mixinStandardHelpOptions = true, description = "Runs every model beside plain Java loops and prints a table: the largest error of any output in units of what the same arithmetic in the same type may make (1 is the limit), and the figure that each model is measured by.")
final class TableCommand implements Callable<Integer> {
  /// The kernel interpreter is for tests.
  private static final List<String> DEFAULT_DEVICES = List.of("cpu", "opencl");

  @Spec
  private CommandSpec spec;

  @Parameters(paramLabel = "MODEL", arity = "0..*", description = "Only these; all if none is named.")
  private List<String> models = List.of();

  @Option(names = "--device", paramLabel = "DEVICE", description = "Only on this device. May be repeated. Otherwise on cpu, and on opencl if there is one.")
  private List<String> devices = List.of();

  @Override
  public Integer call() {
    var trials = chosen();
    var choices = devices.isEmpty() ? usable() : devices.stream().map(Devices::named).toList();
    var out = spec.commandLine().getOut();
    var names = choices.stream().map(choice -> choice.info().backend()).collect(Collectors.joining(" | "));
    out.println("| model | what | lines | " + names + " | figure |");
    out.println("| --- | --- | --- | " + "--- | ".repeat(choices.size()) + "--- |");
    var wrong = new ArrayList<String>();
    for (var trial : trials) out.println(row(trial, choices, wrong));
    out.flush();
    wrong.forEach(spec.commandLine().getErr()::println);
    return wrong.isEmpty() ? ExitStatus.OK : ExitStatus.BUG;
  }

  private List<Trial> chosen() {
    var all = Trials.all();
    for (var model : models) {
      if (all.stream().noneMatch(trial -> trial.model().equals(model))) {
        var known = all.stream().map(Trial::model).collect(Collectors.joining(", "));
        throw new ParameterException(spec.commandLine(), "there is no model `" + model + "`; there are " + known);
      }
    }
    return all.stream().filter(trial -> models.isEmpty() || models.contains(trial.model())).toList();
  }

  private static List<DeviceChoice> usable() {
    return Devices.usable().stream().filter(choice -> DEFAULT_DEVICES.contains(choice.info().backend())).toList();
  }

  private String row(Trial trial, List<DeviceChoice> choices, List<String> wrong) {
    var errors = new ArrayList<String>();
    var figures = new ArrayList<String>();
    for (var choice : choices) {
      var name = trial.model() + " on " + choice.info().backend();
      progress(name);
      var run = new RunTrial(trial, choice, _ -> {});
      var outcome = run.compare();
      errors.add(Double.isFinite(outcome.error()) ? String.format(Locale.ROOT, "%.2f", outcome.error()) : "wrong");
      if (!(outcome.error() <= 1)) wrong.add(name + ": " + outcome.worst());
      run.measure().ifPresent(measured -> {
        if (!figures.contains(measured.text())) figures.add(measured.text());
        if (!measured.reached()) wrong.add(name + ": " + measured.text());
      });
    }
    return start(trial) + String.join(" | ", errors) + " | " + String.join("; ", figures) + " |";
  }

  /// What a row says of the model itself.
  static String start(Trial trial) {
    var folder = trial.file().substring(0, trial.file().indexOf('/'));
    return "| [" + trial.model() + "](" + folder + ") | " + trial.what() + " | " + trial.lines() + " | ";
  }

  private void progress(String line) {
    var err = spec.commandLine().getErr();
    err.println(line);
    err.flush();
  }
}
