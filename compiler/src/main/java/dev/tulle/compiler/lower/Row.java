package dev.tulle.compiler.lower;

import dev.tulle.compiler.tensor.Axis;
import dev.tulle.compiler.tensor.Declaration;
import dev.tulle.compiler.tensor.Statement;
import dev.tulle.compiler.tensor.Term;
import dev.tulle.compiler.tensor.Terms;
import dev.tulle.kernel.ir.Buffer;
import dev.tulle.kernel.ir.Buffer.Access;
import dev.tulle.kernel.ir.Build;
import dev.tulle.kernel.ir.Expr;
import dev.tulle.kernel.ir.Kernel;
import dev.tulle.kernel.ir.Scalar;
import dev.tulle.kernel.ir.Stmt;
import dev.tulle.kernel.ir.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// One row of a statement that is an operator over whole rows, in the form that `RowStatements` gives it. Each group of the kernel has one row. Several indices are walked as
/// one: their tensors are seen with one axis for all of them, whose positions are then `I64`.
final class Row {
  private final KernelBuilder builder;
  private final LowerTerm terms;
  private final Statement statement;
  private final Grid grid;
  private final List<Expr> place = new ArrayList<>();
  private final List<Expr> outerExtents = new ArrayList<>();
  private final Scope scope;
  private final Expr length;

  /// @param rank how many of the last axes of the statement are the row's
  Row(KernelBuilder builder, Statement statement, int rank) {
    this.builder = builder;
    this.terms = new LowerTerm(builder);
    this.statement = statement;
    this.grid = new Grid(builder);
    int outer = statement.axes().size() - rank;
    Scope bound = Scope.empty();
    for (Axis axis : statement.axes().subList(0, outer)) {
      outerExtents.add(builder.extent(axis.extent()));
      bound = grid.each(axis, bound);
      place.add(bound.index(axis.index()));
    }
    scope = bound;
    List<Expr> own = statement.axes().subList(outer, statement.axes().size()).stream().map(a -> builder.extent(a.extent())).toList();
    length = rank == 1 ? own.getFirst() : own.stream().map(e -> Build.convert(Scalar.I64, e)).reduce(Build.i64(1), Build::mul);
  }

  /// The kernel that does `body` for each row that is asked for and has elements: what belongs to none may not even be computed.
  Kernel kernel(String name, List<String> doc, Runnable body) {
    builder.when(Build.gt(length, number(0)),
        () -> terms.loops().test(Terms.and(ofRow(Terms.conjuncts(statement.where()))), scope, _ -> body.run()));
    return builder.finish(name, doc, grid.axes(), Map.of());
  }

  /// The conditions that hold for a whole row; what others there are only says which of its elements will be read.
  private List<Term> ofRow(List<Term> conditions) {
    return conditions.stream().filter(c -> Terms.freeIndices(c).stream().allMatch(scope::isBound)).toList();
  }

  /// How many elements a row has, of the type of positions in it.
  Expr length() {
    return length;
  }

  Expr number(long value) {
    return Build.number(length.type(), value);
  }

  /// A term that is the same for the whole row.
  Expr value(Term term) {
    return terms.value(term, scope);
  }

  /// A tensor that is read along the row.
  Source source(Term.Element e) {
    Declaration d = builder.program.declaration(e.tensor());
    int rank = statement.axes().size() - place.size();
    int leading = e.at().size() - rank;
    List<Expr> shape = new ArrayList<>(d.extents().subList(0, leading).stream().map(builder::extent).toList());
    shape.add(length);
    List<Expr> at = e.at().subList(0, leading).stream().map(this::value).toList();
    String buffer = builder.buffer(d.name(), Storages.scalar(d.element()), shape, Access.READ, Optional.empty());
    return new Source(buffer, at, KernelBuilder.computeType(d.element()));
  }

  /// A tensor that has an element for each of the row.
  record Source(String buffer, List<Expr> row, Type type) {
    Expr at(Expr position) {
      return new Expr.Load(type, buffer, append(row, position), Optional.empty());
    }

    Expr at(Lanes lanes) {
      return new Expr.Load(type.withLanes(lanes.width()), buffer, append(row, lanes.first()), lanes.mask());
    }
  }

  /// The elements of the row that one vector holds: `width` from `first` on, those that the mask names.
  record Lanes(Expr first, int width, Optional<Expr> mask) {
    Expr active(Expr condition) {
      return mask.map(m -> Build.and(m, condition)).orElse(condition);
    }
  }

  /// Walks the positions from `from` until `to`, as many as a vector holds at a time.
  void lanes(Expr from, Expr to, Consumer<Lanes> body) {
    int width = builder.target.lanes();
    loop(from, to, width, at -> body.accept(new Lanes(at, width, Optional.empty())));
    if (width == 1) return;
    Expr rest = builder.let("rest", builder.afterWholeSteps(from, to, width));
    builder.when(
        Build.lt(rest, to),
        () -> body.accept(new Lanes(rest, width, Optional.of(builder.let("active", Build.prefix(width, Build.sub(to, rest)))))));
  }

  /// Walks the positions one by one.
  void each(Expr from, Expr to, Consumer<Expr> body) {
    loop(from, to, 1, body);
  }

  private void loop(Expr from, Expr to, int step, Consumer<Expr> body) {
    String name = builder.names.fresh("at");
    Stmt.Block block = builder.capture(() -> body.accept(Build.ref(name, from.type())));
    builder.emit(new Stmt.For(name, from, to, step, false, block));
  }

  /// The statement's target, as a place for a value at each position.
  void store(Expr position, Expr value) {
    builder.emit(new Stmt.Store(target(), append(place, position), value, Optional.empty()));
  }

  void store(Lanes lanes, Expr value) {
    builder.emit(new Stmt.Store(target(), append(place, lanes.first()), Build.splat(lanes.width(), value), lanes.mask()));
  }

  private String target() {
    Declaration d = builder.program.declaration(statement.target());
    return builder.buffer(d.name(), Storages.scalar(d.element()), shape(), Access.WRITE, Optional.empty());
  }

  /// A list of positions in the row, as long as the row.
  Positions scratch(String suffix) {
    String name = statement.target() + "." + suffix;
    List<Term> extents = statement.axes().stream().map(Axis::extent).toList();
    builder.requests.scratch(new Scratch(name, statement.target(), length.type().scalar(), extents));
    return positions(name);
  }

  /// The target itself, where what is computed is such a list.
  Positions targetPositions() {
    return positions(statement.target());
  }

  private Positions positions(String name) {
    Buffer.Range inRow = new Buffer.Range(number(0), length);
    return new Positions(builder.buffer(name, length.type().scalar(), shape(), Access.READ_WRITE, Optional.of(inRow)));
  }

  /// Positions in the row, one for each; see [#scratch].
  final class Positions {
    private final String buffer;

    private Positions(String buffer) {
      this.buffer = buffer;
    }

    Expr at(Expr place) {
      return new Expr.Load(length.type(), buffer, append(Row.this.place, place), Optional.empty());
    }

    void set(Expr at, Expr position) {
      builder.emit(new Stmt.Store(buffer, append(place, at), position, Optional.empty()));
    }
  }

  private List<Expr> shape() {
    return append(outerExtents, length);
  }

  /// The row's indices, for people.
  String indices() {
    int rank = statement.axes().size() - place.size();
    return statement.axes().stream().skip(statement.axes().size() - (long) rank).map(Axis::index).collect(Collectors.joining(", "));
  }

  private static List<Expr> append(List<Expr> list, Expr last) {
    List<Expr> all = new ArrayList<>(list);
    all.add(last);
    return all;
  }
}
