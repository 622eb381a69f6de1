package dev.tulle.kernel.verify;

import dev.tulle.kernel.device.Target;
import dev.tulle.kernel.interpret.ScalarEvaluator;
import dev.tulle.kernel.ir.Buffer;
import dev.tulle.kernel.ir.Expr;
import dev.tulle.kernel.ir.Kernel;
import dev.tulle.kernel.ir.Scalar;
import dev.tulle.kernel.ir.Stmt;
import dev.tulle.kernel.ir.Traversal;
import dev.tulle.kernel.ir.Type;
import dev.tulle.kernel.text.KernelPrinter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Scopes, types, ranks, rights, phases, and what a target holds: everything that needs no arithmetic.
final class CheckStructure {
  private enum Sort {
    /// Size, index, `Let`, result of `Collect` or `Scan`.
    FIXED,
    VARIABLE,
    ARRAY
  }

  /// @param inItems whether it was declared inside of `Items`
  private record Declared(Sort sort, Type type, Optional<ArrayRights> array, boolean inItems) {}

  private record ArrayRights(
      Scalar element, int rank, List<Integer> shape, boolean readable, boolean writable, Optional<Stmt.Space> space) {}

  private final Kernel kernel;
  private final Optional<Target> target;
  private final Violations violations;
  private Map<String, Declared> scope = new HashMap<>();
  private boolean inItems;
  /// The phase at hand.
  private Optional<Stmt.Items> phase = Optional.empty();
  private long groupBytes;

  CheckStructure(Kernel kernel, Optional<Target> target, Violations violations) {
    this.kernel = kernel;
    this.target = target;
    this.violations = violations;
  }

  void run() {
    for (Kernel.SizeParameter size : kernel.sizes()) declare(size.name(), Sort.FIXED, new Type(size.type(), 1));
    kernel.facts().forEach(f -> overSizes(f, "fact"));
    for (Expr f : kernel.facts()) {
      if (!f.type().equals(Type.BOOL)) violations.add("fact " + KernelPrinter.print(f) + " has type " + f.type());
    }
    for (Buffer b : kernel.buffers()) {
      b.shape().forEach(e -> overSizes(e, "shape of " + b.name()));
      b.values().ifPresent(v -> overSizes(v.low(), "range of " + b.name()));
      b.values().ifPresent(v -> overSizes(v.high(), "range of " + b.name()));
      if (b.values().isPresent() && !b.element().isInteger()) {
        violations.add("buffer " + b.name() + " of " + b.element() + " has a range of integers");
      }
    }
    kernel.grid().forEach(g -> overSizes(g.extent(), "grid axis " + g.name()));
    for (Buffer b : kernel.buffers()) {
      boolean reads = b.access() != Buffer.Access.WRITE;
      boolean writes = b.access() != Buffer.Access.READ;
      declareArray(b.name(), new ArrayRights(b.element(), b.shape().size(), List.of(), reads, writes, Optional.empty()));
    }
    for (Kernel.GridAxis g : kernel.grid()) declare(g.name(), Sort.FIXED, g.extent().type());
    block(kernel.body());
    target.ifPresent(
        t -> {
          if (t.groupMemory() > 0 && groupBytes > t.groupMemory()) {
            violations.add("group arrays take " + groupBytes + " bytes, " + t.name() + " has " + t.groupMemory());
          }
        });
  }

  private void overSizes(Expr e, String what) {
    if (!ScalarEvaluator.accepts(e)) violations.add(what + " is no scalar integer or boolean expression: " + KernelPrinter.print(e));
    expression(e);
  }

  private void declare(String name, Sort sort, Type type) {
    declare(name, new Declared(sort, type, Optional.empty(), inItems));
  }

  private void declareArray(String name, ArrayRights rights) {
    declare(name, new Declared(Sort.ARRAY, new Type(rights.element().compute(), 1), Optional.of(rights), inItems));
  }

  private void declare(String name, Declared declared) {
    if (scope.putIfAbsent(name, declared) != null) violations.add("'" + name + "' is declared where it already has a meaning");
  }

  private void block(Stmt.Block block) {
    Map<String, Declared> outer = scope;
    scope = new HashMap<>(outer);
    block.statements().forEach(this::statement);
    scope = outer;
  }

  private void block(String name, Type type, Stmt.Block body) {
    Map<String, Declared> outer = scope;
    scope = new HashMap<>(outer);
    declare(name, Sort.FIXED, type);
    block(body);
    scope = outer;
  }

  private void statement(Stmt s) {
    Traversal.expressions(s).forEach(this::expression);
    switch (s) {
      case Stmt.Block b -> block(b);
      case Stmt.Let l -> declare(l.name(), Sort.FIXED, l.value().type());
      case Stmt.Var v -> declare(v.name(), Sort.VARIABLE, v.initial().type());
      case Stmt.Assign a -> assign(a);
      case Stmt.If i -> {
        block(i.then());
        block(i.otherwise());
      }
      case Stmt.For f -> block(f.name(), f.from().type(), f.body());
      case Stmt.While w -> block(w.body());
      case Stmt.Alloc a -> alloc(a);
      case Stmt.Store t ->
          array(t.buffer(), t.at(), t.value().type(), t)
              .ifPresent(r -> require(r.writable(), t, "writes " + t.buffer() + ", which may only be read"));
      case Stmt.Atomic a -> array(a.buffer(), a.at(), a.value().type(), a).ifPresent(r -> atomic(a, r));
      case Stmt.Items i -> {
        require(!inItems, i, "items inside of items");
        boolean outer = inItems;
        inItems = true;
        phase = Optional.of(i);
        block(i.name(), Type.I32, i.body());
        phase = Optional.empty();
        inItems = outer;
      }
      case Stmt.Collect c -> {
        Optional<ArrayRights> array = groupArray(c.array(), c.count(), c);
        boolean logic = c.op() == Expr.FoldOp.AND || c.op() == Expr.FoldOp.OR;
        Scalar excluded = logic ? Scalar.F32 : Scalar.BOOL;
        array.ifPresent(r -> require(r.element().compute() != excluded, c, c.op() + " of " + r.element()));
        declare(c.name(), Sort.FIXED, new Type(array.map(r -> r.element().compute()).orElse(Scalar.I32), 1));
      }
      case Stmt.Scan c -> {
        Optional<ArrayRights> array = groupArray(c.array(), c.count(), c);
        array.ifPresent(r -> require(isWholeWord(r.element()), c, "prefix sums in elements of " + r.element()));
        declare(c.total(), Sort.FIXED, new Type(array.map(r -> r.element().compute()).orElse(Scalar.I32), 1));
      }
      case Stmt.Multiply m -> multiply(m);
      case Stmt.Fail f -> require(f.site() >= 0, f, "negative site");
    }
  }

  private void require(boolean holds, Stmt s, String message) {
    if (!holds) violations.add(KernelPrinter.print(s).lines().findFirst().orElse("") + ": " + message);
  }

  private void assign(Stmt.Assign a) {
    Declared d = scope.get(a.name());
    if (d == null || d.sort() != Sort.VARIABLE) {
      require(false, a, "'" + a.name() + "' is no variable in scope");
      return;
    }
    require(d.type().equals(a.value().type()), a, "a variable of " + d.type() + " is given " + a.value().type());
    require(d.inItems() == inItems, a, "an item changes a variable of its group");
  }

  private void alloc(Stmt.Alloc a) {
    boolean group = a.space() == Stmt.Space.GROUP;
    require(a.space() == Stmt.Space.ITEM || !inItems, a, "a " + (group ? "group" : "kept") + " array declared by an item");
    require(a.space() != Stmt.Space.KEPT || a.shape().size() > 1, a, "a kept array without an axis beside that of the items");
    long elements = a.shape().stream().mapToLong(n -> n).reduce(1, Math::multiplyExact);
    if (group) groupBytes += elements * a.element().bytes();
    declareArray(a.name(), new ArrayRights(a.element(), a.shape().size(), a.shape(), true, true, Optional.of(a.space())));
  }

  private void atomic(Stmt.Atomic a, ArrayRights r) {
    require(r.readable() && r.writable(), a, "an atomic needs " + a.buffer() + " to be read and written");
    require(isWholeWord(r.element()), a, "an atomic on elements of " + r.element());
  }

  private void multiply(Stmt.Multiply m) {
    require(!inItems, m, "a group operation inside of items");
    Optional<ArrayRights> sum = array(m.sum(), Stmt.Space.KEPT, m);
    Optional<ArrayRights> left = array(m.left(), Stmt.Space.GROUP, m);
    Optional<ArrayRights> right = array(m.right(), Stmt.Space.GROUP, m);
    if (sum.isEmpty() || left.isEmpty() || right.isEmpty()) return;
    List<Integer> kept = sum.get().shape();
    boolean fits = sum.get().element() == Scalar.F32 && kept.size() == 4 && kept.getLast() == 4
        && kept.getFirst() % (Stmt.Multiply.WARP * m.warpRows()) == 0;
    require(fits, m, "'" + m.sum() + "' is no kept array of sums for rows of " + m.warpRows() + " warps");
    if (!fits) return;
    Scalar element = left.get().element();
    require(element == right.get().element() && (element == Scalar.F16 || element == Scalar.BF16), m,
        "a product of " + element + " and " + right.get().element());
    int warps = kept.getFirst() / Stmt.Multiply.WARP;
    holds(m, m.left(), left.get().shape(), m.leftAcross(), m.warpRows() * kept.get(1) * Stmt.Multiply.TILE_ROWS);
    holds(m, m.right(), right.get().shape(), m.rightAcross(), warps / m.warpRows() * kept.get(2) * Stmt.Multiply.TILE_COLUMNS);
  }

  private void holds(Stmt.Multiply m, String name, List<Integer> shape, boolean across, int edge) {
    boolean enough = shape.size() == 2 && shape.get(across ? 1 : 0) >= edge && shape.get(across ? 0 : 1) >= m.depth();
    require(enough, m, "'" + name + "' of " + shape + " has not " + edge + " x " + m.depth() + " elements");
  }

  private Optional<ArrayRights> array(String name, Stmt.Space space, Stmt s) {
    Optional<ArrayRights> found = Optional.ofNullable(scope.get(name)).flatMap(Declared::array).filter(r -> r.space().equals(Optional.of(space)));
    require(found.isPresent(), s, "no " + space.name().toLowerCase(Locale.ROOT) + " array '" + name + "' in scope");
    return found;
  }

  private static boolean isWholeWord(Scalar element) {
    return element == Scalar.I32 || element == Scalar.I64;
  }

  private Optional<ArrayRights> groupArray(String name, int count, Stmt s) {
    require(!inItems, s, "a group operation inside of items");
    Declared d = scope.get(name);
    if (d == null || d.array().isEmpty()) {
      require(false, s, "no array '" + name + "' in scope");
      return Optional.empty();
    }
    ArrayRights r = d.array().get();
    boolean group = r.space().filter(p -> p == Stmt.Space.GROUP).isPresent();
    require(group && r.rank() == 1, s, "'" + name + "' is no group array of one axis");
    if (group && r.rank() == 1) require(count >= 1 && count <= r.shape().getFirst(), s, count + " elements of " + r.shape().getFirst());
    return d.array();
  }

  private Optional<ArrayRights> array(String name, List<Expr> at, Type type, Stmt s) {
    return array(name, at, type, KernelPrinter.print(s).strip());
  }

  private Optional<ArrayRights> array(String name, List<Expr> at, Type type, String text) {
    Declared d = scope.get(name);
    if (d == null || d.array().isEmpty()) {
      violations.add(text + ": no buffer or array '" + name + "' in scope");
      return Optional.empty();
    }
    ArrayRights r = d.array().get();
    if (at.size() != r.rank()) violations.add(text + ": " + name + " has " + r.rank() + " axes, not " + at.size());
    if (type.scalar() != r.element().compute()) violations.add(text + ": " + name + " has elements of " + r.element() + ", not " + type);
    if (type.isVector() && r.rank() == 0) violations.add(text + ": lanes of a buffer without axes");
    boolean privateToGroup = r.space().filter(p -> p == Stmt.Space.ITEM).isPresent() && !d.inItems();
    if (privateToGroup && inItems) violations.add(text + ": an item uses " + name + ", which is private outside of items");
    if (r.space().filter(p -> p == Stmt.Space.KEPT).isPresent() && !isOwn(r, at))
      violations.add(text + ": " + name + " is kept for each of " + r.shape().getFirst() + " items, none of which touches it here as its own");
    return Optional.of(r);
  }

  /// Whether a kept array is touched by each of as many items as it has, at the item's own place.
  private boolean isOwn(ArrayRights kept, List<Expr> at) {
    return phase.filter(p -> p.extent() == kept.shape().getFirst() && at.getFirst().equals(new Expr.Ref(p.name(), Type.I32))).isPresent();
  }

  private void expression(Expr e) {
    Traversal.children(e).forEach(this::expression);
    lanes(e);
    switch (e) {
      case Expr.Ref r -> {
        Declared d = scope.get(r.name());
        if (d == null || d.sort() == Sort.ARRAY) violations.add("no name '" + r.name() + "' in scope");
        else if (!d.type().equals(r.type())) violations.add("'" + r.name() + "' has type " + d.type() + ", not " + r.type());
      }
      case Expr.Load l -> {
        String text = KernelPrinter.print(l);
        array(l.buffer(), l.at(), l.type(), text)
            .filter(r -> !r.readable())
            .ifPresent(_ -> violations.add(text + ": " + l.buffer() + " may only be written"));
      }
      case Expr.Const _, Expr.Unary _, Expr.Binary _, Expr.Fma _, Expr.Select _, Expr.Convert _, Expr.Round _, Expr.Bits _ -> {}
      case Expr.Splat _, Expr.Iota _, Expr.Prefix _, Expr.LaneFold _ -> {}
    }
  }

  private void lanes(Expr e) {
    target
        .filter(t -> e.type().isVector() && e.type().lanes() > t.lanes())
        .ifPresent(t -> violations.add(e.type().lanes() + " lanes, " + t.name() + " has " + t.lanes() + ": " + KernelPrinter.print(e)));
  }
}
