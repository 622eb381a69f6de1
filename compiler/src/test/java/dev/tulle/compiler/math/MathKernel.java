package dev.tulle.compiler.math;

import static dev.tulle.kernel.ir.Build.i32;
import static dev.tulle.kernel.ir.Build.let;
import static dev.tulle.kernel.ir.Build.load;
import static dev.tulle.kernel.ir.Build.mul;
import static dev.tulle.kernel.ir.Build.ref;
import static dev.tulle.kernel.ir.Build.store;

import dev.tulle.kernel.interpret.Interpreter;
import dev.tulle.kernel.ir.Buffer;
import dev.tulle.kernel.ir.Buffer.Access;
import dev.tulle.kernel.ir.Expr;
import dev.tulle.kernel.ir.Kernel;
import dev.tulle.kernel.ir.Scalar;
import dev.tulle.kernel.ir.Stmt;
import dev.tulle.kernel.ir.Type;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A kernel that applies one function of the library to arrays, run by the interpreter of Kernel IR.
final class MathKernel {
  /// The function as an expression of the elements of the operands.
  interface Body {
    Expr of(MathLibrary math, List<Expr> operands);
  }

  private MathKernel() {}

  /// Applies `body` to the elements of arrays of one length, a multiple of `lanes`.
  static float[] run(Body body, int lanes, float[]... operands) {
    return run(body, lanes, Scalar.F32, List.of(operands).stream().map(MemorySegment::ofArray).toList(), operands[0].length);
  }

  static float[] run(Body body, int lanes, int[]... operands) {
    return run(body, lanes, Scalar.I32, List.of(operands).stream().map(MemorySegment::ofArray).toList(), operands[0].length);
  }

  private static float[] run(Body body, int lanes, Scalar scalar, List<MemorySegment> operands, int length) {
    if (length % lanes != 0) throw new IllegalArgumentException(length + " elements in lanes of " + lanes);
    float[] result = new float[length];
    List<MemorySegment> segments = new ArrayList<>(operands);
    segments.add(MemorySegment.ofArray(result));
    new Interpreter(kernel(body, lanes, scalar, operands.size())).run(new long[] {length / lanes}, segments,
        MemorySegment.ofArray(new long[1]));
    return result;
  }

  static Kernel kernel(Body body, int lanes, Scalar scalar, int operands) {
    Expr groups = ref("GROUPS", Type.I32);
    Expr length = mul(groups, i32(lanes));
    Expr at = mul(ref("g", Type.I32), i32(lanes));
    List<Buffer> buffers = new ArrayList<>();
    List<Stmt> statements = new ArrayList<>();
    List<Expr> names = new ArrayList<>();
    for (int k = 0; k < operands; k++) {
      buffers.add(new Buffer("in" + k, scalar, List.of(length), Access.READ, Optional.empty()));
      Type type = new Type(scalar, lanes);
      statements.add(let("x" + k, load(type, "in" + k, at)));
      names.add(ref("x" + k, type));
    }
    buffers.add(new Buffer("out", Scalar.F32, List.of(length), Access.WRITE, Optional.empty()));
    MathLibrary math = new MathLibrary(value -> {
      String name = "t" + statements.size();
      statements.add(let(name, value));
      return ref(name, value.type());
    });
    Expr result = body.of(math, names);
    statements.add(store("out", List.of(at), result));
    List<Kernel.SizeParameter> sizes = List.of(new Kernel.SizeParameter("GROUPS", Scalar.I32));
    return new Kernel("math", List.of(), sizes, List.of(), buffers, List.of(new Kernel.GridAxis("g", groups)), new Stmt.Block(statements));
  }
}
