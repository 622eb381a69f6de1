package dev.tulle.dsl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tulle.dsl.diagnostic.Diagnostic;
import dev.tulle.dsl.diagnostic.DiagnosticCode;
import dev.tulle.dsl.diagnostic.DiagnosticPrinter;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Files that nobody means well with, read from disk, checked, and their reports printed.
@Timeout(60)
class HostileFileTest {
  @TempDir
  private Path folder;

  private Front.Result check(byte[] bytes) throws IOException {
    return check(Files.write(folder.resolve("hostile.tulle"), bytes));
  }

  private static Front.Result check(Path file) {
    Front.Result result = Front.check(file, Front.Options.defaults());
    String printed = DiagnosticPrinter.plain().print(result.diagnostics());
    assertTrue(printed.length() < 200_000, () -> "the reports have " + printed.length() + " characters");
    return result;
  }

  private static List<DiagnosticCode> codes(Front.Result result) {
    return result.diagnostics().stream().map(Diagnostic::code).distinct().toList();
  }

  static Stream<Arguments> files() {
    var noise = new byte[10 << 20];
    new Random(1).nextBytes(noise);
    byte[] statements = "  let a = b + c\n".repeat(700_000).getBytes(StandardCharsets.UTF_8);
    return Stream.of(
        Arguments.of("ten megabytes of statements", statements, DiagnosticCode.T0006),
        Arguments.of("ten megabytes of one line", "a + ".repeat(5 << 19).getBytes(StandardCharsets.UTF_8), DiagnosticCode.T0006),
        Arguments.of("ten megabytes of zeros", new byte[10 << 20], DiagnosticCode.T0006),
        Arguments.of("ten megabytes of noise", noise, DiagnosticCode.T0802),
        Arguments.of("a byte that begins nothing", bytes("model M { }", 0xff), DiagnosticCode.T0802),
        Arguments.of("half a character", bytes("model M { }", 0xe2, 0x82), DiagnosticCode.T0802),
        Arguments.of("a character spelt too long", bytes("", 0xc0, 0xaf), DiagnosticCode.T0802),
        Arguments.of("half of a pair", bytes("", 0xed, 0xa0, 0x80), DiagnosticCode.T0802),
        Arguments.of("UTF-16", "model M { }".getBytes(StandardCharsets.UTF_16), DiagnosticCode.T0802));
  }

  private static byte[] bytes(String text, int... more) {
    byte[] start = text.getBytes(StandardCharsets.UTF_8);
    byte[] all = Arrays.copyOf(start, start.length + more.length);
    for (int i = 0; i < more.length; i++) all[start.length + i] = (byte) more[i];
    return all;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("files")
  void isOneReport(String name, byte[] bytes, DiagnosticCode code) throws IOException {
    assertEquals(List.of(code), codes(check(bytes)), name);
  }

  @Test
  void aHugeFileIsNotRead() throws IOException {
    Path file = folder.resolve("huge.tulle");
    try (var huge = new RandomAccessFile(file.toFile(), "rw")) {
      huge.setLength(1L << 40);
    }
    assertEquals(List.of(DiagnosticCode.T0802), codes(check(file)));
  }

  @Test
  void twoThousandStatementsAreChecked() throws IOException {
    String statements = IntStream.range(0, 2_000)
        .mapToObj(i -> "  let a" + (i + 1) + "[t] = a" + i + "[t] + sum(d) x[t, d]\n")
        .collect(Collectors.joining());
    String text = "model M {\n  input x: f32[T, D]\n  input a0: f32[T]\n" + statements + "  output y[t] = a2000[t]\n}\n";
    assertEquals(List.of(), codes(check(text.getBytes(StandardCharsets.UTF_8))));
  }

  static Stream<Arguments> largePrograms() {
    return Stream.of(
        Arguments.of("a long comparison", value("0 < ".repeat(499) + "1")),
        Arguments.of("a long call", value("max(" + "1, ".repeat(50_000) + "1)")),
        Arguments.of("many indices", "  let a[" + "i, ".repeat(20_000) + "j] = 1\n"),
        Arguments.of("many bound indices", value("sum(" + "i: 2, ".repeat(5_000) + "j: 2) 1")),
        Arguments.of("many positions", value("x[" + "0, ".repeat(50_000) + "0]")),
        Arguments.of("a large constant", "  const T = [" + "1, ".repeat(50_000) + "1]\n"),
        Arguments.of("loops in loops", "  repeat 2 with (x = 1) {\n".repeat(100) + "}\n".repeat(100)),
        Arguments.of("a long choice", value("if true then 1 else ".repeat(200) + "2")),
        Arguments.of("parentheses", value("(".repeat(120) + "1" + ")".repeat(120))),
        Arguments.of("sums", value("1 + ".repeat(400) + "1")),
        Arguments.of("the same name", "  let a = 1\n".repeat(20_000)),
        Arguments.of("names that nobody defined", "  let a = nothing\n".repeat(20_000)),
        Arguments.of("one very long name", "  let " + "x".repeat(300_000) + " = " + "y".repeat(300_000) + "\n"),
        Arguments.of("a power of powers", value("9999999999 * ".repeat(300) + "1")));
  }

  private static String value(String expression) {
    return "  let a = " + expression + "\n";
  }

  /// Right or wrong: it is checked in seconds, on the stack that a thread has where nobody asks for more, and what is said is short.
  @ParameterizedTest(name = "{0}")
  @MethodSource("largePrograms")
  void largeProgramsAreChecked(String name, String items) throws Exception {
    byte[] bytes = ("model M {\n" + items + "  output y = 1\n}\n").getBytes(StandardCharsets.UTF_8);
    var checking = new FutureTask<>(() -> check(bytes));
    new Thread(null, checking, "checker", 1 << 20).start();
    checking.get();
  }
}
