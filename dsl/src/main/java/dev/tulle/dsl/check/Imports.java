package dev.tulle.dsl.check;

import dev.tulle.dsl.Front;
import dev.tulle.dsl.diagnostic.Diagnostic;
import dev.tulle.dsl.diagnostic.DiagnosticCode;
import dev.tulle.dsl.source.Source;
import dev.tulle.dsl.syntax.Declaration;
import dev.tulle.dsl.syntax.Identifier;
import dev.tulle.dsl.syntax.Parser;
import dev.tulle.dsl.syntax.SyntaxFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a file imports: parts of the standard library (`import std.norm`), and files of one's own. `import parts.dense` is `parts/dense.tulle`, looked for in the folder
/// of the file that says so.
///
/// An import makes known all layers of a file and those that it imports; its models are left alone. A file is read once, so files may import each other.
final class Imports {
  private static final String LIBRARY = "std";
  private static final String ENDING = ".tulle";
  /// The most names of a folder that a wrong import is compared with.
  private static final int MOST_NAMES = 1000;

  private final Problems problems;
  private final Consumer<Declaration.Layer> layers;
  private final Set<Object> read = new HashSet<>();
  private final Deque<Import> waiting = new ArrayDeque<>();
  private final List<Diagnostic> slips = new ArrayList<>();

  private record Import(Declaration.Import text, Source by) {
    String name() {
      return text.path().stream().map(Identifier::text).collect(Collectors.joining("."));
    }
  }

  Imports(Problems problems, Consumer<Declaration.Layer> layers) {
    this.problems = problems;
    this.layers = layers;
  }

  /// Slips of syntax in the files that were imported.
  List<Diagnostic> slips() {
    return slips;
  }

  /// Reads what a file imports, and what that imports.
  void read(SyntaxFile file, Source source) {
    source.file().ifPresent(f -> read.add(identity(f)));
    enqueue(file, source);
    while (!waiting.isEmpty()) {
      Import next = waiting.remove();
      boolean library = next.text().path().getFirst().text().equals(LIBRARY);
      Optional<Source> found = library ? library(next) : own(next);
      found.ifPresent(s -> {
        Parser.Result parsed = Parser.parse(s);
        slips.addAll(parsed.diagnostics());
        for (Declaration d : parsed.file().declarations()) if (d instanceof Declaration.Layer l) layers.accept(l);
        enqueue(parsed.file(), s);
      });
    }
  }

  private void enqueue(SyntaxFile file, Source source) {
    for (Declaration d : file.declarations()) if (d instanceof Declaration.Import i) waiting.add(new Import(i, source));
  }

  private Optional<Source> library(Import i) {
    Optional<Source> source = StandardLibrary.find(i.name());
    if (source.isEmpty()) unknown(i, "", StandardLibrary.NAMES);
    return source.filter(_ -> read.add(i.name()));
  }

  private Optional<Source> own(Import i) {
    if (i.by().file().isEmpty()) {
      unknown(i, "", StandardLibrary.NAMES);
      return Optional.empty();
    }
    Path file = i.by().file().get().resolveSibling(i.name().replace('.', '/') + ENDING);
    if (!Files.exists(file)) {
      List<String> names = new ArrayList<>(StandardLibrary.NAMES);
      names.addAll(beside(file, i.name()));
      unknown(i, "there is no file `" + file + "`", names);
      return Optional.empty();
    }
    if (!read.add(identity(file))) return Optional.empty();
    Front.Text text = Front.read(file);
    text.diagnostics().forEach(d -> problems.add(d.code(), i.text().span(), "`" + file + "`: " + d.message()));
    return text.source();
  }

  private void unknown(Import i, String label, List<String> names) {
    problems.add(DiagnosticCode.T0701, i.text().span(), "there is nothing to import as `" + i.name() + "`", label,
        Suggest.help(i.name(), names));
  }

  /// What could be imported from the folder of a file that is not there.
  private static List<String> beside(Path missing, String name) {
    String folder = name.substring(0, name.lastIndexOf('.') + 1);
    Path parent = missing.toAbsolutePath().getParent();
    try (Stream<Path> files = Files.list(parent)) {
      return files.limit(MOST_NAMES)
          .map(f -> f.getFileName().toString())
          .filter(f -> f.endsWith(ENDING))
          .map(f -> folder + f.substring(0, f.length() - ENDING.length()))
          .toList();
    } catch (IOException _) {
      return List.of();
    }
  }

  /// By which a file is known again, whatever path leads to it.
  private static Path identity(Path file) {
    try {
      return file.toRealPath();
    } catch (IOException _) {
      return file.toAbsolutePath().normalize();
    }
  }
}
