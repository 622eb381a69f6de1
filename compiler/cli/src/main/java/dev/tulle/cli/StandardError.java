package dev.tulle.cli;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/// Standard error, without the warning that the JVM prints there about incubator modules before any code of ours runs.
///
/// No option turns that warning off. So the launcher starts the JVM with standard error closed to it and the real one as another descriptor, and names that one in
/// `-Dtulle.stderr`; here it is put back in place.
final class StandardError {
  private static final String PROPERTY = "tulle.stderr";
  private static final int STANDARD_ERROR = 2;

  private StandardError() {}

  @SuppressWarnings("restricted") // calling C is what this is for
  static void restore() {
    Integer real = Integer.getInteger(PROPERTY);
    if (real == null) return;
    Linker linker = Linker.nativeLinker();
    SymbolLookup library = linker.defaultLookup();
    Optional<MemorySegment> duplicate = library.find("dup2");
    if (duplicate.isEmpty()) throw new IllegalStateException("-D" + PROPERTY + " is for systems with dup2");
    FunctionDescriptor signature = FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
    try {
      int result = (int) linker.downcallHandle(duplicate.get(), signature).invokeExact((int) real, STANDARD_ERROR);
      if (result < 0) throw new IllegalStateException("-D" + PROPERTY + "=" + real + " is no open descriptor");
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
