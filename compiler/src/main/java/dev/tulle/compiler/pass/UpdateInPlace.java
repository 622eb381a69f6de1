package dev.tulle.compiler.pass;

import static dev.tulle.compiler.tensor.Terms.and;

import dev.tulle.compiler.tensor.Axis;
import dev.tulle.compiler.tensor.Declaration;
import dev.tulle.compiler.tensor.Declaration.Role;
import dev.tulle.compiler.tensor.Either;
import dev.tulle.compiler.tensor.Fold;
import dev.tulle.compiler.tensor.Listing;
import dev.tulle.compiler.tensor.Measure;
import dev.tulle.compiler.tensor.Names;
import dev.tulle.compiler.tensor.Program;
import dev.tulle.compiler.tensor.Repeat;
import dev.tulle.compiler.tensor.Statement;
import dev.tulle.compiler.tensor.Statement.Stage;
import dev.tulle.compiler.tensor.Step;
import dev.tulle.compiler.tensor.Term;
import dev.tulle.compiler.tensor.Terms;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Writes only the elements that change, where the others need not be copied:
///
///     repeat t: 9 carrying z = z.next { z.next[i] = if i == t then f else z[i] }      →      repeat t: 9 carrying z = z { z[i] where i == t = f }
///     k.next[j] = if j == at then f else k[j]                                        →      k.change[j] where j == at = f;  commit k[j] where j == at = k.change[j]
///
/// Does not fire where somebody else reads the next value, nor where `f` or the condition reads other old elements of the same tensor, or the condition what is written in place before. A state is
/// written when all else has been done without error. Must run after inlining, which could bring such reads.
final class UpdateInPlace implements Pass {
  @Override
  public Program run(Program program) {
    Map<String, Declaration> declarations = new LinkedHashMap<>(program.declarations());
    List<Step> steps = states(program, loops(program.steps(), declarations), declarations);
    return steps.equals(program.steps()) ? program : program.with(declarations, steps);
  }

  /// The elements that get a new value.
  private record Change(Term where, Term value) {
    static Optional<Change> of(Statement next, String tensor) {
      Term old = new Term.Element(tensor, next.value().type(), next.axes().stream().map(Terms::index).toList(), List.of());
      Term where = Terms.TRUE;
      Term value = next.value();
      while (value instanceof Term.Choose(Term condition, Term then, Term otherwise)) {
        if (otherwise.equals(old)) {
          where = and(where, condition);
          value = then;
        } else if (then.equals(old)) {
          where = and(where, Terms.not(condition));
          value = otherwise;
        } else {
          break;
        }
      }
      boolean some = next.where().equals(Terms.TRUE) && !where.equals(Terms.TRUE);
      return some && readsOwn(where, old) && readsOwn(value, old) ? Optional.of(new Change(where, value)) : Optional.empty();
    }

    private static boolean readsOwn(Term term, Term old) {
      boolean[] own = {true};
      String tensor = ((Term.Element) old).tensor();
      Terms.walk(term, t -> own[0] &= !(t instanceof Term.Element e && e.tensor().equals(tensor)) || t.equals(old));
      return own[0];
    }

    boolean reads(Set<String> tensors) {
      return Terms.reads(where).stream().anyMatch(tensors::contains) || Terms.reads(value).stream().anyMatch(tensors::contains);
    }
  }

  private static List<Step> loops(List<Step> steps, Map<String, Declaration> declarations) {
    return steps.stream().map(s -> s instanceof Repeat r ? loop(r, declarations) : s).toList();
  }

  private static Repeat loop(Repeat r, Map<String, Declaration> declarations) {
    List<Step> body = new ArrayList<>(loops(r.body(), declarations));
    List<Repeat.Carried> carried = new ArrayList<>();
    List<Step> inPlace = new ArrayList<>();
    Set<String> written = new HashSet<>();
    Optional<Statement> stop = r.until().flatMap(u -> definition(body, u));
    for (Repeat.Carried c : r.carried()) {
      Optional<Statement> next = definition(body, c.next());
      Optional<Change> change = next.filter(_ -> !isRead(body, c.next()) && !r.until().equals(Optional.of(c.next())))
          .flatMap(s -> Change.of(s, c.tensor()))
          .filter(x -> !x.reads(written) && stop.stream().noneMatch(s -> s.reads().contains(c.tensor())));
      if (change.isEmpty()) {
        carried.add(c);
        continue;
      }
      body.remove(next.get());
      inPlace.add(new Statement(c.tensor(), next.get().axes(), change.get().where(), change.get().value(), r.stage()));
      written.add(c.tensor());
      declarations.remove(c.next());
      carried.add(new Repeat.Carried(c.tensor(), c.tensor()));
    }
    // The round that is the last does nothing once it has said so.
    stop.ifPresent(body::remove);
    body.addAll(inPlace);
    stop.ifPresent(body::add);
    return new Repeat(r.counter(), r.count(), carried, body, r.until(), r.stage());
  }

  private static List<Step> states(Program program, List<Step> steps, Map<String, Declaration> declarations) {
    Names names = Names.of(program);
    Set<String> updated = new HashSet<>();
    for (Declaration d : program.all(Role.STATE)) if (declarations.containsKey(ReadModel.nextOf(d.name()))) updated.add(d.name());
    List<Step> result = new ArrayList<>();
    List<Step> commits = new ArrayList<>();
    Set<String> committed = new HashSet<>();
    for (Step step : steps) {
      Optional<String> state = updated.stream()
          .filter(u -> step instanceof Statement s && s.target().equals(ReadModel.nextOf(u)))
          .findFirst();
      boolean plain = state.isPresent() && !declarations.containsKey(ReadModel.membersOf(state.get()))
          && !isRead(steps, ReadModel.nextOf(state.get()));
      Optional<Change> change = plain ? Change.of((Statement) step, state.get()) : Optional.empty();
      if (change.isEmpty() || !Terms.isQuick(change.get().where())
          || Terms.reads(change.get().where()).stream().anyMatch(committed::contains)) {
        result.add(step);
        continue;
      }
      Statement next = (Statement) step;
      Declaration d = declarations.remove(next.target());
      String name = names.fresh(state.get() + ".change");
      declarations.put(name, new Declaration(name, Role.LOCAL, d.pattern(), d.element(), d.extents(), d.storage(), List.of(), ""));
      result.add(new Statement(name, next.axes(), change.get().where(), change.get().value(), Stage.RUN));
      List<Axis> own = Terms.renamed(next.axes(), names);
      Term where = Terms.substitute(change.get().where(), Terms.renaming(next.axes(), own));
      Term value = new Term.Element(name, next.value().type(), own.stream().map(Terms::index).toList(), List.of());
      committed.add(state.get());
      commits.add(new Statement(state.get(), own, where, value, Stage.COMMIT));
    }
    result.addAll(commits);
    return result;
  }

  private static Optional<Statement> definition(List<Step> steps, String tensor) {
    return steps.stream()
        .flatMap(
            s -> s instanceof Statement t && t.target().equals(tensor) ? Optional.of(t).stream() : Optional.<Statement> empty().stream())
        .findFirst();
  }

  private static boolean isRead(List<Step> steps, String tensor) {
    return steps.stream().anyMatch(s -> switch (s) {
      case Statement _, Fold _, Listing _, Measure _, Either _ -> s.reads().contains(tensor);
      case Repeat r -> isRead(r.body(), tensor) || r.until().equals(Optional.of(tensor))
          || r.carried().stream().anyMatch(c -> c.next().equals(tensor));
    });
  }
}
