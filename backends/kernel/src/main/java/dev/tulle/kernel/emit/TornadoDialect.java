package dev.tulle.kernel.emit;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// OpenCL C as TornadoVM launches it: four parameters of its own come first, and a buffer is an array of TornadoVM, whose elements start
/// behind a header of `ARRAY_HEADER` bytes: 16, unless the program is built with another number.
public final class TornadoDialect extends OpenClDialect {
  /// The macro that says how long the header is.
  public static final String HEADER = "ARRAY_HEADER";

  private static final String RESTRICT = " restrict ";

  @Override
  public Set<String> reserved() {
    Set<String> all = new HashSet<>(super.reserved());
    all.addAll(List.of(HEADER, "context_of_task", "constants_of_task", "memory_of_task", "atomics_of_task"));
    return all;
  }

  @Override
  String prologue() {
    return super.prologue() + "#ifndef " + HEADER + "\n#define " + HEADER + " 16\n#endif\n";
  }

  @Override
  List<String> leadingParameters() {
    return List.of("__global long* context_of_task", "__constant uchar* constants_of_task", "__local uchar* memory_of_task",
        "__global int* atomics_of_task");
  }

  @Override
  Pointer pointer(String declared, Names names) {
    int restrict = declared.indexOf(RESTRICT);
    String array = names.fresh(declared.substring(restrict + RESTRICT.length()) + "_array");
    String cast = "(" + declared.substring(0, restrict) + ") (" + array + " + " + HEADER + ")";
    return new Pointer("__global uchar* " + array, "  " + declared + " = " + cast + ";\n");
  }
}
