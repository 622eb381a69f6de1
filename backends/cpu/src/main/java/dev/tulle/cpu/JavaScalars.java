package dev.tulle.cpu;

import dev.tulle.kernel.CompilerBug;
import dev.tulle.kernel.emit.Access;
import dev.tulle.kernel.emit.Code;
import dev.tulle.kernel.emit.Spelling;
import dev.tulle.kernel.ir.Expr.BinaryOp;
import dev.tulle.kernel.ir.Expr.UnaryOp;
import dev.tulle.kernel.ir.Scalar;
import dev.tulle.kernel.ir.Type;
import java.util.Optional;

/// Scalar expressions in Java, whose arithmetic is that of Kernel IR but for division.
final class JavaScalars implements Spelling {
  @Override
  public String type(Type type) {
    return switch (type.scalar()) {
      case I32 -> "int";
      case I64 -> "long";
      case F32 -> "float";
      case BOOL -> "boolean";
      case F16, BF16, I8, U8 -> throw new CompilerBug("no variable has type " + type);
    };
  }

  @Override
  public Code constant(Type type, long bits) {
    return switch (type.scalar()) {
      case I32 -> number(Integer.toString((int) bits));
      case I64 -> number(bits + "L");
      case F32 -> floating(Float.intBitsToFloat((int) bits), (int) bits);
      case BOOL -> Code.primary(bits == 0 ? "false" : "true");
      case F16, BF16, I8, U8 -> throw new CompilerBug("no constant has type " + type);
    };
  }

  private static Code floating(float value, int bits) {
    if (Float.isNaN(value)) return Code.primary("Float.intBitsToFloat(0x" + Integer.toHexString(bits) + ")");
    if (Float.isInfinite(value)) return Code.primary(value > 0 ? "Float.POSITIVE_INFINITY" : "Float.NEGATIVE_INFINITY");
    return number(value + "f");
  }

  private static Code number(String text) {
    return new Code(text, text.startsWith("-") ? Code.PREFIX : Code.PRIMARY);
  }

  @Override
  public Code unary(UnaryOp op, Type type, Code x) {
    return switch (op) {
      case NEG -> Code.prefix("-", x);
      case NOT -> Code.prefix("!", x);
      case ABS -> Code.call("Math.abs", x);
      case SQRT -> Code.cast("float", Code.call("Math.sqrt", x));
      case FLOOR -> Code.cast("float", Code.call("Math.floor", x));
      case CEIL -> Code.cast("float", Code.call("Math.ceil", x));
      case ROUND -> Code.cast("float", Code.call("Math.rint", x));
    };
  }

  @Override
  public Code binary(BinaryOp op, Type type, Code a, Code b) {
    boolean logic = type.scalar() == Scalar.BOOL;
    return switch (op) {
      case ADD -> Code.infix(a, "+", b, Code.SUM);
      case SUB -> Code.infix(a, "-", b, Code.SUM);
      case MUL -> Code.infix(a, "*", b, Code.PRODUCT);
      case DIV -> Code.infix(a, "/", b, Code.PRODUCT);
      case MIN -> Code.call("Math.min", a, b);
      case MAX -> Code.call("Math.max", a, b);
      case AND -> logic ? Code.infix(a, "&&", b, Code.BOTH) : Code.infix(a, "&", b, Code.BIT_AND);
      case OR -> logic ? Code.infix(a, "||", b, Code.EITHER) : Code.infix(a, "|", b, Code.BIT_OR);
      case XOR -> Code.infix(a, "^", b, Code.BIT_XOR);
      case SHL -> Code.shift(a, "<<", b);
      case SHR -> Code.shift(a, ">>", b);
      case USHR -> Code.shift(a, ">>>", b);
      case LT -> Code.infix(a, "<", b, Code.RELATION);
      case LE -> Code.infix(a, "<=", b, Code.RELATION);
      case GT -> Code.infix(a, ">", b, Code.RELATION);
      case GE -> Code.infix(a, ">=", b, Code.RELATION);
      case EQ -> Code.infix(a, "==", b, Code.EQUALITY);
      case NE -> Code.infix(a, "!=", b, Code.EQUALITY);
      case MOD -> throw new CompilerBug("emit: " + op + " of " + type);
    };
  }

  @Override
  public Code divide(BinaryOp op, Type type, Code a, Code b, boolean positive) {
    boolean quotient = op == BinaryOp.DIV;
    if (positive) return Code.call(quotient ? "Math.floorDiv" : "Math.floorMod", a, b);
    return Code.call(quotient ? "divide" : "modulo", a, b);
  }

  @Override
  public Code fma(Type type, Code a, Code b, Code c) {
    return Code.call("Math.fma", a, b, c);
  }

  @Override
  public Code select(Type type, Code condition, Code then, Code otherwise) {
    return Code.choice(condition, then, otherwise);
  }

  @Override
  public Code convert(Type to, Type from, Code x) {
    if (from.scalar() != Scalar.BOOL) return Code.cast(type(to), x);
    return Code.choice(x, constant(to, one(to)), constant(to, 0));
  }

  static long one(Type type) {
    return type.scalar() == Scalar.F32 ? Float.floatToRawIntBits(1) : 1;
  }

  @Override
  public Code round(Scalar storage, Type type, Code x) {
    if (storage == Scalar.F16) return Code.call("Float.float16ToFloat", Code.call("Float.floatToFloat16", x));
    return widenBfloat16(Code.call("narrowBfloat16", x));
  }

  private static Code widenBfloat16(Code x) {
    return Code.call("Float.intBitsToFloat", Code.shift(x, "<<", Code.primary("16")));
  }

  @Override
  public Code bits(Type to, Code x) {
    return Code.call(to.scalar() == Scalar.F32 ? "Float.intBitsToFloat" : "Float.floatToRawIntBits", x);
  }

  @Override
  public Code load(Type type, Access access, Optional<Code> mask) {
    Code element = switch (access.element()) {
      case I32 -> get("INT", access);
      case I64 -> get("LONG", access);
      case F32 -> get("FLOAT", access);
      case BOOL -> Code.infix(get("BYTE", access), "!=", Code.primary("0"), Code.EQUALITY);
      case F16 -> Code.call("Float.float16ToFloat", get("SHORT", access));
      case BF16 -> widenBfloat16(get("SHORT", access));
      case I8 -> Code.cast("int", get("BYTE", access));
      case U8 -> Code.infix(get("BYTE", access), "&", Code.primary("0xff"), Code.BIT_AND);
    };
    return mask.map(m -> Code.choice(m, element, constant(type, 0))).orElse(element);
  }

  private static Code get(String layout, Access access) {
    return Code.call("ALL.get", Code.primary(layout), address(access));
  }

  @Override
  public String store(Type type, Access access, Code value, Optional<Code> mask) {
    String set = switch (access.element()) {
      case I32 -> set("INT", access, value);
      case I64 -> set("LONG", access, value);
      case F32 -> set("FLOAT", access, value);
      case BOOL -> set("BYTE", access, Code.cast("byte", Code.choice(value, Code.primary("1"), Code.primary("0"))));
      case F16 -> set("SHORT", access, Code.call("Float.floatToFloat16", value));
      case BF16 -> set("SHORT", access, Code.call("narrowBfloat16", value));
      case I8, U8 -> set("BYTE", access, Code.cast("byte", value));
    };
    return mask.map(m -> "if (" + m.text() + ") " + set).orElse(set);
  }

  private static String set(String layout, Access access, Code value) {
    return "ALL.set(" + layout + ", " + address(access).text() + ", " + value.text() + ");";
  }

  /// The absolute address of an element.
  static Code address(Access access) {
    int bytes = access.element().bytes();
    Code address = Code.primary(access.array());
    if (access.row().isPresent()) address = Code.infix(address, "+", times(access.row().get(), bytes), Code.SUM);
    if (access.column().isPresent()) address = Code.infix(address, "+", times(access.column().get(), bytes), Code.SUM);
    long displacement = access.displacement() * bytes;
    if (displacement == 0) return address;
    return Code.infix(address, displacement < 0 ? "-" : "+", Code.primary(Math.abs(displacement) + "L"), Code.SUM);
  }

  private static Code times(Code elements, int bytes) {
    return bytes == 1 ? elements : Code.infix(elements, "*", Code.primary(bytes + "L"), Code.PRODUCT);
  }
}
