package dev.tulle.kernel.emit;

import dev.tulle.kernel.CompilerBug;
import dev.tulle.kernel.ir.Buffer;
import dev.tulle.kernel.ir.Expr.BinaryOp;
import dev.tulle.kernel.ir.Kernel;
import dev.tulle.kernel.ir.Scalar;
import dev.tulle.kernel.ir.Stmt;
import dev.tulle.kernel.ir.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// What OpenCL C and CUDA C share. A kernel is launched over one axis. With phases, a group of the grid is a work-group of any size,
/// or of the size that its phases have where items keep values from phase to phase; without, it is one work-item, and the kernel is launched with at least as many work-items as groups. The parameters are the sizes, the
/// buffers and the status words, in the order of the kernel.
abstract class CDialect implements Dialect, Dialect.Parallel {
  private static final Pattern NAME = Pattern.compile(" (\\w+)\\(");

  private static final String WORDS = """
      asm auto bool break case char const constexpr continue default delete do double else enum explicit export extern false float
      for friend goto half if inline int long
      mutable namespace new operator private protected public register restrict return short signed sizeof static struct switch
      template this throw true try typedef typename
      union unsigned using virtual void volatile while kernel global local constant uchar ushort uint ulong size_t min max fma abs
      clamp select floor ceil rint fabs sqrt fmin
      fmax minimum maximum status group groups rest M_PI NAN INFINITY log exp sin cos tan pow round sign step mix dot cross length
      distance normalize mad rotate popcount
      clz any all zero stored active vload vstore convert barrier printf image sampler event y0 y1 j0 j1 yn jn gamma signbit remainder
      float2 float4 float8 float16 int2 int4 int8 int16 long2 long4 long8 long16 uint2 uint4 uint8 uint16""";

  @Override
  public Set<String> reserved() {
    return Set.of(WORDS.strip().split("\\s+"));
  }

  @Override
  public abstract CScalars scalars();

  @Override
  public String declare(Type type, String name, Code value, boolean constant) {
    Spelling spelling = type.isVector() ? vectors(type.lanes()) : scalars();
    return (constant ? "const " : "") + spelling.type(type) + " " + name + " = " + value.text() + ";";
  }

  @Override
  public Optional<Parallel> parallel() {
    return Optional.of(this);
  }

  /// The number of this item in its group, and the number of items.
  abstract String item();

  abstract String items();

  /// The number of this group, counted over the whole grid.
  abstract String groupNumber(boolean phases);

  @Override
  public Braces items(String name, int extent, boolean each) {
    String step = each ? Integer.toString(extent) : items();
    return new Braces("for (int " + name + " = " + item() + "; " + name + " < " + extent + "; " + name + " += " + step + ") {", "}");
  }

  @Override
  public String once(String statement) {
    return "if (" + item() + " == 0) {\n" + statement.indent(2) + "}";
  }

  @Override
  public String allocate(Array array, long offset) {
    String name = array.identifier();
    int count = array.elements();
    if (array.alloc().space() == Stmt.Space.GROUP) {
      return "for (int zero = " + item() + "; zero < " + count + "; zero += " + items() + ") " + name + "[zero] = 0;";
    }
    return stored(array.alloc().element(), true) + " " + name + "[" + count + "] = {0};";
  }

  /// The type of an element in memory; that of an array that we declare, or of a buffer.
  String stored(Scalar element, boolean declared) {
    return switch (element) {
      case I32 -> "int";
      case I64 -> scalars().wide();
      case F32 -> "float";
      case F16, BF16 -> "unsigned short";
      case BOOL, U8 -> "unsigned char";
      case I8 -> "signed char";
    };
  }

  abstract String atomicOnShared(Stmt.AtomicOp op, Type type, Code element, Code value);

  @Override
  public String atomic(Stmt.AtomicOp op, Type type, Access access, Code value) {
    if (access.element() != type.scalar()) throw new CompilerBug("emit: atomic " + type + " on " + access.element());
    Code element = CScalars.element(access);
    if (access.place() == Access.Place.BUFFER || access.place() == Access.Place.GROUP) return atomicOnShared(op, type, element, value);
    Code combined = switch (op) {
      case ADD -> scalars().wrapping(BinaryOp.ADD, type, element, value);
      case MIN -> Code.call("min", element, value);
      case MAX -> Code.call("max", element, value);
      case OR -> Code.infix(element, "|", Code.primary(value.at(Code.PREFIX)), Code.BIT_OR);
    };
    return element.text() + " = " + combined.text() + ";";
  }

  static String word(Stmt.AtomicOp op) {
    return op.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public int bodyDepth() {
    return 1;
  }

  /// Definitions that a kernel may need, one function each; a function comes before those it calls.
  abstract List<String> helpers();

  /// Lines at the start of every file.
  abstract String prologue();

  /// Parameters that whoever launches a kernel puts before those of the kernel.
  List<String> leadingParameters() {
    return List.of();
  }

  /// How the pointer to a buffer comes into a kernel.
  ///
  /// @param parameter what is handed over
  /// @param declaration a line of the body that makes the pointer of it; empty if the parameter is the pointer
  record Pointer(String parameter, String declaration) {}

  /// @param declared type and name of the pointer
  Pointer pointer(String declared, Names names) {
    return new Pointer(declared, "");
  }

  /// @param items how many a group has at most where the kernel depends on it; else 0
  abstract String signature(String name, List<String> parameters, int items);

  abstract String parameter(Buffer buffer, String name);

  abstract String statusParameter();

  abstract String shared();

  @Override
  public String file(Unit unit) {
    Kernel kernel = unit.kernel();
    StringBuilder out = new StringBuilder();
    unit.header().forEach(l -> out.append("// ").append(l.replaceAll("\\R", " ").replace("\\", "/")).append('\n'));
    out.append(prologue()).append('\n');
    called(unit.body() + String.join(" ", unit.grid().stream().map(Code::text).toList()))
        .forEach(h -> out.append(h.stripTrailing().stripIndent()).append("\n\n"));
    List<String> parameters = new ArrayList<>(leadingParameters());
    kernel.sizes().forEach(s -> parameters.add("const " + stored(s.type(), false) + " " + unit.names().of(s.name())));
    List<Pointer> pointers = new ArrayList<>();
    kernel.buffers().forEach(b -> pointers.add(pointer(parameter(b, unit.names().of(b.name())), unit.names())));
    pointers.add(pointer(statusParameter(), unit.names()));
    pointers.forEach(p -> parameters.add(p.parameter()));
    out.append(signature(Names.ofKernel(kernel.name()), parameters, unit.each() ? unit.items() : 0)).append(" {\n");
    pointers.forEach(p -> out.append(p.declaration()));
    for (Array a : unit.arrays()) {
      out.append("  " + shared() + stored(a.alloc().element(), true) + " " + a.identifier() + "[" + a.elements() + "];\n");
    }
    groups(unit, out);
    return out.append(unit.body()).append("}\n").toString();
  }

  /// Finds the group of this item, and its place in the grid.
  private void groups(Unit unit, StringBuilder out) {
    List<Kernel.GridAxis> axes = unit.kernel().grid();
    String wide = scalars().wide();
    String count = "1";
    if (!axes.isEmpty()) {
      List<String> extents = unit.grid().stream().map(g -> Code.cast(wide, g).text()).toList();
      count = String.join(" * ", extents);
    }
    out.append("  " + wide + " group = " + groupNumber(unit.items() > 0) + ";\n");
    out.append("  if (group >= " + count + ") return;\n");
    for (int axis = axes.size() - 1; axis >= 0; axis--) {
      Type type = axes.get(axis).extent().type();
      String extent = unit.grid().get(axis).at(Code.PREFIX);
      String value = axis == 0 ? "group" : "(group % " + extent + ")";
      String narrow = type.scalar() == Scalar.I32 ? "(int) " : "";
      out.append("  const " + scalars().type(type) + " " + unit.names().of(axes.get(axis).name()) + " = " + narrow + value + ";\n");
      if (axis > 0) out.append("  group /= " + extent + ";\n");
    }
  }

  private List<String> called(String body) {
    StringBuilder text = new StringBuilder(body);
    List<String> wanted = new ArrayList<>();
    for (String helper : helpers()) {
      var name = NAME.matcher(helper);
      if (!name.find() || !Pattern.compile("\\b" + name.group(1) + "[<(]").matcher(text).find()) continue;
      wanted.addFirst(helper);
      text.append(helper);
    }
    return wanted;
  }

  /// Helpers that are the same text but for the words of the language: `FUNCTION`, `LONG`, `AS_INT`, `AS_FLOAT`.
  static final List<String> COMMON = List.of(
      """
          FUNCTION float round_bfloat(float x) {
            return widen_bfloat(narrow_bfloat(x));
          }
          """,
      """
          FUNCTION unsigned short narrow_bfloat(float x) {
            const unsigned int bits = (unsigned int) AS_INT(x);
            if (x != x) return (unsigned short) ((bits >> 16) | 0x40);
            return (unsigned short) ((bits + 0x7fff + ((bits >> 16) & 1)) >> 16);
          }
          """,
      """
          FUNCTION float widen_bfloat(unsigned short x) {
            return AS_FLOAT((int) ((unsigned int) x << 16));
          }
          """,
      """
          FUNCTION float minimum(float a, float b) {
            if (a < b || a != a) return a;
            return b < a || b != b ? b : AS_FLOAT(AS_INT(a) | AS_INT(b));
          }
          """,
      """
          FUNCTION float maximum(float a, float b) {
            if (a > b || a != a) return a;
            return b > a || b != b ? b : AS_FLOAT(AS_INT(a) & AS_INT(b));
          }
          """,
      """
          FUNCTION int modulo_int(int a, int b) {
            if (b == 0 || b == -1) return 0;
            const int rest = a % b;
            return rest != 0 && (rest ^ b) < 0 ? rest + b : rest;
          }
          """,
      """
          FUNCTION LONG modulo_long(LONG a, LONG b) {
            if (b == 0 || b == -1) return 0;
            const LONG rest = a % b;
            return rest != 0 && (rest ^ b) < 0 ? rest + b : rest;
          }
          """,
      """
          FUNCTION int divide_int(int a, int b) {
            if (b == 0) return 0;
            if (b == -1) return (int) (0 - (unsigned int) a);
            const int quotient = a / b;
            return quotient * b != a && (a ^ b) < 0 ? quotient - 1 : quotient;
          }
          """,
      """
          FUNCTION LONG divide_long(LONG a, LONG b) {
            if (b == 0) return 0;
            if (b == -1) return (LONG) (0 - (unsigned LONG) a);
            const LONG quotient = a / b;
            return quotient * b != a && (a ^ b) < 0 ? quotient - 1 : quotient;
          }
          """,
      """
          FUNCTION int abs_int(int x) {
            return x < 0 ? (int) (0 - (unsigned int) x) : x;
          }
          """,
      """
          FUNCTION LONG abs_long(LONG x) {
            return x < 0 ? (LONG) (0 - (unsigned LONG) x) : x;
          }
          """);

  static List<String> common(String function, String wide, String asInt, String asFloat) {
    return COMMON.stream()
        .map(h -> h.replace("FUNCTION", function).replace("LONG", wide).replace("AS_INT", asInt).replace("AS_FLOAT", asFloat))
        .toList();
  }
}
