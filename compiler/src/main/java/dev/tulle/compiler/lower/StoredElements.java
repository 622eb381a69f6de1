package dev.tulle.compiler.lower;

import dev.tulle.compiler.tensor.Axis;
import dev.tulle.compiler.tensor.Declaration;
import dev.tulle.compiler.tensor.Declaration.Storage;
import dev.tulle.compiler.tensor.Term;
import dev.tulle.compiler.tensor.Terms;
import dev.tulle.kernel.CompilerBug;
import dev.tulle.kernel.ir.Build;
import dev.tulle.kernel.ir.Expr;
import dev.tulle.kernel.ir.Scalar;
import dev.tulle.kernel.ir.Stmt;
import dev.tulle.kernel.ir.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// Elements of sparse tensors: what drives a loop along a last axis, and where a single element is.
final class StoredElements {
  /// A loop over the values of one index that a list gives; `atom` is the atom that it makes true.
  interface Driver {
    Term atom();

    void loop(Consumer<Scope> body);
  }

  private record ListDriver(Term atom, Consumer<Consumer<Scope>> run) implements Driver {
    @Override
    public void loop(Consumer<Scope> body) {
      run.accept(body);
    }
  }

  private final KernelBuilder builder;
  private final LowerTerm terms;

  StoredElements(KernelBuilder builder, LowerTerm terms) {
    this.builder = builder;
    this.terms = terms;
  }

  /// A list for `axis` among the atoms: one that holds exactly where a stored row has the index as its last position.
  Optional<Driver> driver(Axis axis, List<Term> atoms, Set<String> later, Scope scope) {
    for (Term atom : atoms) {
      if (!Loops.canBound(atom, later, scope)) continue;
      if (atom instanceof Term.Exists e && listsAlong(e.at(), axis)) {
        builder.note(axis.index() + " walks what " + e.tensor() + " stores");
        return Optional.of(new ListDriver(atom, body -> loop(e, axis, scope, body)));
      }
    }
    return Optional.empty();
  }

  private static boolean listsAlong(List<Term> at, Axis axis) {
    Term last = at.getLast();
    boolean bare = last instanceof Term.IndexOf(String name) && name.equals(axis.index());
    return bare && at.subList(0, at.size() - 1).stream().noneMatch(t -> Terms.mentions(t, axis.index()));
  }

  private void loop(Term.Exists e, Axis axis, Scope scope, Consumer<Scope> body) {
    Declaration d = builder.program.declaration(e.tensor());
    List<Term> leading = e.at().subList(0, e.at().size() - 1);
    List<Expr> lead = leading.stream().map(t -> builder.let(axis.index() + "_row", terms.value(t, scope))).toList();
    switch (d.storage()) {
      case Storage.Csr _ -> {
        Range range = row(d, linear(d, lead, lead.size()), axis.index());
        count(axis.index() + "_at", range.from(), range.to(), p -> {
          Expr column = builder.let(axis.index(), Build.load(Type.I32, StoredBuffers.indices(builder, d), p));
          body.accept(scope.bind(axis, column).locate(e, List.of(p)));
        });
      }
      case Storage.Nm(int n, int m) -> {
        Expr slots = Build.mul(Build.div(builder.extent(axis.extent()), m), n);
        count(axis.index() + "_at", Build.i32(0), slots, p -> {
          Expr column = builder.let(axis.index(), load(Type.I32, StoredBuffers.indices(builder, d), lead, p));
          Scope found = scope.bind(axis, column).locate(e, append(lead, p));
          builder.when(Build.ge(column, Build.i32(0)), () -> body.accept(found));
        });
      }
      case Storage.Blocks(int rows, int columns) -> {
        Expr row = lead.getLast();
        Range range = row(d, blockRow(d, lead, rows), axis.index());
        Expr inner = builder.let(axis.index() + "_in_block", Build.mod(row, rows));
        count(axis.index() + "_block", range.from(), range.to(), b -> {
          Expr block = builder.let(axis.index() + "_column", Build.load(Type.I32, StoredBuffers.indices(builder, d), b));
          count(axis.index() + "_lane", Build.i32(0), Build.i32(columns), c -> {
            Expr column = builder.let(axis.index(), Build.add(Build.mul(block, columns), c));
            Scope found = scope.bind(axis, column).locate(e, List.of(b, inner, c));
            builder.when(Build.lt(column, builder.extent(axis.extent())), () -> body.accept(found));
          });
        });
      }
      case Storage.Dense _ -> throw new CompilerBug("`" + d.name() + "` is dense");
    }
  }

  Expr exists(Term.Exists e, Scope scope) {
    if (scope.located().containsKey(e)) return Build.bool(true);
    return Build.ge(find(e, scope), Build.i64(0));
  }

  /// The value of an element that exists.
  Expr value(Term.Element e, Scope scope) {
    Declaration d = builder.program.declaration(e.tensor());
    Term.Exists key = new Term.Exists(e.tensor(), e.at());
    Type type = KernelBuilder.computeType(d.element());
    List<Expr> known = scope.located().get(key);
    if (known != null) return new Expr.Load(type, StoredBuffers.values(builder, d), known, Optional.empty());
    Expr place = find(key, scope);
    Expr count = StoredBuffers.places(builder, d);
    Expr inside = Build.and(Build.ge(place, Build.i64(0)), Build.lt(place, count));
    List<Expr> at = placeIn(d, e, place, scope);
    return Build.select(inside, new Expr.Load(type, StoredBuffers.values(builder, d), at, Optional.empty()), LowerTerm.zero(type));
  }

  private List<Expr> placeIn(Declaration d, Term.Element e, Expr place, Scope scope) {
    return switch (d.storage()) {
      case Storage.Csr _ -> List.of(place);
      case Storage.Nm _ -> {
        List<Expr> lead = e.at().subList(0, e.at().size() - 1).stream().map(t -> terms.value(t, scope)).toList();
        yield append(lead, Build.convert(Scalar.I32, place));
      }
      case Storage.Blocks(int rows, int columns) -> {
        Expr row = terms.value(e.at().get(e.at().size() - 2), scope);
        Expr column = terms.value(e.at().getLast(), scope);
        yield List.of(place, Build.mod(row, rows), Build.mod(column, columns));
      }
      case Storage.Dense _ -> throw new CompilerBug("`" + d.name() + "` is dense");
    };
  }

  /// Where the element is (`I64`: the stored position, for N:M the slot in its row), negative if it does not exist.
  private Expr find(Term.Exists e, Scope scope) {
    Declaration d = builder.program.declaration(e.tensor());
    List<Expr> at = e.at().stream().map(t -> terms.value(t, scope)).toList();
    return builder.once(d.name(), at, () -> find(d, at));
  }

  private Expr find(Declaration d, List<Expr> wanted) {
    List<Expr> at = wanted.stream().map(x -> builder.let(Identifiers.plain(d.name()) + "_at", x)).toList();
    List<Expr> lead = at.subList(0, at.size() - 1);
    return switch (d.storage()) {
      case Storage.Csr _ -> search(d, row(d, linear(d, lead, lead.size()), d.name()), at.getLast());
      case Storage.Blocks(int rows, int columns) -> search(d, row(d, blockRow(d, lead, rows), d.name()), Build.div(at.getLast(), columns));
      case Storage.Nm(int n, int m) -> {
        Expr first = builder.let("slot", Build.mul(Build.div(at.getLast(), m), n));
        Expr found = Build.i64(-1);
        for (int s = 0; s < n; s++) {
          Expr slot = Build.add(first, s);
          Expr index = load(Type.I32, StoredBuffers.indices(builder, d), lead, slot);
          found = Build.select(Build.eq(index, at.getLast()), Build.convert(Scalar.I64, slot), found);
        }
        yield builder.let("found", found);
      }
      case Storage.Dense _ -> throw new CompilerBug("`" + d.name() + "` is dense");
    };
  }

  /// Binary search among the ascending indices of one row.
  private Expr search(Declaration d, Range range, Expr wanted) {
    String indices = StoredBuffers.indices(builder, d);
    Expr count = builder.stored(d.name());
    Expr.Ref low = builder.variable("low", range.from());
    Expr.Ref high = builder.variable("high", range.to());
    Stmt.Block step = builder.capture(
        () -> {
          Expr middle = builder.let("middle", Build.div(Build.add(low, high), 2));
          Expr before = builder.let("before", Build.lt(guarded(indices, middle, count), wanted));
          builder.assign(low, Build.select(before, Build.add(middle, 1), low));
          builder.assign(high, Build.select(before, high, middle));
        });
    builder.emit(new Stmt.While(Build.lt(low, high), Build.i32(64), step));
    Expr hit = Build.and(Build.lt(low, range.to()), Build.eq(guarded(indices, low, count), wanted));
    return builder.let("found", Build.select(hit, low, Build.i64(-1)));
  }

  private static Expr guarded(String indices, Expr at, Expr count) {
    Expr inside = Build.and(Build.ge(at, Build.i64(0)), Build.lt(at, count));
    return Build.select(inside, Build.load(Type.I32, indices, at), Build.i32(-1));
  }

  private record Range(Expr from, Expr to) {}

  private Range row(Declaration d, Expr row, String name) {
    String offsets = StoredBuffers.offsets(builder, d);
    Expr at = builder.let("row", row);
    Expr from = builder.let(Identifiers.plain(name) + "_from", Build.load(Type.I64, offsets, at));
    return new Range(from, builder.let(Identifiers.plain(name) + "_to", Build.load(Type.I64, offsets, Build.add(at, 1))));
  }

  /// The row-major number of the first `count` positions.
  private Expr linear(Declaration d, List<Expr> at, int count) {
    Expr number = Build.i64(0);
    for (int a = 0; a < count; a++) {
      Expr extent = Build.convert(Scalar.I64, builder.extent(d.extents().get(a)));
      number = Build.add(Build.mul(number, extent), Build.convert(Scalar.I64, at.get(a)));
    }
    return number;
  }

  private Expr blockRow(Declaration d, List<Expr> lead, int rows) {
    int row = lead.size() - 1;
    Expr blocks = Build.convert(Scalar.I64, StoredBuffers.blockRows(builder, d, rows));
    return Build.add(Build.mul(linear(d, lead, row), blocks), Build.convert(Scalar.I64, Build.div(lead.get(row), rows)));
  }

  private void count(String name, Expr from, Expr to, Consumer<Expr> body) {
    builder.count(builder.names.fresh(name), from, to, body);
  }

  private static Expr load(Type type, String buffer, List<Expr> lead, Expr last) {
    return new Expr.Load(type, buffer, append(lead, last), Optional.empty());
  }

  private static List<Expr> append(List<Expr> list, Expr last) {
    List<Expr> all = new ArrayList<>(list);
    all.add(last);
    return all;
  }
}
