package dev.tulle.compiler.pass;

import dev.tulle.compiler.tensor.Program;
import dev.tulle.compiler.tensor.TensorParser;
import dev.tulle.compiler.tensor.TensorPrinter;
import dev.tulle.kernel.ir.Kernel;
import dev.tulle.kernel.text.KernelParser;
import dev.tulle.kernel.text.KernelPrinter;
import dev.tulle.kernel.text.KernelTextException;
import dev.tulle.kernel.verify.Verifier;

/// Runs a step of the compiler again, alone, from the text that a failure left: a pass on the program that it was given, or the verifier on a kernel.
public final class Replay {
  private static final String PASS = "replay pass ";
  private static final String KERNEL = "replay kernel";
  private static final String END = "end of replay";

  private Replay() {}

  static String ofPass(String pass, Program program) {
    return PASS + pass + "\n" + TensorPrinter.print(program) + END + "\n";
  }

  public static String ofKernel(Kernel kernel) {
    return KERNEL + "\n" + KernelPrinter.print(kernel) + END + "\n";
  }

  /// Runs what the text holds; other text around it is passed over.
  ///
  /// @return what came of it, as text
  /// @throws dev.tulle.kernel.CompilerBug if it fails again
  /// @throws IllegalArgumentException if the text holds nothing to run
  public static String run(String text) {
    int end = text.indexOf(END);
    int pass = text.indexOf(PASS);
    int kernel = text.indexOf(KERNEL + "\n");
    if (end >= 0 && pass >= 0 && pass < end) return pass(text.substring(pass + PASS.length(), end));
    if (end >= 0 && kernel >= 0 && kernel < end) return kernel(text.substring(kernel + KERNEL.length() + 1, end));
    throw new IllegalArgumentException("there is nothing to replay in this file: it holds no line `" + PASS + "…` or `" + KERNEL + "`");
  }

  private static String pass(String text) {
    String name = text.lines().findFirst().orElse("").strip();
    Pipeline.Step step = Pipeline.STEPS.stream()
        .filter(s -> s.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("there is no pass `" + name + "`"));
    return TensorPrinter.print(new PassRunner((_, _) -> {}).run(step, TensorParser.parse(text.substring(name.length()))));
  }

  private static String kernel(String text) {
    try {
      Kernel kernel = KernelParser.parse(text);
      Verifier.verify(kernel);
      return KernelPrinter.print(kernel);
    } catch (KernelTextException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }
}
