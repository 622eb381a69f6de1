package dev.tulle.compiler.lower;

import dev.tulle.compiler.tensor.Declaration;
import dev.tulle.compiler.tensor.Statement;
import dev.tulle.compiler.tensor.TensorPrinter;
import dev.tulle.compiler.tensor.Term;
import dev.tulle.compiler.tensor.Terms;
import dev.tulle.dsl.model.ElementType;
import dev.tulle.dsl.model.Function;
import dev.tulle.kernel.CompilerBug;
import dev.tulle.kernel.ir.Buffer.Access;
import dev.tulle.kernel.ir.Build;
import dev.tulle.kernel.ir.Expr;
import dev.tulle.kernel.ir.Scalar;
import dev.tulle.kernel.ir.Stmt;
import dev.tulle.kernel.ir.Traversal;
import dev.tulle.kernel.ir.Type;
import dev.tulle.runtime.plan.Plan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// The value of a term at one place of a kernel. In lanes, what does not depend on the lane index stays a scalar; the rest is a vector.
final class LowerTerm {
  private final KernelBuilder builder;
  private final LowerFunction functions;
  private final StoredElements stored;
  private final LowerReduction reductions;
  /// In the body of a fold.
  private Optional<FoldValues> values = Optional.empty();
  /// What has an element for every lane.
  private Set<String> padded = Set.of();
  private final Map<Term.Reduce, Expr> known = new HashMap<>();

  LowerTerm(KernelBuilder builder) {
    this.builder = builder;
    this.functions = new LowerFunction(builder);
    this.stored = new StoredElements(builder, this);
    this.reductions = new LowerReduction(builder, this, new Loops(builder, this, stored));
  }

  Loops loops() {
    return reductions.loops();
  }

  /// From here on some tensors are values of the body at hand.
  void use(FoldValues body) {
    values = Optional.of(body);
  }

  /// From here on the given tensors have an element for every lane, also where the lane does not count.
  void padded(Set<String> tensors) {
    padded = tensors;
  }

  /// From here on a reduction has been computed already.
  void know(Term.Reduce reduction, Expr value) {
    known.put(reduction, value);
  }

  /// Whether the term reads, at a place that depends on the index, what has no memory.
  boolean readsValues(Term term, String index) {
    boolean[] found = {false};
    Terms.walk(term,
        t -> found[0] |= t instanceof Term.Element e && values.isPresent() && values.get().holds(e.tensor()) && Terms.mentions(e, index));
    return found[0];
  }

  Expr value(Term term, Scope scope) {
    if (scope.lane().isPresent() && !varies(term, scope.lane().get().index())) return value(term, scope.uniform());
    return switch (term) {
      case Term.Number n -> number(n);
      case Term.SizeOf(String name) -> builder.size(name);
      case Term.IndexOf(String name) -> index(name, scope);
      case Term.Element e when values.isPresent() && values.get().holds(e.tensor()) -> values.get().value(e, scope);
      case Term.Element e -> builder.program.declaration(e.tensor()).isDense() ? dense(e, scope) : stored.value(e, scope);
      case Term.Exists e -> stored.exists(e, scope);
      case Term.Apply a when a.function() == Function.AND -> both(a.arguments().get(0), a.arguments().get(1), scope);
      case Term.Apply a when a.function() == Function.OR -> either(a.arguments().get(0), a.arguments().get(1), scope);
      case Term.Apply a -> functions.apply(a, a.arguments().stream().map(x -> value(x, scope)).toList());
      case Term.Cast c -> cast(c.to(), value(c.operand(), scope));
      case Term.Choose c -> choose(c, scope);
      case Term.Reduce r when known.containsKey(r) -> known.get(r);
      case Term.Reduce r -> reductions.value(r, scope);
      case Term.RowOperation _, Term.Selection _ -> throw new CompilerBug("not expanded: " + TensorPrinter.print(term));
    };
  }

  private boolean varies(Term term, String index) {
    return Terms.mentions(term, index)
        || values.isPresent() && Terms.reads(term).stream().anyMatch(t -> values.get().holds(t) && values.get().varies(t));
  }

  private static Expr number(Term.Number n) {
    return switch (n.type()) {
      case FLOAT -> Build.f32((float) n.value());
      case INT -> Build.i32((int) (long) n.value());
      case BOOL -> Build.bool(n.value() != 0);
    };
  }

  private static Expr index(String name, Scope scope) {
    Expr first = scope.index(name);
    boolean runsAlong = scope.lane().isPresent() && scope.lane().get().index().equals(name);
    return runsAlong ? Build.add(first, Build.iota(scope.lane().get().width())) : first;
  }

  private Expr dense(Term.Element e, Scope scope) {
    Declaration d = builder.program.declaration(e.tensor());
    String buffer = builder.dense(d, Access.READ);
    Type type = KernelBuilder.computeType(d.element());
    List<Expr> at = new ArrayList<>();
    for (Term position : e.at()) at.add(value(position, scope.uniform()));
    Expr inside = check(e, d, at, scope);
    if (scope.lane().isEmpty()) {
      Expr load = new Expr.Load(type, buffer, at, Optional.empty());
      return Build.select(inside, load, zero(type));
    }
    Scope.Lane lane = scope.lane().get();
    if (padded.contains(e.tensor())) return new Expr.Load(type.withLanes(lane.width()), buffer, at, Optional.empty());
    Optional<Expr> mask = Build.isConstant(inside, 1) ? lane.mask()
        : Optional.of(lane.masked(Build.splat(lane.width(), inside)).mask().orElseThrow());
    return new Expr.Load(type.withLanes(lane.width()), buffer, at, mask);
  }

  /// Reports positions outside of the checked axes; gives whether all are inside. The checked positions in `at` become names.
  Expr check(Term.Element e, Declaration d, List<Expr> at, Scope scope) {
    Expr all = Build.bool(true);
    for (int axis : e.checked()) {
      Expr position = builder.let(Identifiers.plain(d.name()) + "_at", at.get(axis));
      at.set(axis, position);
      Expr inside = Build.and(Build.ge(position, Build.i32(0)), Build.lt(position, builder.extent(d.extents().get(axis))));
      int site = builder.requests.site(site(e, d, axis, scope));
      builder.when(Build.not(inside), () -> builder.emit(new Stmt.Fail(site, linear(scope), position)));
      all = Build.and(all, inside);
    }
    return all;
  }

  private Plan.Site site(Term.Element e, Declaration d, int axis, Scope scope) {
    String message = "`" + TensorPrinter.print(new Term.Element(e.tensor(), e.type(), e.at(), List.of()))
        + "` reads position {value} along axis " + axis + " of `" + d.name() + "`, whose size there is {size}; at {position}";
    List<String> axes = scope.bound().stream().map(a -> a.index()).toList();
    List<Expr> extents = scope.bound().stream().map(a -> plan(a.extent())).toList();
    return new Plan.Site(message, axes, extents, plan(d.extents().get(axis)));
  }

  private static Expr plan(Term extent) {
    return Extents.of(extent, Scalar.I64, name -> Build.ref(name, Type.I64));
  }

  /// The row-major number of the place among the values of the bound indices.
  private Expr linear(Scope scope) {
    Expr number = Build.i32(0);
    for (var axis : scope.bound()) number = Build.add(Build.mul(number, builder.extent(axis.extent())), scope.index(axis.index()));
    return number;
  }

  static Expr zero(Type type) {
    return type.scalar() == Scalar.BOOL ? Build.bool(false) : Build.number(type, 0);
  }

  Expr cast(ElementType to, Expr x) {
    return switch (to) {
      case F32, F16, BF16 -> Build.roundTo(Storages.scalar(to), Build.convert(Scalar.F32, x));
      case I32 -> Build.convert(Scalar.I32, x);
      case I8 -> clamp(Build.convert(Scalar.I32, x), Byte.MIN_VALUE, Byte.MAX_VALUE);
      case U8 -> clamp(Build.convert(Scalar.I32, x), 0, 255);
      case BOOL -> x.type().scalar() == Scalar.BOOL ? x : Build.ne(x, Build.number(x.type(), 0));
    };
  }

  /// A store rounds floats by itself; integers must fit.
  Expr stored(ElementType element, Expr value) {
    return switch (element) {
      case I8, U8 -> cast(element, value);
      case F32, F16, BF16, I32, BOOL -> value;
    };
  }

  /// An element of a statement's target, or one for each lane.
  void store(Statement s, Declaration target, String buffer, Scope scope) {
    Expr value = stored(target.element(), value(s.value(), scope));
    List<Expr> at = s.axes().stream().map(a -> scope.index(a.index())).toList();
    int lanes = scope.lane().map(Scope.Lane::width).orElse(1);
    builder.emit(new Stmt.Store(buffer, at, Build.splat(lanes, value), scope.lane().flatMap(Scope.Lane::mask)));
  }

  private static Expr clamp(Expr x, int low, int high) {
    return Build.min(Build.max(x, Build.number(x.type(), low)), Build.number(x.type(), high));
  }

  /// `a and b`, the second evaluated only where the first holds.
  private Expr both(Term a, Term b, Scope scope) {
    Expr first = value(a, scope);
    if (first.type().isVector()) {
      Expr mask = named(first);
      return Build.and(mask, value(b, scope.masked(mask)));
    }
    return branch(first, () -> value(b, scope), () -> Build.bool(false));
  }

  private Expr either(Term a, Term b, Scope scope) {
    Expr first = value(a, scope);
    if (first.type().isVector()) {
      Expr mask = named(first);
      return Build.or(mask, value(b, scope.masked(Build.not(mask))));
    }
    return branch(first, () -> Build.bool(true), () -> value(b, scope));
  }

  private Expr choose(Term.Choose c, Scope scope) {
    Expr condition = value(c.condition(), scope);
    if (!condition.type().isVector()) return branch(condition, () -> value(c.then(), scope), () -> value(c.otherwise(), scope));
    Expr mask = named(condition);
    Expr then = value(c.then(), scope.masked(mask));
    return Build.select(mask, then, value(c.otherwise(), scope.masked(Build.not(mask))));
  }

  /// A condition that loads has a name: it is said again in the mask of each load that it guards.
  private Expr named(Expr condition) {
    return loads(condition) ? builder.let("known", condition) : condition;
  }

  /// One of two values by a scalar condition; the statements and loads of the other one do not happen.
  private Expr branch(Expr condition, Supplier<Expr> then, Supplier<Expr> otherwise) {
    if (Build.isConstant(condition, 1)) return then.get();
    if (Build.isConstant(condition, 0)) return otherwise.get();
    Expr[] values = new Expr[2];
    Stmt.Block first = builder.capture(() -> values[0] = then.get());
    Stmt.Block second = builder.capture(() -> values[1] = otherwise.get());
    int lanes = Math.max(values[0].type().lanes(), values[1].type().lanes());
    if (first.statements().isEmpty() && second.statements().isEmpty()) {
      if (lanes == 1) return combine(condition, values[0], values[1]);
      if (!loads(values[0]) && !loads(values[1])) return Build.select(condition, values[0], values[1]);
    }
    Type type = values[0].type().withLanes(lanes);
    Expr.Ref result = builder.variable("chosen", Build.splat(lanes, zero(type.withLanes(1))));
    builder.emit(new Stmt.If(condition, ending(first, result, values[0]), ending(second, result, values[1])));
    return result;
  }

  private static Expr combine(Expr condition, Expr then, Expr otherwise) {
    if (Build.isConstant(otherwise, 0) && then.type().equals(Type.BOOL) && !loads(then)) return Build.and(condition, then);
    if (Build.isConstant(then, 1) && then.type().equals(Type.BOOL) && !loads(otherwise)) return Build.or(condition, otherwise);
    return Build.select(condition, then, otherwise);
  }

  private static Stmt.Block ending(Stmt.Block block, Expr.Ref result, Expr value) {
    List<Stmt> statements = new ArrayList<>(block.statements());
    statements.add(new Stmt.Assign(result.name(), Build.splat(result.type().lanes(), value)));
    return new Stmt.Block(statements);
  }

  private static boolean loads(Expr e) {
    boolean[] found = {false};
    Traversal.walk(e, x -> found[0] |= x instanceof Expr.Load);
    return found[0];
  }

}
