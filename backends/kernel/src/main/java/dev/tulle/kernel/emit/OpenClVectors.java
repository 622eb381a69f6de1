package dev.tulle.kernel.emit;

import dev.tulle.kernel.CompilerBug;
import dev.tulle.kernel.ir.Expr.BinaryOp;
import dev.tulle.kernel.ir.Expr.FoldOp;
import dev.tulle.kernel.ir.Expr.UnaryOp;
import dev.tulle.kernel.ir.Scalar;
import dev.tulle.kernel.ir.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Vectors of one lane count in OpenCL C. A mask is a vector of `int`, −1 where it is true.
final class OpenClVectors implements Spelling.Lanes {
  private static final Code ZERO = Code.primary("0");

  private final int lanes;
  private final CScalars scalars;

  OpenClVectors(int lanes, CScalars scalars) {
    this.lanes = lanes;
    this.scalars = scalars;
  }

  @Override
  public String type(Type type) {
    return (type.scalar() == Scalar.BOOL ? "int" : scalars.type(type.withLanes(1))) + lanes;
  }

  private Type scalar(Type type) {
    return type.withLanes(1);
  }

  @Override
  public Code constant(Type type, long bits) {
    return splat(type, type.scalar() == Scalar.BOOL ? Code.primary(bits == 0 ? "false" : "true") : scalars.constant(scalar(type), bits));
  }

  @Override
  public Code splat(Type type, Code x) {
    Code value = type.scalar() == Scalar.BOOL ? Code.choice(x, Code.primary("-1"), ZERO) : x;
    return Code.cast(type(type), Code.primary("(" + value.text() + ")"));
  }

  @Override
  public Code iota(Type type) {
    String numbers = IntStream.range(0, lanes).mapToObj(Integer::toString).collect(Collectors.joining(", ", "(", ")"));
    return Code.cast("int" + lanes, Code.primary(numbers));
  }

  @Override
  public Code prefix(Type type, Type count, Code x) {
    Code limited = Code.call("clamp", x, scalars.constant(count, 0), scalars.constant(count, lanes));
    Code narrow = count.equals(Type.I64) ? Code.cast("int", limited) : limited;
    return Code.infix(iota(type), "<", splat(type.withScalar(Scalar.I32), narrow), Code.RELATION);
  }

  @Override
  public Code unary(UnaryOp op, Type type, Code x) {
    boolean floating = type.scalar() == Scalar.F32;
    return switch (op) {
      case NEG -> Code.prefix("-", x);
      case NOT -> Code.prefix("~", x);
      case ABS -> floating ? Code.call("fabs", x) : Code.call("as_" + type(type), Code.call("abs", x));
      case SQRT -> Code.call("sqrt", x);
      case FLOOR -> Code.call("floor", x);
      case CEIL -> Code.call("ceil", x);
      case ROUND -> Code.call("rint", x);
    };
  }

  @Override
  public Code binary(BinaryOp op, Type type, Code a, Code b) {
    boolean floating = type.scalar() == Scalar.F32;
    boolean logic = type.scalar() == Scalar.BOOL;
    return switch (op) {
      case ADD -> Code.infix(a, "+", b, Code.SUM);
      case SUB -> Code.infix(a, "-", b, Code.SUM);
      case MUL -> Code.infix(a, "*", b, Code.PRODUCT);
      case DIV -> Code.infix(a, "/", b, Code.PRODUCT);
      case MIN -> Code.call(floating ? "minimum" + lanes : "min", a, b);
      case MAX -> Code.call(floating ? "maximum" + lanes : "max", a, b);
      case AND -> bitwise(a, "&", b, Code.BIT_AND);
      case OR -> bitwise(a, "|", b, Code.BIT_OR);
      case XOR -> bitwise(a, "^", b, Code.BIT_XOR);
      case SHL -> Code.shift(a, "<<", b);
      case SHR -> Code.shift(a, ">>", b);
      case USHR -> reinterpret(type, Code.shift(Code.call("as_u" + type(type), a), ">>", Code.call("as_u" + type(type), b)));
      case EQ -> logic ? Code.prefix("~", Code.primary("(" + bitwise(a, "^", b, Code.BIT_XOR).text() + ")")) : compare(type, a, "==", b);
      case NE -> logic ? bitwise(a, "^", b, Code.BIT_XOR) : compare(type, a, "!=", b);
      case LT -> compare(type, a, "<", b);
      case LE -> compare(type, a, "<=", b);
      case GT -> compare(type, a, ">", b);
      case GE -> compare(type, a, ">=", b);
      case MOD -> throw new CompilerBug("emit: " + op + " of " + type);
    };
  }

  private static Code bitwise(Code a, String operator, Code b, int level) {
    return new Code(a.at(Code.PREFIX) + " " + operator + " " + b.at(Code.PREFIX), level);
  }

  private Code reinterpret(Type type, Code x) {
    return Code.call("as_" + type(type), x);
  }

  private Code compare(Type type, Code a, String operator, Code b) {
    Code mask = new Code(a.at(Code.PREFIX) + " " + operator + " " + b.at(Code.PREFIX), Code.EQUALITY);
    return type.scalar() == Scalar.I64 ? Code.call("convert_int" + lanes, mask) : mask;
  }

  /// Overflow must wrap: as unsigned numbers.
  @Override
  public Code wrapping(BinaryOp op, Type type, Code a, Code b) {
    String unsigned = "as_u" + type(type);
    return reinterpret(type, binary(op, type, Code.call(unsigned, a), Code.call(unsigned, b)));
  }

  @Override
  public Code divide(BinaryOp op, Type type, Code a, Code b, boolean positive) {
    return Code.call((op == BinaryOp.DIV ? "divide_" : "modulo_") + type(type), a, b);
  }

  @Override
  public Code fma(Type type, Code a, Code b, Code c) {
    return Code.call("fma", a, b, c);
  }

  @Override
  public Code select(Type type, Code condition, Code then, Code otherwise) {
    Code mask = type.scalar() == Scalar.I64 ? Code.call("convert_long" + lanes, condition) : condition;
    return Code.call("select", otherwise, then, mask);
  }

  @Override
  public Code convert(Type to, Type from, Code x) {
    if (from.scalar() == Scalar.BOOL) {
      Code bit = bitwise(x, "&", Code.primary("1"), Code.BIT_AND);
      return to.scalar() == Scalar.I32 ? bit : Code.call("convert_" + type(to), bit);
    }
    return Code.call("convert_" + type(to) + (from.scalar() == Scalar.F32 ? "_sat_rtz" : ""), x);
  }

  @Override
  public Code round(Scalar storage, Type type, Code x) {
    return Code.call((storage == Scalar.F16 ? "round_half" : "round_bfloat") + lanes, x);
  }

  @Override
  public Code bits(Type to, Code x) {
    return reinterpret(to, x);
  }

  @Override
  public Code laneFold(FoldOp op, Type type, Code x) {
    if (type.scalar() == Scalar.BOOL) return Code.infix(Code.call(op == FoldOp.AND ? "all" : "any", x), "!=", ZERO, Code.EQUALITY);
    return Code.call("fold_" + op.name().toLowerCase(Locale.ROOT) + "_" + type(type), x);
  }

  @Override
  public Code load(Type type, Access access, Optional<Code> mask) {
    if (mask.isPresent()) return loadByLane(type, access, mask.get());
    if (access.element() == Scalar.F16)
      return Code.call("widen_half" + lanes, Code.call("vload" + lanes, ZERO, start(OpenClScalars.shorts(access), access)));
    Code memory = Code.call("vload" + lanes, ZERO, start(Code.primary(access.array()), access));
    return switch (access.element()) {
      case I32, I64, F32 -> memory;
      case F16 -> throw new CompilerBug("emit: halves are loaded above");
      case BF16 -> reinterpret(type, Code.shift(Code.call("convert_int" + lanes, memory), "<<", Code.primary("16")));
      case I8, U8 -> Code.call("convert_int" + lanes, memory);
      case BOOL -> compare(type, Code.call("convert_int" + lanes, memory), "!=", ZERO);
    };
  }

  private static Code start(Code array, Access access) {
    return Code.infix(array, "+", CScalars.index(access), Code.SUM);
  }

  private static Access lane(Access access, int lane) {
    return new Access(access.array(), access.element(), access.place(), access.row(), access.column(), access.displacement() + lane);
  }

  private static String lane(Code vector, int lane) {
    return vector.at(Code.PRIMARY) + ".s" + Integer.toHexString(lane);
  }

  /// Only the active lanes may be touched.
  private Code loadByLane(Type type, Access access, Code mask) {
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < lanes; i++) {
      Code element = scalars.load(scalar(type), lane(access, i), Optional.empty());
      Code value = type.scalar() == Scalar.BOOL ? Code.choice(element, Code.primary("-1"), ZERO) : element;
      Code zero = type.scalar() == Scalar.BOOL ? ZERO : scalars.constant(scalar(type), 0);
      parts.add(Code.choice(Code.primary(lane(mask, i)), Code.primary(value.at(Code.PREFIX)), zero).text());
    }
    return Code.cast(type(type), Code.primary("(" + String.join(", ", parts) + ")"));
  }

  @Override
  public String store(Type type, Access access, Code value, Optional<Code> mask) {
    if (mask.isPresent()) return storeByLane(type, access, value, mask.get());
    if (access.element() == Scalar.F16) {
      return Code.call("vstore" + lanes, Code.call("narrow_half" + lanes, value), ZERO, start(OpenClScalars.shorts(access), access)).text()
          + ";";
    }
    Code stored = switch (access.element()) {
      case I32, I64, F32 -> value;
      case F16 -> throw new CompilerBug("emit: halves are stored above");
      case BF16 -> Code.call("narrow_bfloat" + lanes, value);
      case I8 -> Code.call("convert_char" + lanes, value);
      case U8 -> Code.call("convert_uchar" + lanes, value);
      case BOOL -> Code.call("convert_uchar" + lanes, bitwise(value, "&", Code.primary("1"), Code.BIT_AND));
    };
    return Code.call("vstore" + lanes, stored, ZERO, start(Code.primary(access.array()), access)).text() + ";";
  }

  private String storeByLane(Type type, Access access, Code value, Code mask) {
    StringBuilder out = new StringBuilder("{\n  const " + type(type) + " stored = " + value.text() + ";\n");
    out.append("  const int" + lanes + " active = " + mask.text() + ";\n");
    for (int i = 0; i < lanes; i++) {
      String part = lane(Code.primary("stored"), i);
      Code element = Code.primary(type.scalar() == Scalar.BOOL ? "(" + part + " != 0)" : part);
      out.append("  if (" + lane(Code.primary("active"), i) + ") " + scalars.store(scalar(type), lane(access, i), element, Optional.empty())
          + "\n");
    }
    return out.append("}").toString();
  }

  /// For 2, 4, 8 and 16 lanes; those that work on halves of a vector come after the ones of the whole.
  static List<String> helpers() {
    List<String> all = new ArrayList<>();
    for (int lanes = 16; lanes >= 2; lanes /= 2) {
      for (FoldOp op : FoldOp.values()) {
        for (String element : List.of("float", "int", "long"))
          if (!element.equals("float") || op.ordinal() < FoldOp.AND.ordinal()) all.add(fold(op, element, lanes));
      }
    }
    for (int lanes = 16; lanes >= 2; lanes /= 2) {
      for (String helper : VECTOR_HELPERS) all.add(helper.replace("#", Integer.toString(lanes)));
      for (String name : List.of("divide", "modulo")) for (String element : List.of("int", "long")) all.add(byLane(name, element, lanes));
    }
    return all;
  }

  private static String fold(FoldOp op, String element, int lanes) {
    String half = lanes == 2 ? element : element + lanes / 2;
    String word = op.name().toLowerCase(Locale.ROOT);
    boolean integer = !element.equals("float");
    String combined = switch (op) {
      case ADD, MUL -> {
        String sign = op == FoldOp.ADD ? "+" : "*";
        yield integer ? "as_" + half + "(as_u" + half + "(x.lo) " + sign + " as_u" + half + "(x.hi))" : "x.lo " + sign + " x.hi";
      }
      case AND -> "x.lo & x.hi";
      case OR -> "x.lo | x.hi";
      case MIN, MAX -> (integer ? word : word + "imum" + (lanes == 2 ? "" : lanes / 2)) + "(x.lo, x.hi)";
    };
    String rest = lanes == 2 ? combined : "fold_" + word + "_" + half + "(" + combined + ")";
    return "static " + element + " fold_" + word + "_" + element + lanes + "(" + element + lanes + " x) {\n  return " + rest + ";\n}\n";
  }

  /// Division has no vector form that floors.
  private static String byLane(String name, String element, int lanes) {
    String parts = IntStream.range(0, lanes)
        .mapToObj(i -> name + "_" + element + "(a.s" + Integer.toHexString(i) + ", b.s" + Integer.toHexString(i) + ")")
        .collect(Collectors.joining(", "));
    String type = element + lanes;
    return "static " + type + " " + name + "_" + type + "(" + type + " a, " + type + " b) {\n  return (" + type + ")(" + parts + ");\n}\n";
  }

  private static final List<String> VECTOR_HELPERS = List.of(
      """
          static float# minimum#(float# a, float# b) {
            const float# equal = as_float#(as_int#(a) | as_int#(b));
            return select(select(equal, b, (b < a) | (b != b)), a, (a < b) | (a != a));
          }
          """,
      """
          static float# maximum#(float# a, float# b) {
            const float# equal = as_float#(as_int#(a) & as_int#(b));
            return select(select(equal, b, (b > a) | (b != b)), a, (a > b) | (a != a));
          }
          """,
      """
          static float# round_half#(float# x) {
            return widen_half#(narrow_half#(x));
          }
          """,
      // Some drivers want vectors of halves at addresses that are multiples of their size.
      """
          static ushort# narrow_half#(float# x) {
            ushort half_bits[#] __attribute__((aligned(64)));
            vstore_half#_rte(x, 0, (half*) half_bits);
            return vload#(0, half_bits);
          }
          """,
      """
          static float# widen_half#(ushort# x) {
            ushort half_bits[#] __attribute__((aligned(64)));
            vstore#(x, 0, half_bits);
            return vload_half#(0, (const half*) half_bits);
          }
          """,
      """
          static float# round_bfloat#(float# x) {
            return as_float#(convert_uint#(narrow_bfloat#(x)) << 16);
          }
          """,
      """
          static ushort# narrow_bfloat#(float# x) {
            const uint# bits = as_uint#(x);
            const uint# rounded = (bits + 0x7fff + ((bits >> 16) & 1)) >> 16;
            return convert_ushort#(select(rounded, (bits >> 16) | 0x40, x != x));
          }
          """);
}
