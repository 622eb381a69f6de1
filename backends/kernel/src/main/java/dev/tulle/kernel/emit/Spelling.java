package dev.tulle.kernel.emit;

import dev.tulle.kernel.ir.Expr.BinaryOp;
import dev.tulle.kernel.ir.Expr.FoldOp;
import dev.tulle.kernel.ir.Expr.UnaryOp;
import dev.tulle.kernel.ir.Scalar;
import dev.tulle.kernel.ir.Type;
import java.util.Optional;

/// How a language spells expressions, for scalars or for vectors. Each method prints one node of Kernel IR, whose meaning it keeps to the
/// bit.
public interface Spelling {
  /// The type of a variable.
  String type(Type type);

  Code constant(Type type, long bits);

  Code unary(UnaryOp op, Type type, Code operand);

  /// Any operation but the integer `DIV` and `MOD`.
  Code binary(BinaryOp op, Type operands, Code left, Code right);

  /// Integer `ADD`, `SUB` or `MUL` of data, whose overflow must wrap; what is computed from sizes and indices alone never overflows.
  default Code wrapping(BinaryOp op, Type operands, Code left, Code right) {
    return binary(op, operands, left, right);
  }

  /// Integer `DIV` or `MOD`.
  ///
  /// @param positive whether the divisor is a constant above 0
  Code divide(BinaryOp op, Type type, Code left, Code right, boolean positive);

  Code fma(Type type, Code a, Code b, Code c);

  Code select(Type type, Code condition, Code then, Code otherwise);

  Code convert(Type to, Type from, Code operand);

  Code round(Scalar storage, Type type, Code operand);

  Code bits(Type to, Code operand);

  Code load(Type type, Access access, Optional<Code> mask);

  /// A whole statement.
  String store(Type type, Access access, Code value, Optional<Code> mask);

  /// What only vectors have.
  interface Lanes extends Spelling {
    Code splat(Type type, Code operand);

    Code iota(Type type);

    /// @param count the type of `operand`
    Code prefix(Type type, Type count, Code operand);

    Code laneFold(FoldOp op, Type operands, Code operand);
  }
}
