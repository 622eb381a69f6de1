package dev.tulle.compiler.lower;

import dev.tulle.compiler.tensor.Declaration;
import dev.tulle.compiler.tensor.Program;
import dev.tulle.compiler.tensor.Term;
import dev.tulle.dsl.model.ElementType;
import dev.tulle.kernel.device.Target;
import dev.tulle.kernel.ir.Buffer;
import dev.tulle.kernel.ir.Buffer.Access;
import dev.tulle.kernel.ir.Build;
import dev.tulle.kernel.ir.Expr;
import dev.tulle.kernel.ir.Kernel;
import dev.tulle.kernel.ir.Scalar;
import dev.tulle.kernel.ir.Stmt;
import dev.tulle.kernel.ir.Traversal;
import dev.tulle.kernel.ir.Type;
import dev.tulle.runtime.plan.Plan;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// A kernel under construction: its sizes and buffers as they come into use, and the block that statements go to.
final class KernelBuilder {
  /// What plan-wide things a kernel may ask for.
  interface Requests {
    /// The number of a place where data can turn out wrong.
    int site(Plan.Site site);

    /// The counters of the loops around the kernel, each with how often its loop goes round.
    Map<String, Term> rounds();

    /// What says of the loops around the kernel that they have ended: integers that are at least 0 then.
    Set<String> stops();

    /// Asks for memory of the kernel's own.
    void scratch(Scratch scratch);
  }

  /// Nodes of a kernel's body beyond which a compiler takes long or gives up.
  private static final int LARGEST = 900;

  final Program program;
  final Target target;
  final Requests requests;
  final Identifiers names = new Identifiers();
  private final Map<String, String> sizes = new LinkedHashMap<>();
  private final Map<String, Kernel.SizeParameter> sizeParameters = new LinkedHashMap<>();
  private final Map<String, Buffer> buffers = new LinkedHashMap<>();
  private final Map<String, List<String>> loops = new LinkedHashMap<>();
  private final Set<String> notes = new LinkedHashSet<>();
  private final Deque<List<Stmt>> blocks = new ArrayDeque<>();
  /// What has a name in each open block, by what it was computed from.
  private final Deque<Map<Object, Expr>> known = new ArrayDeque<>();
  private final Set<String> variables = new HashSet<>();
  /// What loops go on by besides their range.
  private Optional<Expr> going = Optional.empty();

  KernelBuilder(Program program, Target target, Requests requests) {
    this.program = program;
    this.target = target;
    this.requests = requests;
    blocks.push(new ArrayList<>());
    known.push(new HashMap<>());
  }

  /// A run-time extent.
  Expr size(String name) {
    return size(name, Scalar.I32);
  }

  /// How many elements a sparse tensor stores.
  Expr stored(String tensor) {
    return size(Storages.storedSize(tensor), Scalar.I64);
  }

  private Expr size(String name, Scalar type) {
    String own = sizes.computeIfAbsent(name, names::fresh);
    sizeParameters.putIfAbsent(own, new Kernel.SizeParameter(own, type));
    return Build.ref(own, new Type(type, 1));
  }

  Expr extent(Term term) {
    return Extents.of(term, Scalar.I32, this::size);
  }

  /// Where a loop of whole steps leaves off: `from` itself if `to` lies before it.
  Expr afterWholeSteps(Expr from, Expr to, int step) {
    Expr steps = Build.div(Build.sub(to, from), step);
    boolean natural = Build.isConstant(from, 0)
        && (to instanceof Expr.Const c && c.bits() >= 0 || to instanceof Expr.Ref ref && sizeParameters.containsKey(ref.name()));
    return Build.add(from, Build.mul(natural ? steps : Build.max(Build.number(steps.type(), 0), steps), step));
  }

  /// The kernel's name for a buffer of the plan.
  String buffer(String planName, Scalar element, List<Expr> shape, Access access, Optional<Buffer.Range> values) {
    Buffer known = buffers.get(planName);
    if (known == null) {
      Buffer made = new Buffer(names.fresh(planName), element, shape, access, values);
      buffers.put(planName, made);
      return made.name();
    }
    if (known.access() != access) buffers.put(planName, new Buffer(known.name(), element, shape, Access.READ_WRITE, values));
    return known.name();
  }

  /// The buffer of a dense tensor.
  String dense(Declaration d, Access access) {
    Optional<Buffer.Range> positions = d.below().map(b -> new Buffer.Range(Build.i32(0), extent(b)));
    return buffer(d.name(), Storages.scalar(d.element()), d.extents().stream().map(this::extent).toList(), access, positions);
  }

  static Type computeType(ElementType element) {
    return new Type(Storages.scalar(element).compute(), 1);
  }

  void emit(Stmt statement) {
    blocks.peek().add(statement);
  }

  /// A name for a value, so that it is computed once.
  Expr let(String wanted, Expr value) {
    if (value instanceof Expr.Const || value instanceof Expr.Ref) return value;
    String name = names.fresh(wanted);
    emit(new Stmt.Let(name, value));
    return Build.ref(name, value.type());
  }

  /// A variable; gives the reference to it.
  Expr.Ref variable(String wanted, Expr initial) {
    String name = names.fresh(wanted);
    variables.add(name);
    emit(new Stmt.Var(name, initial));
    return new Expr.Ref(name, initial.type());
  }

  void assign(Expr.Ref variable, Expr value) {
    emit(new Stmt.Assign(variable.name(), value));
  }

  /// The statements that `body` emits, as a block of their own.
  Stmt.Block capture(Runnable body) {
    blocks.push(new ArrayList<>());
    known.push(new HashMap<>());
    body.run();
    known.pop();
    return new Stmt.Block(blocks.pop());
  }

  /// What `compute` gives: what it gave before, if that was in this block or one around it, for the same thing computed from the same values.
  ///
  /// @param thing what is computed: the same for the same statements
  /// @param from what it depends on besides data that the kernel does not change
  Expr once(Object thing, List<Expr> from, Supplier<Expr> compute) {
    if (!from.stream().allMatch(this::isSettled)) return compute.get();
    Object key = List.of(thing, from);
    Optional<Expr> before = known.stream().flatMap(k -> Stream.ofNullable(k.get(key))).findFirst();
    if (before.isPresent()) return before.get();
    Expr computed = compute.get();
    known.peek().put(key, computed);
    return computed;
  }

  /// Whether the expression has one value as long as its names are known.
  private boolean isSettled(Expr e) {
    boolean[] settled = {true};
    Traversal.walk(e, x -> settled[0] &= !(x instanceof Expr.Load) && !(x instanceof Expr.Ref ref && variables.contains(ref.name())));
    return settled[0];
  }

  void when(Expr condition, Runnable then) {
    Stmt.Block block = capture(then);
    if (block.statements().isEmpty() || Build.isConstant(condition, 0)) return;
    if (Build.isConstant(condition, 1)) block.statements().forEach(this::emit);
    else emit(new Stmt.If(condition, block, new Stmt.Block(List.of())));
  }

  /// Loops that begin while `body` is made end when `going` no longer holds.
  void whileGoing(Optional<Expr> condition, Runnable body) {
    Optional<Expr> outer = going;
    going = condition;
    body.run();
    going = outer;
  }

  /// Runs `body` for `name` = `from`, … below `to`, a name that is given already.
  void count(String name, Expr from, Expr to, Consumer<Expr> body) {
    Expr at = Build.ref(name, from.type());
    Stmt.Block block = capture(() -> body.accept(at));
    if (block.statements().isEmpty()) return;
    if (going.isEmpty()) {
      emit(new Stmt.For(name, from, to, 1, false, block));
      return;
    }
    Expr rounds = Build.max(Build.sub(to, from), Build.number(from.type(), 0));
    List<Stmt> round = new ArrayList<>(block.statements());
    round.add(new Stmt.Assign(name, Build.add(at, 1)));
    emit(new Stmt.Var(name, from));
    emit(new Stmt.While(Build.and(going.get(), Build.lt(at, to)), rounds, new Stmt.Block(round)));
  }

  /// One phase of a group; `body` gets the item.
  void items(int count, Consumer<Expr> body) {
    String item = names.fresh("item");
    emit(new Stmt.Items(item, count, capture(() -> body.accept(Build.ref(item, Type.I32)))));
  }

  /// A loop of constant length that is to be unrolled.
  void unrolled(String wanted, int length, Consumer<Expr> body) {
    if (length == 1) {
      body.accept(Build.i32(0));
      return;
    }
    String name = names.fresh(wanted);
    Stmt.Block block = capture(() -> body.accept(Build.ref(name, Type.I32)));
    emit(new Stmt.For(name, Build.i32(0), Build.i32(length), 1, true, block));
  }

  /// Says to whoever reads the kernel why it is as it is.
  void note(String reason) {
    notes.add(reason);
  }

  /// The names that the loops over an index have got.
  List<String> loopsOver(String index) {
    return loops.getOrDefault(index, List.of());
  }

  /// A name for the variable of a loop over an index.
  String loopOver(String index) {
    String name = names.fresh(index);
    loops.computeIfAbsent(index, _ -> new ArrayList<>()).add(name);
    return name;
  }

  /// @param jam how many iterations of a loop to join, by loop variable; fewer are joined where the kernel would become too large
  Kernel finish(String name, List<String> doc, List<Kernel.GridAxis> grid, Map<String, Integer> jam) {
    Stmt.Block plain = new Stmt.Block(blocks.pop());
    Stmt.Block body = JamLoops.jam(plain, this, jam);
    for (int most = 4; size(body) > LARGEST && most >= 1; most /= 2) {
      int limit = most;
      Map<String, Integer> fewer = new LinkedHashMap<>();
      jam.forEach((loop, copies) -> fewer.put(loop, Math.min(copies, limit)));
      body = JamLoops.jam(plain, this, fewer);
    }
    body = unlessStopped(body);
    List<Expr> facts = new ArrayList<>();
    for (Program.Requirement r : program.requirements()) {
      if (sizes.keySet().containsAll(Storages.sizesOf(r.condition()))) facts.add(extent(r.condition()));
    }
    requests.rounds().forEach((counter, count) -> {
      if (sizes.containsKey(counter) && sizes.keySet().containsAll(Storages.sizesOf(count)))
        facts.add(Build.lt(size(counter), extent(count)));
    });
    List<String> lines = new ArrayList<>(doc);
    lines.addAll(notes);
    return new Kernel(name, lines, List.copyOf(sizeParameters.values()), facts, List.copyOf(buffers.values()), grid, body);
  }

  /// The host looks only now and then whether a loop has ended: until it has seen that, rounds do nothing.
  private Stmt.Block unlessStopped(Stmt.Block body) {
    Expr going = Build.bool(true);
    for (String stop : requests.stops()) {
      String buffer = dense(program.declaration(stop), Access.READ);
      going = Build.and(going, Build.lt(new Expr.Load(Type.I32, buffer, List.of(), Optional.empty()), Build.i32(0)));
    }
    return Build.isConstant(going, 1) ? body : new Stmt.Block(List.of(new Stmt.If(going, body, new Stmt.Block(List.of()))));
  }

  private static int size(Stmt.Block body) {
    int[] nodes = {0};
    Traversal.walk(body, _ -> nodes[0]++, _ -> nodes[0]++);
    return nodes[0];
  }

  /// Plan buffer by kernel buffer.
  Map<String, String> bufferBindings() {
    Map<String, String> map = new LinkedHashMap<>();
    buffers.forEach((planName, b) -> map.put(b.name(), planName));
    return map;
  }

  /// Plan size by kernel size.
  Map<String, String> sizeBindings() {
    Map<String, String> map = new LinkedHashMap<>();
    sizes.forEach((planName, own) -> map.put(own, planName));
    return map;
  }
}
