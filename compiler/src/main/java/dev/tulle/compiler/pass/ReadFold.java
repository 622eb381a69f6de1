package dev.tulle.compiler.pass;

import static dev.tulle.compiler.tensor.Terms.and;

import dev.tulle.compiler.tensor.Axis;
import dev.tulle.compiler.tensor.Fold;
import dev.tulle.compiler.tensor.FoldStep;
import dev.tulle.compiler.tensor.Names;
import dev.tulle.compiler.tensor.Statement;
import dev.tulle.compiler.tensor.Statement.Stage;
import dev.tulle.compiler.tensor.Step;
import dev.tulle.compiler.tensor.Term;
import dev.tulle.compiler.tensor.Terms;
import dev.tulle.dsl.model.Carried;
import dev.tulle.dsl.model.ElementType;
import dev.tulle.dsl.model.RowOperator;
import dev.tulle.dsl.model.Statement.Define;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A `fold` with its order as a tensor of positions: one for all rows if the key does not depend on them, else one for each row, of its members alone.
final class ReadFold {
  private final ReadModel model;
  private final ReadTerms terms;
  private final Names names;

  ReadFold(ReadModel model, ReadTerms terms, Names names) {
    this.model = model;
    this.terms = terms;
    this.names = names;
  }

  List<Step> steps(dev.tulle.dsl.model.Statement.Fold f) {
    List<Step> steps = new ArrayList<>();
    f.carried().stream().filter(c -> c.next().isEmpty()).forEach(c -> steps.add(constant(f, c)));
    List<Axis> rows = terms.bind(f.rows());
    Axis element = terms.bind(List.of(f.element())).getFirst();
    Term where = terms.condition(f.where());
    Optional<Order> order = f.key().map(k -> order(f, rows, element, where, terms.existence(k), terms.value(k)));
    order.ifPresent(o -> steps.add(o.sorted()));
    List<FoldStep> body = f.body().stream().map(this::step).toList();
    List<Fold.Carried> carried = f.carried().stream().filter(c -> c.next().isPresent()).map(this::carried).toList();
    Term left = order.isPresent() && order.get().ofMembers() ? Terms.TRUE : where;
    if (!carried.isEmpty()) steps.add(new Fold(rows, element, order.map(o -> o.sorted().target()), left, carried, body, Stage.RUN));
    return steps;
  }

  /// @param ofMembers whether each row has its own, without those that are no members
  private record Order(Statement sorted, boolean ofMembers) {}

  private Order order(dev.tulle.dsl.model.Statement.Fold f, List<Axis> rows, Axis element, Term where, Term exists, Term key) {
    boolean ofMembers = Terms.mayFail(key)
        || rows.stream().anyMatch(r -> Terms.mentions(key, r.index()) || Terms.mentions(exists, r.index()));
    List<Axis> around = ofMembers ? Terms.renamed(rows, names) : List.of();
    Axis over = Terms.renamed(List.of(element), names).getFirst();
    Map<String, Term> renaming = new HashMap<>(Terms.renaming(List.of(element), List.of(over)));
    if (ofMembers) renaming.putAll(Terms.renaming(rows, around));
    Term members = ofMembers ? and(where, exists) : exists;
    List<Axis> axes = new ArrayList<>(around);
    axes.add(new Axis(names.fresh("place"), element.extent()));
    Term sorted = new Term.RowOperation(RowOperator.ARGSORT, List.of(over), List.of(Terms.index(axes.getLast())),
        renamed(members, renaming),
        renamed(key, renaming));
    String name = model.local(f.carried().getFirst().tensor().name() + ".order", ElementType.I32, axes.stream().map(Axis::extent).toList());
    return new Order(new Statement(name, axes, Terms.TRUE, sorted, Stage.RUN), ofMembers);
  }

  private Term renamed(Term term, Map<String, Term> renaming) {
    return Terms.substitute(Terms.refresh(term, names), renaming);
  }

  /// What never changes is a plain tensor over the rows.
  private Statement constant(dev.tulle.dsl.model.Statement.Fold f, Carried c) {
    List<Axis> axes = new ArrayList<>(terms.bind(f.rows()));
    axes.addAll(terms.bind(c.indices()));
    return new Statement(c.tensor().name(), axes, Terms.TRUE, terms.value(c.initial()), Stage.RUN);
  }

  private FoldStep step(dev.tulle.dsl.model.FoldStep step) {
    return switch (step) {
      case Define d -> {
        List<Axis> axes = terms.bind(d.indices());
        yield new FoldStep.Let(d.target().name(), axes, terms.value(d.value()));
      }
      case dev.tulle.dsl.model.FoldStep.Skip s -> new FoldStep.Skip(terms.value(s.condition()));
      case dev.tulle.dsl.model.FoldStep.Stop s -> new FoldStep.Stop(terms.value(s.condition()));
    };
  }

  private Fold.Carried carried(Carried c) {
    List<Axis> axes = terms.bind(c.indices());
    Term first = terms.value(c.initial());
    List<Axis> own = terms.bind(c.next().orElseThrow().indices());
    Fold.Next next = new Fold.Next(own, terms.condition(c.next().get().where()), terms.value(c.next().get().value()));
    Optional<String> room = Fold.fitsRegisters(axes) ? Optional.empty()
        : Optional.of(model.local(c.tensor().name() + ".next", c.tensor().element(), terms.values(c.tensor().axes())));
    return new Fold.Carried(c.tensor().name(), axes, first, next, room);
  }
}
