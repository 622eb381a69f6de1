package dev.tulle.kernel.emit;

import dev.tulle.kernel.CompilerBug;
import dev.tulle.kernel.ir.Buffer;
import dev.tulle.kernel.ir.Scalar;
import dev.tulle.kernel.ir.Stmt;
import dev.tulle.kernel.ir.Type;
import java.util.ArrayList;
import java.util.List;

/// OpenCL C 1.2. To keep the meaning to the bit a program is built with `-cl-fp32-correctly-rounded-divide-sqrt`, on a device that keeps
/// denormals; halves are only stored, so that no extension is needed for them. Atomics and fail sites on 64 bits need
/// `cl_khr_int64_base_atomics` and `cl_khr_int64_extended_atomics`.
public class OpenClDialect extends CDialect {
  private static final List<String> OWN = List.of(
      """
          static float round_half(float x) {
            ushort half_bits;
            vstore_half_rte(x, 0, (half*) &half_bits);
            return vload_half(0, (const half*) &half_bits);
          }
          """,
      """
          static int truncate_int(float x) {
            return convert_int_sat_rtz(x);
          }
          """,
      """
          static long truncate_long(float x) {
            return convert_long_sat_rtz(x);
          }
          """);

  private final CScalars scalars = new OpenClScalars();

  @Override
  public CScalars scalars() {
    return scalars;
  }

  @Override
  public Spelling.Lanes vectors(int lanes) {
    if (lanes > 16) throw new CompilerBug("emit: OpenCL C has no vectors of " + lanes + " lanes");
    return new OpenClVectors(lanes, scalars);
  }

  @Override
  public String unrollHint() {
    return "#pragma unroll";
  }

  @Override
  String item() {
    return "(int) get_local_id(0)";
  }

  @Override
  String items() {
    return "(int) get_local_size(0)";
  }

  @Override
  String groupNumber(boolean phases) {
    return phases ? "get_group_id(0)" : "get_global_id(0)";
  }

  @Override
  public String barrier() {
    return "barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE);";
  }

  @Override
  String stored(Scalar element, boolean declared) {
    if (element == Scalar.I8) return "char";
    return element == Scalar.F16 && !declared ? "half" : super.stored(element, declared);
  }

  @Override
  String atomicOnShared(Stmt.AtomicOp op, Type type, Code element, Code value) {
    String prefix = type.scalar() == Scalar.I64 ? "atom_" : "atomic_";
    return prefix + word(op) + "(&" + element.text() + ", " + value.text() + ");";
  }

  @Override
  public String fail(int site, Code position, Code value) {
    return "atom_min(&status[" + site + "], (long) (((ulong) " + position.at(Code.PREFIX) + " << 32) | (uint) " + value.at(Code.PREFIX)
        + "));";
  }

  @Override
  List<String> helpers() {
    List<String> all = new ArrayList<>(OpenClVectors.helpers());
    all.addAll(OWN);
    all.addAll(common("static", "long", "as_int", "as_float"));
    return all;
  }

  @Override
  String prologue() {
    return """
        #pragma OPENCL FP_CONTRACT OFF
        #ifdef cl_khr_int64_base_atomics
        #pragma OPENCL EXTENSION cl_khr_int64_base_atomics : enable
        #endif
        #ifdef cl_khr_int64_extended_atomics
        #pragma OPENCL EXTENSION cl_khr_int64_extended_atomics : enable
        #endif
        """;
  }

  @Override
  String signature(String name, List<String> parameters, int items) {
    String size = items > 0 ? "__attribute__((reqd_work_group_size(" + items + ", 1, 1)))\n" : "";
    return size + "__kernel void " + name + "(\n    " + String.join(",\n    ", parameters) + ")";
  }

  @Override
  String parameter(Buffer buffer, String name) {
    String constant = buffer.access() == Buffer.Access.READ ? "const " : "";
    return "__global " + constant + stored(buffer.element(), false) + "* restrict " + name;
  }

  @Override
  String statusParameter() {
    return "__global long* restrict status";
  }

  @Override
  String shared() {
    return "__local ";
  }
}
