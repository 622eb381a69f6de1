package dev.tulle.cli;

import dev.tulle.dsl.Front;
import dev.tulle.dsl.diagnostic.Diagnostic;
import dev.tulle.dsl.diagnostic.DiagnosticPrinter;
import dev.tulle.dsl.model.CheckedModel;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Help.Ansi;

/// From a file to a checked model, with the reports on the way.
final class Programs {
  private Programs() {}

  /// Checks the chosen model and prints every report.
  ///
  /// @return empty if the program has errors
  static Optional<CheckedModel> check(Path path, Front.Options options, PrintWriter err) {
    Front.Result result = Front.check(path, options);
    print(result.diagnostics(), err);
    if (result.model().isEmpty() && !hasErrors(result.diagnostics())) throw new UserError("`" + path + "` holds no model");
    return result.model();
  }

  /// Checks every model of a file, or the chosen one, and prints every report once.
  ///
  /// @return the names of the models that were checked; empty if there are errors
  static Optional<List<String>> checkAll(Path path, Front.Options options, PrintWriter err) {
    Front.Result first = Front.check(path, options);
    Set<Diagnostic> reports = new LinkedHashSet<>();
    if (options.model().isEmpty()) {
      for (String model : first.models()) {
        reports.addAll(Front.check(path, new Front.Options(Optional.of(model), options.parameters(), options.formats())).diagnostics());
      }
    }
    reports.addAll(first.diagnostics());
    print(List.copyOf(reports), err);
    return hasErrors(reports) ? Optional.empty() : Optional.of(options.model().map(List::of).orElse(first.models()));
  }

  static void print(List<Diagnostic> reports, PrintWriter err) {
    DiagnosticPrinter printer = Ansi.AUTO.enabled() ? DiagnosticPrinter.coloured() : DiagnosticPrinter.plain();
    err.print(printer.print(reports));
  }

  private static boolean hasErrors(Iterable<Diagnostic> reports) {
    for (Diagnostic report : reports) if (report.isError()) return true;
    return false;
  }
}
