package dev.tulle.perf.peer;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/// The functions of a shared library. It stays loaded until the process ends.
@SuppressWarnings("restricted") // calling natives is what this is for
final class NativeLibrary {
  static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
  static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT;
  static final ValueLayout.OfDouble DOUBLE = ValueLayout.JAVA_DOUBLE;
  static final MemoryLayout POINTER = ValueLayout.ADDRESS;

  private final SymbolLookup symbols;

  private NativeLibrary(SymbolLookup symbols) {
    this.symbols = symbols;
  }

  static NativeLibrary open(Path file) throws Unavailable {
    quietThreads();
    try {
      return new NativeLibrary(SymbolLookup.libraryLookup(file, Arena.global()));
    } catch (IllegalArgumentException e) {
      throw new Unavailable("cannot be loaded: " + e.getMessage());
    }
  }

  /// Intel's OpenMP otherwise keeps its threads busy for 200 ms after each call, on the processors that the next contestant wants.
  private static void quietThreads() {
    MethodHandle setenv = new NativeLibrary(Linker.nativeLinker().defaultLookup()).function("setenv", INT, POINTER, POINTER, INT);
    try (Arena arena = Arena.ofConfined()) {
      int _ = (int) setenv.invokeExact(arena.allocateFrom("KMP_BLOCKTIME"), arena.allocateFrom("1"), 0);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  MethodHandle function(String name, MemoryLayout result, MemoryLayout... parameters) {
    return handle(name, FunctionDescriptor.of(result, parameters));
  }

  MethodHandle procedure(String name, MemoryLayout... parameters) {
    return handle(name, FunctionDescriptor.ofVoid(parameters));
  }

  private MethodHandle handle(String name, FunctionDescriptor type) {
    MemorySegment address = symbols.find(name).orElseThrow(() -> new IllegalStateException("the library has no function " + name));
    return Linker.nativeLinker().downcallHandle(address, type);
  }

  /// Calls a function of which the result says whether it worked: zero.
  static void check(MethodHandle function, Object... arguments) {
    try {
      int status = (int) function.invokeWithArguments(arguments);
      if (status != 0) throw new IllegalStateException("the library reports status " + status);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  static void call(MethodHandle procedure, Object... arguments) {
    try {
      procedure.invokeWithArguments(arguments);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
