package dev.tulle.cli;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;

/// One command line, run in this process, and what it said.
record Terminal(int status, String out, String err) {
  static Terminal run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status = Main.execute(arguments, new PrintWriter(out), new PrintWriter(err));
    return new Terminal(status, out.toString(), err.toString());
  }

  /// With a text on standard input.
  static Terminal runOn(String input, String... arguments) {
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
    try {
      return run(arguments);
    } finally {
      System.setIn(before);
    }
  }
}
