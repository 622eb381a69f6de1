package dev.tulle.kernel.emit;

import dev.tulle.kernel.CompilerBug;
import dev.tulle.kernel.ir.Arithmetic;
import dev.tulle.kernel.ir.Buffer;
import dev.tulle.kernel.ir.Expr;
import dev.tulle.kernel.ir.Expr.BinaryOp;
import dev.tulle.kernel.ir.Scalar;
import dev.tulle.kernel.ir.Stmt;
import dev.tulle.kernel.ir.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// CUDA C++ for `nvcc` and NVRTC, without includes and with default options: products are never fused with sums, denormals are kept.
/// Kernels for it have no vectors.
public final class CudaDialect extends CDialect {
  /// Items that execute one instruction together.
  private static final int WARP = 32;

  private static final List<String> OWN = List.of(
      """
          static __device__ float round_half(float x) {
            return widen_half(narrow_half(x));
          }
          """,
      """
          static __device__ unsigned short narrow_half(float x) {
            unsigned short half;
            asm("cvt.rn.f16.f32 %0, %1;" : "=h"(half) : "f"(x));
            return half;
          }
          """,
      """
          static __device__ float widen_half(unsigned short x) {
            float wide;
            asm("cvt.f32.f16 %0, %1;" : "=f"(wide) : "h"(x));
            return wide;
          }
          """,
      """
          static __device__ int truncate_int(float x) {
            return x != x ? 0 : __float2int_rz(x);
          }
          """,
      """
          static __device__ long long truncate_long(float x) {
            return x != x ? 0 : __float2ll_rz(x);
          }
          """);

  private static final List<String> HELPERS = helperList();

  private static List<String> helperList() {
    List<String> all = new ArrayList<>(CudaMatrices.HELPERS);
    all.addAll(OWN);
    all.addAll(common("static __device__", "long long", "__float_as_int", "__int_as_float"));
    return List.copyOf(all);
  }

  private final CScalars scalars = new Scalars();

  @Override
  public CScalars scalars() {
    return scalars;
  }

  @Override
  public Spelling.Lanes vectors(int lanes) {
    throw new CompilerBug("emit: CUDA C has no vectors of " + lanes + " lanes; a kernel for a target with lanes was given");
  }

  @Override
  public String unrollHint() {
    return "#pragma unroll";
  }

  @Override
  String item() {
    return "(int) threadIdx.x";
  }

  @Override
  String items() {
    return "(int) blockDim.x";
  }

  @Override
  String groupNumber(boolean phases) {
    return phases ? "blockIdx.x" : "(long long) blockIdx.x * blockDim.x + threadIdx.x";
  }

  @Override
  public String barrier() {
    return "__syncthreads();";
  }

  @Override
  public int together() {
    return WARP;
  }

  /// Each step takes the value of the item `half` further on.
  @Override
  public String foldTogether(Expr.FoldOp op, Type type, String array, int length) {
    Code own = Code.primary("own");
    Code other = Code.primary("other");
    BinaryOp binary = Arithmetic.binaryOp(op);
    boolean wraps = type.scalar().isInteger() && (op == Expr.FoldOp.ADD || op == Expr.FoldOp.MUL);
    Code both = wraps ? scalars.wrapping(binary, type, own, other) : scalars.binary(binary, type, own, other);
    StringBuilder out = new StringBuilder("if (threadIdx.x < " + WARP + ") {\n");
    Code place = Code.primary("min(" + item() + ", " + (length - 1) + ")");
    out.append("  " + declare(type, "own", scalars.load(type, shared(array, type, place), Optional.empty()), false) + "\n");
    boolean logic = type.scalar() == Scalar.BOOL;
    for (int left = length; left > 1; left = Integer.highestOneBit(left - 1)) {
      int half = Integer.highestOneBit(left - 1);
      String taken = "__shfl_down_sync(0xffffffffu, " + (logic ? "(int) own" : "own") + ", " + half + ")" + (logic ? " != 0" : "");
      out.append("  {\n    const " + scalars.type(type) + " other = " + taken + ";\n");
      out.append("    if (" + item() + " < " + (left - half) + ") own = " + both.text() + ";\n  }\n");
    }
    out.append("  if (threadIdx.x == 0) " + scalars.store(type, shared(array, type, Code.primary("0")), own, Optional.empty()) + "\n");
    return out.append("}").toString();
  }

  @Override
  public boolean multiplies() {
    return true;
  }

  @Override
  public String multiply(Stmt.Multiply m, String sum, Staged left, Staged right, int[] tiles, int warpColumns, Scalar element) {
    return CudaMatrices.multiply(m, sum, left, right, tiles, warpColumns, element);
  }

  private static Access shared(String array, Type type, Code place) {
    return new Access(array, type.scalar(), Access.Place.GROUP, Optional.empty(), Optional.of(place), 0);
  }

  @Override
  String atomicOnShared(Stmt.AtomicOp op, Type type, Code element, Code value) {
    String name = "atomic" + op.name().charAt(0) + word(op).substring(1);
    boolean unsigned = type.scalar() == Scalar.I64 && (op == Stmt.AtomicOp.ADD || op == Stmt.AtomicOp.OR);
    String place = unsigned ? "(unsigned long long*) &" : "&";
    return name + "(" + place + element.text() + ", " + (unsigned ? Code.cast("unsigned long long", value) : value).text() + ");";
  }

  @Override
  public String fail(int site, Code position, Code value) {
    return "atomicMin(&status[" + site + "], (long long) (((unsigned long long) " + position.at(Code.PREFIX) + " << 32) | (unsigned int) "
        + value.at(Code.PREFIX) + "));";
  }

  @Override
  List<String> helpers() {
    return HELPERS;
  }

  @Override
  String prologue() {
    return "";
  }

  @Override
  String signature(String name, List<String> parameters, int items) {
    String bounds = items > 0 ? "__launch_bounds__(" + Math.ceilDiv(items, WARP) * WARP + ") " : "";
    return "extern \"C\" __global__ void " + bounds + name + "(\n    " + String.join(",\n    ", parameters) + ")";
  }

  @Override
  String parameter(Buffer buffer, String name) {
    String constant = buffer.access() == Buffer.Access.READ ? "const " : "";
    return constant + stored(buffer.element(), false) + "* __restrict__ " + name;
  }

  @Override
  String statusParameter() {
    return "long long* __restrict__ status";
  }

  @Override
  String shared() {
    // So that neighbouring elements can be read at once.
    return "__shared__ __align__(16) ";
  }

  private static final class Scalars extends CScalars {
    @Override
    String wide() {
      return "long long";
    }

    @Override
    String wideSuffix() {
      return "LL";
    }

    @Override
    Code squareRoot(Code x) {
      return Code.call("__fsqrt_rn", x);
    }

    @Override
    Code product(Code a, Code b) {
      return Code.call("__fmul_rn", a, b);
    }

    @Override
    Code quotient(Code a, Code b) {
      return Code.call("__fdiv_rn", a, b);
    }

    @Override
    public Code fma(Type type, Code a, Code b, Code c) {
      return Code.call("__fmaf_rn", a, b, c);
    }

    @Override
    public Code bits(Type to, Code x) {
      return Code.call(to.scalar() == Scalar.F32 ? "__int_as_float" : "__float_as_int", x);
    }

    @Override
    Code loadHalf(Access access) {
      return Code.call("widen_half", element(access));
    }

    @Override
    String storeHalf(Access access, Code value) {
      return element(access).text() + " = " + Code.call("narrow_half", value).text() + ";";
    }
  }
}
