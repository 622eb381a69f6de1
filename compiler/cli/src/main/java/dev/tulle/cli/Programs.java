package dev.tulle.cli;

import dev.tulle.dsl.Front;
import dev.tulle.dsl.diagnostic.Diagnostic;
import dev.tulle.dsl.diagnostic.DiagnosticPrinter;
import dev.tulle.dsl.model.CheckedModel;
import dev.tulle.dsl.source.Source;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Help.Ansi;

/// From a file to a checked model, with the reports on the way.
final class Programs {
  private Programs() {}

  /// Reads a program, or standard input for `-`, and prints why it cannot be read.
  ///
  /// @return empty if it cannot be read
  static Optional<Source> read(Path path, PrintWriter err) {
    Front.Text text = text(path);
    print(text.diagnostics(), err);
    return text.source();
  }

  /// A program, or standard input for `-`; what that imports is looked for in the current folder.
  static Front.Text text(Path path) {
    if (!isStandardInput(path)) return Front.read(path);
    try {
      return Front.read("<standard input>", path, System.in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static boolean isStandardInput(Path path) {
    return path.toString().equals("-");
  }

  /// Reads a program, checks the chosen model and prints every report.
  ///
  /// @return empty if the program has errors
  static Optional<CheckedModel> check(Path path, Front.Options options, PrintWriter err) {
    return read(path, err).flatMap(source -> check(source, options, err));
  }

  /// Checks the chosen model and prints every report.
  ///
  /// @return empty if the program has errors
  static Optional<CheckedModel> check(Source source, Front.Options options, PrintWriter err) {
    Front.Result result = Front.check(source, options);
    print(result.diagnostics(), err);
    if (result.model().isEmpty() && !hasErrors(result.diagnostics())) throw new UserError("`" + source.name() + "` holds no model");
    return result.model();
  }

  /// Checks every model of a file, or the chosen one, and prints every report once.
  ///
  /// @return the names of the models that were checked; empty if there are errors
  static Optional<List<String>> checkAll(Path path, Front.Options options, PrintWriter err) {
    return read(path, err).flatMap(source -> checkAll(source, options, err));
  }

  private static Optional<List<String>> checkAll(Source source, Front.Options options, PrintWriter err) {
    Front.Result first = Front.check(source, options);
    Set<Diagnostic> reports = new LinkedHashSet<>();
    if (options.model().isEmpty()) {
      for (String model : first.models()) {
        reports.addAll(Front.check(source, new Front.Options(Optional.of(model), options.parameters(), options.formats())).diagnostics());
      }
    }
    reports.addAll(first.diagnostics());
    print(List.copyOf(reports), err);
    return hasErrors(reports) ? Optional.empty() : Optional.of(options.model().map(List::of).orElse(first.models()));
  }

  /// @param names of the entries that there are; `""` alone for a model without any
  static UserError noEntry(String model, String entry, List<String> names) {
    String known = names.equals(List.of("")) ? "; it has no entries" : ", only " + String.join(", ", names);
    return new UserError("model `" + model + "` has no entry `" + entry + "`" + known);
  }

  static void print(List<Diagnostic> reports, PrintWriter err) {
    DiagnosticPrinter printer = Ansi.AUTO.enabled() && StandardError.isTerminal() ? DiagnosticPrinter.coloured()
        : DiagnosticPrinter.plain();
    err.print(printer.print(reports));
  }

  private static boolean hasErrors(Iterable<Diagnostic> reports) {
    for (Diagnostic report : reports) if (report.isError()) return true;
    return false;
  }
}
