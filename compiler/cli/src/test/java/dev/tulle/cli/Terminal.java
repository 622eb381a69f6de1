package dev.tulle.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/// One command line, run in this process, and what it said.
record Terminal(int status, String out, String err) {
  static Terminal run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status = Main.execute(arguments, new PrintWriter(out), new PrintWriter(err));
    return new Terminal(status, out.toString(), err.toString());
  }
}
