package dev.tulle.compiler.random;

import dev.tulle.kernel.CompilerBug;
import dev.tulle.runtime.TulleException;
import java.util.Arrays;
import java.util.Optional;

/// How a program failed.
///
/// @param bucket the same for failures that probably have one cause: the kind, where in the code, the message without names and numbers
/// @param message all that is known
record Failure(String bucket, String message) {
  private static final int SHOWN = 160;
  private static final int FRAMES = 14;

  /// A fault that was thrown.
  static Failure of(Throwable fault) {
    Throwable cause = fault;
    while (cause.getCause() != null && cause.getCause() != cause && (cause instanceof CompilerBug || cause instanceof TulleException)) {
      cause = cause.getCause();
    }
    String frames = String.join("\n    at ", Arrays.stream(cause.getStackTrace()).limit(FRAMES).map(StackTraceElement::toString).toList());
    return new Failure(kind(cause) + " at " + place(cause).orElse("?") + ": " + shape(String.valueOf(cause.getMessage())),
        fault + (cause == fault ? "" : "\n  caused by " + cause) + "\n    at " + frames);
  }

  /// An answer that is wrong.
  static Failure wrong(String device, String message) {
    return new Failure("wrong on " + device + ": " + shape(message.replaceFirst("^\\w+(\\.\\w+)*(\\[[^\\]]*\\])?:?", "")), message);
  }

  private static String kind(Throwable fault) {
    return fault instanceof TulleException t ? "TulleException " + t.code() : fault.getClass().getSimpleName();
  }

  private static Optional<String> place(Throwable fault) {
    return Arrays.stream(fault.getStackTrace())
        .filter(f -> f.getClassName().startsWith("dev.tulle") && !f.getMethodName().equals("<init>") && !f.getClassName().endsWith("Test"))
        .findFirst()
        .map(f -> f.getClassName().replaceAll(".*\\.", "") + "." + f.getMethodName());
  }

  /// The first line without what differs from program to program.
  private static String shape(String message) {
    String line = message.strip()
        .lines()
        .findFirst()
        .orElse("")
        .replaceAll("`[^`]*`", "`_`")
        .replaceAll("kernel \\S+", "kernel _")
        .replaceAll("\\([0-9a-f]{8}\\)", "")
        .replaceAll("NaN|-?Infinity|-?[0-9][0-9.,E-]*", "#")
        .replaceAll("\\[[#, _a-z]*\\]", "[]")
        .replaceAll("\\b[a-z]+[#][\\w#.]*", "_");
    return line.length() <= SHOWN ? line : line.substring(0, SHOWN);
  }
}
