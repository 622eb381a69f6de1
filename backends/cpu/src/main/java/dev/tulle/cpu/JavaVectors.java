package dev.tulle.cpu;

import dev.tulle.kernel.CompilerBug;
import dev.tulle.kernel.emit.Access;
import dev.tulle.kernel.emit.Code;
import dev.tulle.kernel.emit.Spelling;
import dev.tulle.kernel.ir.Expr.BinaryOp;
import dev.tulle.kernel.ir.Expr.FoldOp;
import dev.tulle.kernel.ir.Expr.UnaryOp;
import dev.tulle.kernel.ir.Scalar;
import dev.tulle.kernel.ir.Type;
import java.util.Optional;

/// Vectors of one lane count in Java. Masks are always `VectorMask<Integer>`; a cast between masks of elements of one size is free.
final class JavaVectors implements Spelling.Lanes {
  private final int lanes;
  private final JavaScalars scalars;

  JavaVectors(int lanes, JavaScalars scalars) {
    this.lanes = lanes;
    this.scalars = scalars;
  }

  private String species(Scalar scalar) {
    return JavaSpecies.of(scalar, lanes).constant();
  }

  private static Code operator(String name) {
    return Code.primary("VectorOperators." + name);
  }

  /// The mask as one over elements of the scalar.
  private Code mask(Code mask, Scalar scalar) {
    return scalar == Scalar.I32 ? mask : mask.method("cast", Code.primary(species(scalar)));
  }

  private Code mask(Code mask, Type type) {
    return mask(mask, type.scalar());
  }

  private Code helper(String name, Code... arguments) {
    return Code.call(name + lanes, arguments);
  }

  @Override
  public String type(Type type) {
    return type.scalar() == Scalar.BOOL ? "VectorMask<Integer>" : JavaSpecies.of(type.scalar(), lanes).vector();
  }

  @Override
  public Code constant(Type type, long bits) {
    return splat(type, scalars.constant(type.withLanes(1), bits));
  }

  @Override
  public Code splat(Type type, Code x) {
    if (type.scalar() == Scalar.BOOL) return Code.primary(species(Scalar.I32)).method("maskAll", x);
    return Code.call(type(type) + ".broadcast", Code.primary(species(type.scalar())), x);
  }

  @Override
  public Code iota(Type type) {
    Code zero = Code.call("IntVector.zero", Code.primary(species(Scalar.I32)));
    return zero.method("addIndex", Code.primary("1"));
  }

  @Override
  public Code prefix(Type type, Type count, Code x) {
    return Code.primary(species(Scalar.I32)).method("indexInRange", Code.primary("0"), x);
  }

  @Override
  public Code unary(UnaryOp op, Type type, Code x) {
    return switch (op) {
      case NEG -> x.method("neg");
      case NOT -> x.method("not");
      case ABS -> x.method("abs");
      case SQRT -> x.method("sqrt");
      case FLOOR -> helper("floor", x);
      case CEIL -> helper("ceil", x);
      case ROUND -> helper("round", x);
    };
  }

  @Override
  public Code binary(BinaryOp op, Type type, Code a, Code b) {
    boolean logic = type.scalar() == Scalar.BOOL;
    return switch (op) {
      case ADD -> a.method("add", b);
      case SUB -> a.method("sub", b);
      case MUL -> a.method("mul", b);
      case DIV -> a.method("div", b);
      case MIN -> a.method("min", b);
      case MAX -> a.method("max", b);
      case AND -> a.method("and", b);
      case OR -> a.method("or", b);
      case XOR -> logic ? a.method("xor", b) : a.method("lanewise", operator("XOR"), b);
      case SHL -> a.method("lanewise", operator("LSHL"), b);
      case SHR -> a.method("lanewise", operator("ASHR"), b);
      case USHR -> a.method("lanewise", operator("LSHR"), b);
      case EQ -> logic ? a.method("eq", b) : compare(op, type, a, b);
      case NE -> logic ? a.method("xor", b) : compare(op, type, a, b);
      case LT, LE, GT, GE -> compare(op, type, a, b);
      case MOD -> throw new CompilerBug("emit: " + op + " of " + type);
    };
  }

  private Code compare(BinaryOp op, Type type, Code a, Code b) {
    Code mask = a.method("compare", operator(op.name()), b);
    return type.scalar() == Scalar.I32 ? mask : mask.method("cast", Code.primary(species(Scalar.I32)));
  }

  @Override
  public Code divide(BinaryOp op, Type type, Code a, Code b, boolean positive) {
    return helper(op == BinaryOp.DIV ? "divide" : "modulo", a, b);
  }

  @Override
  public Code fma(Type type, Code a, Code b, Code c) {
    return a.method("fma", b, c);
  }

  @Override
  public Code select(Type type, Code condition, Code then, Code otherwise) {
    if (type.scalar() == Scalar.BOOL) return Code.call("choose", condition, then, otherwise);
    return otherwise.method("blend", then, mask(condition, type));
  }

  @Override
  public Code convert(Type to, Type from, Code x) {
    if (from.scalar() == Scalar.BOOL) return select(to, x, constant(to, JavaScalars.one(to)), constant(to, 0));
    Code conversion = operator(JavaSpecies.of(from.scalar(), lanes).letter() + "2" + JavaSpecies.of(to.scalar(), lanes).letter());
    Code converted = x.method("convertShape", conversion, Code.primary(species(to.scalar())), Code.primary("0"));
    return Code.cast(type(to), converted);
  }

  @Override
  public Code round(Scalar storage, Type type, Code x) {
    String name = storage == Scalar.F16 ? "Float16_" : "Bfloat16_";
    return helper("widen" + name, helper("narrow" + name, x));
  }

  @Override
  public Code bits(Type to, Code x) {
    return x.method(to.scalar() == Scalar.F32 ? "reinterpretAsFloats" : "reinterpretAsInts");
  }

  /// Integers wrap, and booleans know no rounding: their folds give the same in any order.
  @Override
  public Code laneFold(FoldOp op, Type type, Code x) {
    return switch (type.scalar()) {
      case BOOL -> x.method(op == FoldOp.AND ? "allTrue" : "anyTrue");
      case I32, I64 -> x.method("reduceLanes", operator(op.name()));
      case F32 -> helper("fold" + op + "_", x);
      case F16, BF16, I8, U8 -> throw new CompilerBug("no vector of type " + type);
    };
  }

  @Override
  public Code load(Type type, Access access, Optional<Code> mask) {
    Scalar element = access.element();
    if (bytewise(element)) return loadBytes(access, mask);
    Code memory = fromMemory(access, mask);
    return switch (element) {
      case I32, I64, F32 -> memory;
      case F16 -> helper("widenFloat16_", memory);
      case BF16 -> helper("widenBfloat16_", memory);
      case I8 -> Code.cast("IntVector", toInts("B2I", memory));
      case U8 -> Code.cast("IntVector", toInts("ZERO_EXTEND_B2I", memory));
      case BOOL -> {
        Code set = memory.method("compare", operator("NE"), Code.cast("byte", Code.primary("0")));
        yield set.method("cast", Code.primary(species(Scalar.I32)));
      }
    };
  }

  private Code toInts(String conversion, Code bytes) {
    return bytes.method("convertShape", operator(conversion), Code.primary(species(Scalar.I32)), Code.primary("0"));
  }

  /// Whether the elements of a vector are bytes, and too few of them for a vector of bytes.
  private boolean bytewise(Scalar element) {
    return element.bytes() * lanes < 8;
  }

  private Code loadBytes(Access access, Optional<Code> mask) {
    Code bytes = helper("gatherBytes", JavaScalars.address(access), mask.orElse(allLanes()));
    if (access.element() == Scalar.U8) return helper("spreadUnsigned", bytes);
    Code ints = helper("spread", bytes);
    return access.element() == Scalar.BOOL ? ints.method("compare", operator("NE"), Code.primary("0")) : ints;
  }

  private Code allLanes() {
    return Code.primary(species(Scalar.I32)).method("maskAll", Code.primary("true"));
  }

  private Code fromMemory(Access access, Optional<Code> mask) {
    JavaSpecies in = JavaSpecies.of(access.element(), lanes);
    Code[] plain = {Code.primary(in.constant()), Code.primary("ALL"), JavaScalars.address(access), Code.primary("ORDER")};
    String function = in.vector() + ".fromMemorySegment";
    if (mask.isEmpty()) return Code.call(function, plain);
    return Code.call(function, plain[0], plain[1], plain[2], plain[3], mask(mask.get(), access.element()));
  }

  @Override
  public String store(Type type, Access access, Code value, Optional<Code> mask) {
    Scalar element = access.element();
    Code address = JavaScalars.address(access);
    if (bytewise(element)) {
      Code ints = element == Scalar.BOOL ? convert(type.withScalar(Scalar.I32), type, value) : value;
      return helper("scatterBytes", address, ints, mask.orElse(allLanes())).text() + ";";
    }
    Code stored = switch (element) {
      case I32, I64, F32 -> value;
      case F16 -> helper("narrowFloat16_", value);
      case BF16 -> helper("narrowBfloat16_", value);
      case I8, U8 -> narrowToBytes(value);
      case BOOL -> narrowToBytes(convert(type.withScalar(Scalar.I32), type, value));
    };
    Code all = Code.primary("ALL");
    Code order = Code.primary("ORDER");
    Code into = mask
        .map(m -> stored.method("intoMemorySegment", all, address, order, mask(m, element)))
        .orElseGet(() -> stored.method("intoMemorySegment", all, address, order));
    return into.text() + ";";
  }

  private Code narrowToBytes(Code ints) {
    return Code.cast("ByteVector", ints.method("convertShape", operator("I2B"), Code.primary(species(Scalar.I8)), Code.primary("0")));
  }
}
