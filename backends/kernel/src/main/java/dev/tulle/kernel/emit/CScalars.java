package dev.tulle.kernel.emit;

import dev.tulle.kernel.CompilerBug;
import dev.tulle.kernel.ir.Expr.BinaryOp;
import dev.tulle.kernel.ir.Expr.UnaryOp;
import dev.tulle.kernel.ir.Scalar;
import dev.tulle.kernel.ir.Type;
import java.util.Optional;

/// Scalar expressions in a language of the C family, as far as OpenCL C and CUDA C agree; functions that only one of them has are reached
/// through helpers of the same name in both.
abstract class CScalars implements Spelling {
  /// The word for 64-bit integers, and the suffix of their constants.
  abstract String wide();

  abstract String wideSuffix();

  @Override
  public String type(Type type) {
    return switch (type.scalar()) {
      case I32 -> "int";
      case I64 -> wide();
      case F32 -> "float";
      case BOOL -> "bool";
      case F16, BF16, I8, U8 -> throw new CompilerBug("no variable has type " + type);
    };
  }

  private String unsigned(Type type) {
    return type.scalar() == Scalar.I64 ? "unsigned " + wide() : "unsigned int";
  }

  @Override
  public Code constant(Type type, long bits) {
    return switch (type.scalar()) {
      case I32 -> bits == Integer.MIN_VALUE ? Code.primary("(-2147483647 - 1)") : number(Integer.toString((int) bits));
      case I64 -> wideConstant(bits);
      case F32 -> floating((int) bits);
      case BOOL -> Code.primary(bits == 0 ? "false" : "true");
      case F16, BF16, I8, U8 -> throw new CompilerBug("no constant has type " + type);
    };
  }

  private Code wideConstant(long bits) {
    if (bits == Long.MIN_VALUE) return Code.primary("(-9223372036854775807" + wideSuffix() + " - 1)");
    return number(bits + wideSuffix());
  }

  private Code floating(int bits) {
    float value = Float.intBitsToFloat(bits);
    if (Float.isFinite(value)) return number(value + "f");
    return bits(Type.F32, Code.primary("0x" + Integer.toHexString(bits)));
  }

  private static Code number(String text) {
    return new Code(text, text.startsWith("-") ? Code.PREFIX : Code.PRIMARY);
  }

  @Override
  public Code unary(UnaryOp op, Type type, Code x) {
    boolean floating = type.scalar() == Scalar.F32;
    return switch (op) {
      case NEG -> floating ? Code.prefix("-", x) : wrapping(BinaryOp.SUB, type, constant(type, 0), x);
      case NOT -> Code.prefix("!", x);
      case ABS -> floating ? Code.call("fabs", x) : Code.call("abs_" + suffix(type), x);
      case SQRT -> squareRoot(x);
      case FLOOR -> Code.call("floor", x);
      case CEIL -> Code.call("ceil", x);
      case ROUND -> Code.call("rint", x);
    };
  }

  abstract Code squareRoot(Code x);

  /// A product that is not fused with a sum.
  abstract Code product(Code a, Code b);

  abstract Code quotient(Code a, Code b);

  static String suffix(Type type) {
    return type.scalar() == Scalar.I64 ? "long" : type.scalar() == Scalar.I32 ? "int" : "float";
  }

  @Override
  public Code binary(BinaryOp op, Type type, Code a, Code b) {
    boolean logic = type.scalar() == Scalar.BOOL;
    boolean floating = type.scalar() == Scalar.F32;
    return switch (op) {
      case ADD -> Code.infix(a, "+", b, Code.SUM);
      case SUB -> Code.infix(a, "-", b, Code.SUM);
      case MUL -> floating ? product(a, b) : Code.infix(a, "*", b, Code.PRODUCT);
      case DIV -> quotient(a, b);
      case MIN -> Code.call(floating ? "minimum" : "min", a, b);
      case MAX -> Code.call(floating ? "maximum" : "max", a, b);
      case AND -> logic ? Code.infix(a, "&&", b, Code.BOTH) : bitwise(a, "&", b, Code.BIT_AND);
      case OR -> logic ? Code.infix(a, "||", b.level() == Code.BOTH ? Code.primary("(" + b.text() + ")") : b, Code.EITHER)
          : bitwise(a, "|", b, Code.BIT_OR);
      case XOR -> logic ? Code.infix(a, "!=", b, Code.EQUALITY) : bitwise(a, "^", b, Code.BIT_XOR);
      case SHL -> Code.cast(type(type), Code.shift(Code.cast(unsigned(type), a), "<<", count(type, b)));
      case SHR -> Code.shift(a, ">>", count(type, b));
      case USHR -> Code.cast(type(type), Code.shift(Code.cast(unsigned(type), a), ">>", count(type, b)));
      case LT -> Code.infix(a, "<", b, Code.RELATION);
      case LE -> Code.infix(a, "<=", b, Code.RELATION);
      case GT -> Code.infix(a, ">", b, Code.RELATION);
      case GE -> Code.infix(a, ">=", b, Code.RELATION);
      case EQ -> Code.infix(a, "==", b, Code.EQUALITY);
      case NE -> Code.infix(a, "!=", b, Code.EQUALITY);
      case MOD -> throw new CompilerBug("emit: " + op + " of " + type);
    };
  }

  /// With parentheses around everything that is not simple, because C ranks these below comparisons.
  private static Code bitwise(Code a, String operator, Code b, int level) {
    return new Code(a.at(Code.PREFIX) + " " + operator + " " + b.at(Code.PREFIX), level);
  }

  /// The low bits of a shift count.
  private static Code count(Type type, Code count) {
    int width = type.scalar().bytes() * 8;
    boolean literal = count.text().matches("\\d+L*") && Integer.parseInt(count.text().replace("L", "")) < width;
    return literal ? count : bitwise(count, "&", Code.primary(Integer.toString(width - 1)), Code.BIT_AND);
  }

  @Override
  public Code wrapping(BinaryOp op, Type type, Code a, Code b) {
    Code left = Code.cast(unsigned(type), a);
    Code right = Code.cast(unsigned(type), b);
    return Code.cast(type(type), binary(op, type, left, right));
  }

  @Override
  public Code divide(BinaryOp op, Type type, Code a, Code b, boolean positive) {
    return Code.call((op == BinaryOp.DIV ? "divide_" : "modulo_") + suffix(type), a, b);
  }

  @Override
  public Code select(Type type, Code condition, Code then, Code otherwise) {
    return Code.choice(condition, then, otherwise);
  }

  @Override
  public Code convert(Type to, Type from, Code x) {
    if (from.scalar() == Scalar.BOOL)
      return Code.choice(x, constant(to, to.scalar() == Scalar.F32 ? Float.floatToRawIntBits(1) : 1), constant(to, 0));
    if (from.scalar() == Scalar.F32) return Code.call("truncate_" + suffix(to), x);
    return Code.cast(type(to), x);
  }

  @Override
  public Code round(Scalar storage, Type type, Code x) {
    return Code.call(storage == Scalar.F16 ? "round_half" : "round_bfloat", x);
  }

  @Override
  public Code load(Type type, Access access, Optional<Code> mask) {
    Code element = switch (access.element()) {
      case I32, I64, F32 -> element(access);
      case BOOL -> Code.infix(element(access), "!=", Code.primary("0"), Code.EQUALITY);
      case F16 -> loadHalf(access);
      case BF16 -> Code.call("widen_bfloat", element(access));
      case I8, U8 -> Code.cast("int", element(access));
    };
    return mask.map(m -> Code.choice(m, element, constant(type, 0))).orElse(element);
  }

  abstract Code loadHalf(Access access);

  abstract String storeHalf(Access access, Code value);

  @Override
  public String store(Type type, Access access, Code value, Optional<Code> mask) {
    String element = element(access).text();
    String set = switch (access.element()) {
      case I32, I64, F32 -> element + " = " + value.text() + ";";
      case BOOL -> element + " = " + Code.choice(value, Code.primary("1"), Code.primary("0")).text() + ";";
      case F16 -> storeHalf(access, value);
      case BF16 -> element + " = " + Code.call("narrow_bfloat", value).text() + ";";
      case I8 -> element + " = " + Code.cast("signed char", value).text() + ";";
      case U8 -> element + " = " + Code.cast("unsigned char", value).text() + ";";
    };
    return mask.map(m -> "if (" + m.text() + ") " + set).orElse(set);
  }

  static Code element(Access access) {
    return Code.primary(access.array() + "[" + index(access).text() + "]");
  }

  /// The element's number.
  static Code index(Access access) {
    Optional<Code> index = access.row();
    if (access.column().isPresent())
      index = Optional.of(index.map(r -> Code.infix(r, "+", access.column().get(), Code.SUM)).orElse(access.column().get()));
    long displacement = access.displacement();
    if (index.isEmpty()) return Code.primary(Long.toString(displacement));
    if (displacement == 0) return index.get();
    return Code.infix(index.get(), displacement < 0 ? "-" : "+", Code.primary(Long.toString(Math.abs(displacement))), Code.SUM);
  }
}
