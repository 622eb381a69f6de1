package dev.tulle.kernel.text;

import dev.tulle.kernel.ir.Buffer;
import dev.tulle.kernel.ir.Expr;
import dev.tulle.kernel.ir.Kernel;
import dev.tulle.kernel.ir.Scalar;
import dev.tulle.kernel.ir.Stmt;
import dev.tulle.kernel.ir.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Parses what [KernelPrinter] prints. Safe on untrusted text: length, nesting and tree depth are bounded, and every error is a
/// [KernelTextException].
public final class KernelParser {
  /// Characters of the longest kernel that is read.
  public static final int LONGEST_KERNEL = 1 << 24;

  /// Characters of the longest single expression that is read.
  public static final int LONGEST_EXPRESSION = 1 << 16;

  private static final int DEEPEST_NESTING = 200;

  private final TokenReader in;
  private final Scope scope = new Scope();
  private final ExpressionParser expressions;
  private int nesting;

  private KernelParser(String text) throws KernelTextException {
    in = new TokenReader(text, LONGEST_KERNEL);
    expressions = new ExpressionParser(in, scope, true);
  }

  public static Kernel parse(String text) throws KernelTextException {
    KernelParser p = new KernelParser(text);
    Kernel kernel = p.kernel();
    p.in.expectEnd();
    return kernel;
  }

  /// An expression over the given names alone: without loads, and no other name.
  public static Expr expression(String text, Map<String, Type> names) throws KernelTextException {
    TokenReader in = new TokenReader(text, LONGEST_EXPRESSION);
    Scope scope = new Scope();
    names.forEach(scope::declare);
    Expr e = new ExpressionParser(in, scope, false).parse();
    in.expectEnd();
    return e;
  }

  private Kernel kernel() throws KernelTextException {
    header();
    in.expect("kernel");
    String name = in.name();
    List<String> doc = new ArrayList<>();
    while (in.takeIf("doc")) doc.add(in.string());
    List<Kernel.SizeParameter> sizes = new ArrayList<>();
    while (in.takeIf("size")) sizes.add(size());
    List<Expr> facts = new ArrayList<>();
    while (in.takeIf("fact")) facts.add(expressions.parse());
    List<Buffer> buffers = new ArrayList<>();
    while (in.takeIf("buffer")) buffers.add(buffer());
    List<Kernel.GridAxis> grid = new ArrayList<>();
    while (in.takeIf("grid")) grid.add(axis());
    return new Kernel(name, doc, sizes, facts, buffers, grid, block());
  }

  private void header() throws KernelTextException {
    for (String word : KernelPrinter.HEADER.split("-")) {
      if (!in.peek().text().equals(word)) throw in.expected("'" + KernelPrinter.HEADER + " " + KernelPrinter.VERSION + "'");
      in.take();
      in.takeIf("-");
    }
    Token version = in.peek();
    if (in.count() != KernelPrinter.VERSION)
      throw in.error(version, "kernel text of version " + version.text() + ", not " + KernelPrinter.VERSION);
  }

  private Kernel.SizeParameter size() throws KernelTextException {
    Token at = in.peek();
    String name = in.name();
    in.expect(":");
    Scalar type = in.word(Scalar.class, "i32 or i64");
    Kernel.SizeParameter size = in.checked(at, () -> new Kernel.SizeParameter(name, type));
    scope.declare(size);
    return size;
  }

  private Buffer buffer() throws KernelTextException {
    Token at = in.peek();
    String name = in.name();
    in.expect(":");
    Scalar element = in.word(Scalar.class, "an element type");
    in.expect("[");
    List<Expr> shape = new ArrayList<>();
    while (!in.peek().is("]")) {
      if (!shape.isEmpty()) in.expect(",");
      shape.add(expressions.parse());
    }
    in.expect("]");
    Buffer.Access access = in.word(Buffer.Access.class, "read, write or read_write");
    Optional<Buffer.Range> values = Optional.empty();
    if (in.takeIf("values")) {
      Expr low = expressions.parse();
      in.expect("to");
      values = Optional.of(new Buffer.Range(low, expressions.parse()));
    }
    Optional<Buffer.Range> range = values;
    Buffer buffer = in.checked(at, () -> new Buffer(name, element, shape, access, range));
    scope.declare(buffer);
    return buffer;
  }

  private Kernel.GridAxis axis() throws KernelTextException {
    Token at = in.peek();
    String name = in.name();
    in.expect("<");
    Expr extent = expressions.parse();
    Kernel.GridAxis axis = in.checked(at, () -> new Kernel.GridAxis(name, extent));
    scope.declare(axis);
    return axis;
  }

  private Stmt.Block block() throws KernelTextException {
    Token start = in.peek();
    in.expect("{");
    if (++nesting > DEEPEST_NESTING) throw in.error(start, "blocks nested more than " + DEEPEST_NESTING + " deep");
    scope.open();
    List<Stmt> statements = new ArrayList<>();
    while (!in.takeIf("}")) {
      Stmt s = statement();
      scope.declare(s);
      statements.add(s);
    }
    scope.close();
    nesting--;
    return new Stmt.Block(statements);
  }

  private Stmt statement() throws KernelTextException {
    Token t = in.peek();
    if (t.is("{")) return block();
    if (t.kind() != Token.Kind.WORD || !Words.isReserved(t.text())) return write();
    in.take();
    return switch (t.text()) {
      case "let" -> {
        String name = in.name();
        yield new Stmt.Let(name, typedValue());
      }
      case "var" -> {
        String name = in.name();
        yield new Stmt.Var(name, typedValue());
      }
      case "if" -> choice(t);
      case "for" -> loop(t);
      case "while" -> {
        Expr condition = expressions.parse();
        in.expect("bound");
        Expr bound = expressions.parse();
        Stmt.Block body = block();
        yield in.checked(t, () -> new Stmt.While(condition, bound, body));
      }
      case "alloc" -> alloc(t);
      case "atomic" -> atomic(t);
      case "items" -> items(t);
      case "collect" -> {
        String name = in.name();
        in.expect("=");
        Expr.FoldOp op = in.word(Expr.FoldOp.class, "a reduction");
        String array = in.name();
        yield new Stmt.Collect(name, op, array, countInBrackets());
      }
      case "scan" -> {
        String total = in.name();
        in.expect("=");
        String array = in.name();
        yield new Stmt.Scan(total, array, countInBrackets());
      }
      case "multiply" -> multiply(t);
      case "fail" -> {
        int site = in.count();
        in.expect("at");
        Expr position = expressions.parse();
        in.expect("value");
        Expr value = expressions.parse();
        yield in.checked(t, () -> new Stmt.Fail(site, position, value));
      }
      default -> throw in.error(t, "expected a statement, found " + t.forPeople());
    };
  }

  /// `: type = value`, where the type must be the value's.
  private Expr typedValue() throws KernelTextException {
    in.expect(":");
    Token at = in.peek();
    Type type = in.type();
    in.expect("=");
    Expr value = expressions.parse();
    if (!value.type().equals(type)) throw in.error(at, "declared " + type + ", but the value is " + value.type());
    return value;
  }

  private int countInBrackets() throws KernelTextException {
    in.expect("[");
    int count = in.count();
    in.expect("]");
    return count;
  }

  /// An assignment or a store.
  private Stmt write() throws KernelTextException {
    Token t = in.peek();
    String name = in.name();
    if (in.takeIf("=")) return new Stmt.Assign(name, expressions.parse());
    in.expect("[");
    List<Expr> at = new ArrayList<>();
    Optional<Expr> mask = expressions.positions(at);
    in.expect("=");
    Expr value = expressions.parse();
    return in.checked(t, () -> new Stmt.Store(name, at, value, mask));
  }

  private Stmt choice(Token t) throws KernelTextException {
    Expr condition = expressions.parse();
    Stmt.Block then = block();
    Stmt.Block otherwise = in.takeIf("else") ? block() : new Stmt.Block(List.of());
    return in.checked(t, () -> new Stmt.If(condition, then, otherwise));
  }

  private Stmt loop(Token t) throws KernelTextException {
    String name = in.name();
    in.expect("=");
    Expr from = expressions.parse();
    in.expect("to");
    Expr to = expressions.parse();
    int step = in.takeIf("step") ? in.count() : 1;
    boolean unroll = in.takeIf("unroll");
    scope.open();
    scope.declare(name, from.type());
    Stmt.Block body = block();
    scope.close();
    return in.checked(t, () -> new Stmt.For(name, from, to, step, unroll, body));
  }

  private Stmt alloc(Token t) throws KernelTextException {
    Stmt.Space space = in.word(Stmt.Space.class, "group, item or kept");
    String name = in.name();
    in.expect(":");
    Scalar element = in.word(Scalar.class, "an element type");
    in.expect("[");
    List<Integer> shape = new ArrayList<>();
    while (!in.takeIf("]")) {
      if (!shape.isEmpty()) in.expect(",");
      shape.add(in.count());
    }
    return in.checked(t, () -> new Stmt.Alloc(name, element, shape, space));
  }

  private Stmt atomic(Token t) throws KernelTextException {
    Stmt.AtomicOp op = in.word(Stmt.AtomicOp.class, "add, min, max or or");
    String buffer = in.name();
    in.expect("[");
    List<Expr> at = new ArrayList<>();
    if (expressions.positions(at).isPresent()) throw in.error(t, "an atomic has no mask");
    in.expect("=");
    Expr value = expressions.parse();
    return in.checked(t, () -> new Stmt.Atomic(op, buffer, at, value));
  }

  private Stmt multiply(Token t) throws KernelTextException {
    String sum = in.name();
    in.expect("=");
    String left = in.name();
    boolean leftAcross = in.takeIf("across");
    in.expect("*");
    String right = in.name();
    boolean rightAcross = in.takeIf("across");
    in.expect("depth");
    int depth = in.count();
    in.expect("rows");
    int rows = in.count();
    return in.checked(t, () -> new Stmt.Multiply(sum, left, leftAcross, right, rightAcross, depth, rows));
  }

  private Stmt items(Token t) throws KernelTextException {
    String name = in.name();
    in.expect("<");
    int extent = in.count();
    scope.open();
    scope.declare(name, Type.I32);
    Stmt.Block body = block();
    scope.close();
    return in.checked(t, () -> new Stmt.Items(name, extent, body));
  }
}
