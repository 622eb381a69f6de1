package dev.tulle.compiler.lower;

import dev.tulle.compiler.analysis.Interval;
import dev.tulle.compiler.tensor.Axis;
import dev.tulle.compiler.tensor.Declaration;
import dev.tulle.compiler.tensor.Listing;
import dev.tulle.compiler.tensor.TensorPrinter;
import dev.tulle.compiler.tensor.Term;
import dev.tulle.compiler.tensor.Terms;
import dev.tulle.kernel.ir.Buffer.Access;
import dev.tulle.kernel.ir.Build;
import dev.tulle.kernel.ir.Expr;
import dev.tulle.kernel.ir.Kernel;
import dev.tulle.kernel.ir.Stmt;
import dev.tulle.kernel.ir.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// The members of each row as a list. A group walks the elements of one row; or, where an element says in which rows it is rather than the other way round, each element once for
/// all rows along the last axis: the tiles that a shape covers, say.
final class LowerListing {
  private final KernelBuilder builder;
  private final LowerTerm terms;
  private final Listing listing;
  private final Grid grid;

  LowerListing(KernelBuilder builder, Listing listing) {
    this.builder = builder;
    this.terms = new LowerTerm(builder);
    this.listing = listing;
    this.grid = new Grid(builder);
  }

  Kernel lower(String name) {
    List<Axis> rows = listing.rows();
    boolean across = elementsSayRows();
    Scope scope = Scope.empty();
    for (Axis axis : across ? rows.subList(0, rows.size() - 1) : rows) scope = grid.each(axis, scope);
    if (across) across(rows.getLast(), scope);
    else row(scope);
    return builder.finish(name, List.of(TensorPrinter.print(listing)), grid.axes(), Map.of());
  }

  /// Whether a condition bounds the last row axis by what belongs to the element, and none bounds the element.
  private boolean elementsSayRows() {
    if (listing.rows().isEmpty()) return false;
    String row = listing.rows().getLast().index();
    String element = listing.element().index();
    List<Term> atoms = Terms.conjuncts(listing.where());
    return atoms.stream().noneMatch(a -> Terms.mentions(a, element) && drives(a, element))
        && atoms.stream().anyMatch(a -> Terms.mentions(a, element) && drives(a, row));
  }

  private static boolean drives(Term atom, String index) {
    return atom instanceof Term.Exists || Interval.of(atom, index).isPresent();
  }

  private void row(Scope scope) {
    Expr.Ref found = builder.variable("found", Build.i32(0));
    elements(Terms.conjuncts(listing.where()), scope, here -> {
      append(here, found);
      builder.assign(found, Build.add(found, 1));
    });
    store(listing.count(), rows(scope), found);
  }

  private void across(Axis last, Scope scope) {
    builder.note(last.index() + " runs inside of " + listing.element().index() + ", which says where it begins and ends");
    Declaration count = builder.program.declaration(listing.count());
    terms.loops().nest(List.of(last), List.of(), scope, Optional.empty(), here -> store(listing.count(), rows(here), Build.i32(0)));
    List<Term> ofElement = new ArrayList<>();
    List<Term> ofBoth = new ArrayList<>();
    for (Term atom : Terms.conjuncts(listing.where())) (Terms.mentions(atom, last.index()) ? ofBoth : ofElement).add(atom);
    Axis again = new Axis(last.index(), last.extent());
    elements(ofElement, scope, element -> terms.loops().nest(List.of(again), ofBoth, element, Optional.empty(), here -> {
      Expr found = builder.let("found", new Expr.Load(Type.I32, builder.dense(count, Access.READ), rows(here), Optional.empty()));
      append(here, found);
      store(listing.count(), rows(here), Build.add(found, 1));
    }));
  }

  private void elements(List<Term> atoms, Scope scope, Consumer<Scope> body) {
    Axis element = listing.element();
    if (listing.order().isEmpty()) {
      terms.loops().nest(List.of(element), atoms, scope, Optional.empty(), body);
      return;
    }
    Declaration order = builder.program.declaration(listing.order().get());
    builder.note(element.index() + " comes in the order of " + order.name());
    builder.count(builder.names.fresh("place"), Build.i32(0), builder.extent(order.extents().getFirst()), place -> {
      Expr index = builder.let(element.index(),
          new Expr.Load(Type.I32, builder.dense(order, Access.READ), List.of(place), Optional.empty()));
      Expr member = Build.and(Build.ge(index, Build.i32(0)), Build.lt(index, builder.extent(element.extent())));
      builder.when(member, () -> terms.loops().nest(List.of(), atoms, scope.bind(element, index), Optional.empty(), body));
    });
  }

  /// Puts the element at hand at a place of its row, if there is room.
  private void append(Scope scope, Expr place) {
    if (listing.list().isEmpty()) return;
    String list = listing.list().get();
    Expr room = builder.extent(builder.program.declaration(list).extents().getLast());
    List<Expr> at = new ArrayList<>(rows(scope));
    at.add(place);
    builder.when(Build.and(Build.ge(place, Build.i32(0)), Build.lt(place, room)),
        () -> store(list, at, scope.index(listing.element().index())));
  }

  private void store(String tensor, List<Expr> at, Expr value) {
    builder.emit(new Stmt.Store(builder.dense(builder.program.declaration(tensor), Access.WRITE), at, value, Optional.empty()));
  }

  private List<Expr> rows(Scope scope) {
    return listing.rows().stream().map(r -> scope.index(r.index())).toList();
  }
}
