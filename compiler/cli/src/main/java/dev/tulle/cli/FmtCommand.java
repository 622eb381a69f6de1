package dev.tulle.cli;

import dev.tulle.dsl.diagnostic.Diagnostic;
import dev.tulle.dsl.format.Formatter;
import dev.tulle.dsl.source.Source;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `tulle fmt [--check] FILE…`.
@Command(
    name = "fmt", description = "Writes programs in the one style. A program with a slip of syntax is left as it is.", mixinStandardHelpOptions = true)
final class FmtCommand implements Callable<Integer> {
  @Spec
  private CommandSpec spec;

  @Option(names = "--check", description = "Changes nothing: names each file that is not in the style, and then fails.")
  private boolean check;

  @Parameters(paramLabel = "FILE", arity = "1..*", description = "Programs (.tulle).")
  private List<Path> files;

  private enum Outcome {
    FINE,
    OTHER_STYLE,
    WRONG
  }

  @Override
  public Integer call() {
    int status = ExitStatus.OK;
    for (Path file : files) {
      switch (format(file)) {
        case FINE -> {}
        case OTHER_STYLE -> {
          if (check) status = ExitStatus.USER_ERROR;
        }
        case WRONG -> status = ExitStatus.USER_ERROR;
      }
    }
    return status;
  }

  private Outcome format(Path file) {
    PrintWriter out = spec.commandLine().getOut();
    String text = read(file);
    Formatter.Result result = Formatter.format(new Source(file.toString(), text));
    if (result.text().isEmpty()) {
      Programs.print(result.diagnostics().stream().filter(Diagnostic::isError).toList(), spec.commandLine().getErr());
      return Outcome.WRONG;
    }
    String formatted = result.text().get();
    if (formatted.equals(text)) return Outcome.FINE;
    if (check) {
      out.println(file + ":" + firstDifference(text, formatted) + ": not in the style; `tulle fmt " + file + "` mends it");
    } else {
      write(file, formatted);
      out.println(file + ": formatted");
    }
    return Outcome.OTHER_STYLE;
  }

  /// The number of the first line that differs, from 1.
  private static int firstDifference(String text, String formatted) {
    List<String> before = text.lines().toList();
    List<String> after = formatted.lines().toList();
    int line = 0;
    while (line < Math.min(before.size(), after.size()) && before.get(line).equals(after.get(line))) line++;
    return line + 1;
  }

  private static String read(Path file) {
    try {
      if (Files.size(file) > Formatter.LONGEST) throw new UserError("`" + file + "` is too long for a program");
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(Files.readAllBytes(file))).toString();
    } catch (NoSuchFileException e) {
      throw new UserError("there is no file `" + file + "`", e);
    } catch (CharacterCodingException e) {
      throw new UserError("`" + file + "` is not UTF-8 text", e);
    } catch (IOException e) {
      throw new UserError("`" + file + "` cannot be read: " + e.getMessage(), e);
    }
  }

  /// The file is the old one or the new one, whatever happens; its permissions stay.
  private static void write(Path file, String text) {
    try {
      Path real = file.toRealPath();
      Path whole = Files.createTempFile(real.getParent(), ".tulle", ".tmp");
      try {
        Files.writeString(whole, text);
        if (Files.getFileStore(real).supportsFileAttributeView("posix")) {
          Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(real);
          Files.setPosixFilePermissions(whole, permissions);
        }
        Files.move(whole, real, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(whole);
      }
    } catch (IOException e) {
      throw new UserError("`" + file + "` cannot be written: " + e.getMessage(), e);
    }
  }
}
