package dev.tulle.kernel.emit;

import dev.tulle.kernel.CompilerBug;
import dev.tulle.kernel.device.Target;
import dev.tulle.kernel.ir.Buffer;
import dev.tulle.kernel.ir.Expr;
import dev.tulle.kernel.ir.Kernel;
import dev.tulle.kernel.ir.Scalar;
import dev.tulle.kernel.ir.Stmt;
import dev.tulle.kernel.ir.Traversal;
import dev.tulle.kernel.ir.Type;
import dev.tulle.kernel.text.KernelPrinter;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Prints one kernel in one language. The same kernel, target and dialect always give the same text.
public final class SourceEmitter {
  /// Arrays start on a cache line.
  private static final long ALIGNMENT = 64;

  private final Dialect dialect;
  private final Names names;
  private final ExpressionPrinter expressions;
  private final StringBuilder out = new StringBuilder();
  private final Set<String> variables = new HashSet<>();
  private final Map<String, Scalar> elements = new HashMap<>();
  private int depth;
  private final Map<String, Buffer> buffers = new HashMap<>();
  /// Of the arrays that the kernel allocates.
  private final Map<String, List<Integer>> shapes = new HashMap<>();
  private final List<Dialect.Array> groupArrays = new ArrayList<>();
  private final Set<String> arrayNames = new HashSet<>();
  private final Optional<Dialect.Parallel> parallel;
  /// Whether items keep values from phase to phase.
  private final boolean keeps;
  private boolean inItems;
  private boolean synchronised;
  private long scratch;

  private SourceEmitter(Dialect dialect, Kernel kernel) {
    this.dialect = dialect;
    names = new Names(dialect.reserved());
    expressions = new ExpressionPrinter(dialect, names, Wrapping.of(kernel.body()));
    parallel = items(kernel) == 0 ? Optional.empty() : dialect.parallel();
    keeps = keeps(kernel);
    depth = dialect.bodyDepth();
  }

  /// The text of a whole file.
  ///
  /// @throws dev.tulle.kernel.CompilerBug if the kernel uses what the dialect lacks, or names that are not declared
  public static String emit(Kernel kernel, Target target, Dialect dialect) {
    SourceEmitter emitter = new SourceEmitter(dialect, kernel);
    kernel.sizes().forEach(s -> emitter.names.of(s.name()));
    for (var b : kernel.buffers()) {
      emitter.expressions.declare(b.name(), emitter.names.of(b.name()), b.element(), Access.Place.BUFFER, b.shape());
      emitter.elements.put(b.name(), b.element());
      emitter.buffers.put(b.name(), b);
    }
    kernel.grid().forEach(axis -> emitter.names.of(axis.name()));
    emitter.block(kernel.body());
    List<Code> grid = kernel.grid().stream().map(axis -> emitter.expressions.print(axis.extent())).toList();
    String body = emitter.out.toString();
    return dialect.file(
        new Dialect.Unit(kernel, emitter.names, grid, header(kernel, target), body, emitter.groupArrays, items(kernel), emitter.keeps,
            emitter.scratch));
  }

  /// The most items that a phase of the kernel has; 0 if there is no phase. A device starts that many for each group, or any other number
  /// above 0 unless the kernel [#keeps] values of its items.
  public static int items(Kernel kernel) {
    return items(kernel.body());
  }

  /// Whether items keep values from phase to phase: then each needs a thread of its own.
  public static boolean keeps(Kernel kernel) {
    boolean[] found = {false};
    Traversal.walk(kernel.body(), s -> found[0] |= s instanceof Stmt.Alloc a && a.space() == Stmt.Space.KEPT, _ -> {});
    return found[0];
  }

  private static int items(Stmt statement) {
    int own = switch (statement) {
      case Stmt.Items i -> i.extent();
      case Stmt.Collect c -> c.count();
      case Stmt.Scan s -> s.count();
      case Stmt.Block _, Stmt.Let _, Stmt.Var _, Stmt.Assign _, Stmt.If _, Stmt.For _, Stmt.While _, Stmt.Alloc _ -> 0;
      case Stmt.Store _, Stmt.Atomic _, Stmt.Multiply _, Stmt.Fail _ ->
          0;
    };
    return Math.max(own, Traversal.children(statement).stream().mapToInt(SourceEmitter::items).max().orElse(0));
  }

  private static List<String> header(Kernel kernel, Target target) {
    List<String> lines = new ArrayList<>();
    lines.add("Kernel " + kernel.name() + " for " + target.name() + ".");
    lines.addAll(kernel.doc());
    lines.add("Kernel IR: SHA-256 " + digest(KernelPrinter.print(kernel)));
    return lines;
  }

  private static String digest(String text) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new CompilerBug("every Java has SHA-256", impossible);
    }
  }

  private void line(String text) {
    for (String l : text.split("\n")) out.append("  ".repeat(depth)).append(l).append('\n');
  }

  /// Opens a body; whether the group has just waited is unknown there, since it may be entered again.
  private void open(String text) {
    line(text);
    depth++;
    synchronised = false;
  }

  private void close(String text) {
    depth--;
    line(text);
  }

  private void block(Stmt.Block block) {
    block.statements().forEach(this::statement);
  }

  private void statement(Stmt statement) {
    print(statement);
    synchronised = statement instanceof Stmt.Items || statement instanceof Stmt.Multiply || statement instanceof Stmt.Alloc && synchronised;
  }

  private void print(Stmt statement) {
    switch (statement) {
      case Stmt.Block b -> {
        open("{");
        block(b);
        close("}");
      }
      case Stmt.Let l -> line(dialect.declare(l.value().type(), names.of(l.name()), expressions.print(l.value()), true));
      case Stmt.Var v -> {
        variables.add(v.name());
        line(dialect.declare(v.initial().type(), names.of(v.name()), expressions.print(v.initial()), false));
      }
      case Stmt.Assign a -> line(names.of(a.name()) + " = " + expressions.print(a.value()).text() + ";");
      case Stmt.If i -> branch(i);
      case Stmt.For f -> loop(f);
      case Stmt.While w -> {
        open("while (" + expressions.print(w.condition()).text() + ") {");
        block(w.body());
        close("}");
      }
      case Stmt.Alloc a -> allocate(a);
      case Stmt.Store s -> {
        Access access = expressions.access(s.buffer(), s.at());
        Type type = s.value().type();
        var mask = s.mask().map(expressions::print);
        write(expressions.spelling(type).store(type, access, expressions.print(s.value()), mask), s.buffer(), access.place());
      }
      case Stmt.Atomic a -> {
        Access access = expressions.access(a.buffer(), a.at());
        write(dialect.atomic(a.op(), a.value().type(), access, expressions.print(a.value())), a.buffer(), access.place());
      }
      case Stmt.Items i -> items(i);
      case Stmt.Collect c -> collect(c);
      case Stmt.Scan s -> {
        Type type = element(s.array());
        var steps = parallel.isEmpty() ? GroupOperations.scanInOrder(s, type) : GroupOperations.scanByDoubling(s, type);
        steps.forEach(this::statement);
      }
      case Stmt.Multiply m -> multiply(m);
      case Stmt.Fail f -> line(dialect.fail(f.site(), expressions.print(f.position()), expressions.print(f.value())));
    }
  }

  /// The last steps of the tree need no waiting where items execute together.
  private void collect(Stmt.Collect c) {
    Type type = element(c.array());
    int together = parallel.map(Dialect.Parallel::together).orElse(1);
    GroupOperations.collect(c, type, together).forEach(this::statement);
    int left = Math.min(c.count(), together);
    if (left > 1) {
      line(parallel.orElseThrow().foldTogether(c.op(), type, names.of(GroupOperations.tree(c)), left));
      line(parallel.get().barrier());
    }
    statement(GroupOperations.collected(c, type));
  }

  private void multiply(Stmt.Multiply m) {
    List<Integer> kept = shapes.get(m.sum());
    int[] tiles = {kept.get(1), kept.get(2)};
    int warpColumns = kept.getFirst() / Stmt.Multiply.WARP / m.warpRows();
    if (parallel.isEmpty() || !parallel.get().multiplies()) {
      statement(GroupOperations.multiply(m, kept.getFirst(), tiles, warpColumns));
      return;
    }
    if (!synchronised) line(parallel.get().barrier());
    Dialect.Staged left = staged(m.left(), m.leftAcross());
    Dialect.Staged right = staged(m.right(), m.rightAcross());
    line(parallel.get().multiply(m, names.of(m.sum()), left, right, tiles, warpColumns, elements.get(m.left())));
    line(parallel.get().barrier());
  }

  private Dialect.Staged staged(String array, boolean across) {
    return new Dialect.Staged(names.of(array), across, shapes.get(array).getLast());
  }

  /// A statement that writes: inside `Items` each item has its own, outside only one item of the group executes it, and the others see it
  /// if they can read there.
  private void write(String text, String array, Access.Place place) {
    if (inItems || parallel.isEmpty() || place == Access.Place.ITEM) {
      line(text);
      return;
    }
    boolean readable = place == Access.Place.GROUP || buffers.get(array).access() != Buffer.Access.WRITE;
    if (readable && !synchronised) line(parallel.get().barrier());
    line(parallel.get().once(text));
    if (readable) line(parallel.get().barrier());
  }

  private void branch(Stmt.If i) {
    open("if (" + expressions.print(i.condition()).text() + ") {");
    block(i.then());
    if (!i.otherwise().statements().isEmpty()) {
      depth--;
      open("} else {");
      block(i.otherwise());
    }
    close("}");
  }

  private void loop(Stmt.For f) {
    Type type = f.from().type();
    String name = names.of(f.name());
    Code end = f.to() instanceof Expr.Const c ? dialect.loopEnd(type, c.bits()) : expressions.print(f.to());
    if (!steady(f.to())) {
      String fixed = names.fresh(f.name() + "_end");
      line(dialect.declare(type, fixed, end, true));
      end = Code.primary(fixed);
    }
    if (f.unroll() && !dialect.unrollHint().isEmpty()) line(dialect.unrollHint());
    String from = dialect.scalars().type(type) + " " + name + " = " + expressions.print(f.from()).text();
    if (f.step() == 1) {
      open("for (" + from + "; " + name + " < " + end.at(Code.RELATION + 1) + "; " + name + "++) {");
    } else {
      Code last = Code.infix(end, "-", dialect.scalars().constant(type, f.step()), Code.SUM);
      open("for (" + from + "; " + name + " <= " + last.text() + "; " + name + " += " + f.step() + ") {");
    }
    block(f.body());
    close("}");
  }

  /// Whether an expression may be evaluated again and again without a change: it mentions no variable and reads no memory.
  private boolean steady(Expr e) {
    boolean changes = e instanceof Expr.Load || e instanceof Expr.Ref r && variables.contains(r.name());
    return !changes && Traversal.children(e).stream().allMatch(this::steady);
  }

  private void allocate(Stmt.Alloc a) {
    boolean shared = a.space() == Stmt.Space.GROUP && parallel.isPresent();
    boolean own = a.space() == Stmt.Space.KEPT && parallel.isPresent();
    List<Integer> lengths = own ? a.shape().subList(1, a.shape().size()) : a.shape();
    Stmt.Alloc placed = shared ? a : new Stmt.Alloc(a.name(), a.element(), lengths, Stmt.Space.ITEM);
    String identifier = arrayNames.add(a.name()) ? names.of(a.name()) : names.fresh(a.name());
    Dialect.Array array = new Dialect.Array(identifier, placed);
    List<Expr> shape = a.shape().stream().<Expr> map(n -> new Expr.Const(Type.I32, n)).toList();
    Access.Place place = shared ? Access.Place.GROUP : own ? Access.Place.KEPT : Access.Place.ITEM;
    expressions.declare(a.name(), identifier, a.element(), place, shape);
    elements.put(a.name(), a.element());
    shapes.put(a.name(), a.shape());
    if (shared) groupArrays.add(array);
    if (shared && !synchronised) line(parallel.get().barrier());
    line(dialect.allocate(array, scratch));
    if (shared) line(parallel.get().barrier());
    scratch += (array.bytes() + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    synchronised |= shared;
  }

  private void items(Stmt.Items i) {
    if (parallel.isPresent() && !synchronised) line(parallel.get().barrier());
    Dialect.Braces braces = dialect.items(names.of(i.name()), i.extent(), keeps);
    open(braces.open());
    inItems = true;
    block(i.body());
    inItems = false;
    close(braces.close());
    if (parallel.isPresent()) line(parallel.get().barrier());
  }

  private Type element(String array) {
    return new Type(elements.get(array).compute(), 1);
  }
}
