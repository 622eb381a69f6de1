package dev.tulle.cli;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/// Standard error, without the warning that the JVM prints there about incubator modules before any code of ours runs.
///
/// No option turns that warning off. So the launcher starts the JVM with standard error closed to it and the real one as another descriptor, and names that one in
/// `-Dtulle.stderr`; here it is put back in place.
final class StandardError {
  private static final String PROPERTY = "tulle.stderr";
  private static final int STANDARD_ERROR = 2;

  private StandardError() {}

  static void restore() {
    Integer real = Integer.getInteger(PROPERTY);
    if (real == null) return;
    FunctionDescriptor signature = FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
    MethodHandle duplicate = find("dup2", signature)
        .orElseThrow(() -> new IllegalStateException("-D" + PROPERTY + " is for systems with dup2"));
    try {
      int result = (int) duplicate.invokeExact((int) real, STANDARD_ERROR);
      if (result < 0) throw new IllegalStateException("-D" + PROPERTY + "=" + real + " is no open descriptor");
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /// Whether a person reads it, and not a file; true where the system cannot say.
  static boolean isTerminal() {
    Optional<MethodHandle> question = find("isatty", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    if (question.isEmpty()) return true;
    try {
      return (int) question.get().invokeExact(STANDARD_ERROR) != 0;
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  @SuppressWarnings("restricted") // calling C is what this is for
  private static Optional<MethodHandle> find(String function, FunctionDescriptor signature) {
    Linker linker = Linker.nativeLinker();
    return linker.defaultLookup().find(function).map(address -> linker.downcallHandle(address, signature));
  }
}
