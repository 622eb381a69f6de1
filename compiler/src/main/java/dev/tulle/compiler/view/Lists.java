package dev.tulle.compiler.view;

import dev.tulle.compiler.tensor.Arithmetic;
import dev.tulle.compiler.tensor.Axis;
import dev.tulle.compiler.tensor.Declaration;
import dev.tulle.compiler.tensor.Declaration.Role;
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
import dev.tulle.dsl.model.ElementType;
import dev.tulle.dsl.model.Function;
import dev.tulle.dsl.model.ReduceOperator;
import dev.tulle.dsl.model.SelectOperator;
import dev.tulle.dsl.model.ValueType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// The lists of the members of patterns along their last axis: made for those that somebody walks, right behind what they are made from.
final class Lists {
  /// Rows of this length are given room for all: to find out how much they take costs a look of the host.
  private static final long SHORT = 256;

  private final Program program;
  private final Names names;
  private final FindRun runs;
  private final Map<String, Statement> definitions = new HashMap<>();
  /// What the run computes outside of loops.
  private final Set<String> measurable = new HashSet<>();
  private final Map<Source, Made> made = new LinkedHashMap<>();

  Lists(Program program, Names names, FindRun runs) {
    this.program = program;
    this.names = names;
    this.runs = runs;
    program.statements().filter(s -> s.stage() != Stage.COMMIT).forEach(s -> definitions.put(s.target(), s));
    for (Declaration d : program.declarations().values()) if (d.role() == Role.INPUT || d.role() == Role.STATE) measurable.add(d.name());
    for (Step s : program.steps()) if (!(s instanceof Repeat) && s.stage() == Stage.RUN) s.writes().forEach(measurable::add);
  }

  /// What a list is made from: a pattern, and the order of its members where that is not the ascending one.
  private record Source(String pattern, Optional<String> order) {}

  /// The tensors of a list.
  record Key(String list, String count) {}

  /// @param size that has to be measured
  private record Made(Key key, Term capacity, Optional<String> size) {}

  /// The list that gives the values of an index for which a condition holds, if it is membership in a pattern at this index last.
  Optional<View.Listed> of(Term atom, String index, Optional<String> order) {
    if (!(atom instanceof Term.Element e) || !isListable(e)) return Optional.empty();
    List<Term> row = e.at().subList(0, e.at().size() - 1);
    if (!e.at().getLast().equals(new Term.IndexOf(index)) || row.stream().anyMatch(t -> Terms.mentions(t, index) || !Terms.isQuick(t))) {
      return Optional.empty();
    }
    Made list = made.computeIfAbsent(new Source(e.tensor(), order), this::make);
    return Optional.of(new View.Listed(list.key(), row, atom, list.capacity()));
  }

  private boolean isListable(Term.Element e) {
    Declaration d = program.declaration(e.tensor());
    return d.pattern() && d.isDense() && e.checked().isEmpty() && !e.at().isEmpty() && switch (d.role()) {
      case INPUT, WEIGHT, STATE -> true;
      case LOCAL, OUTPUT -> definitions.containsKey(d.name());
      case CONSTANT, NEXT, VALUE -> false;
    };
  }

  private Made make(Source source) {
    String pattern = source.pattern();
    Key key = new Key(names.fresh(pattern + ".list"), names.fresh(pattern + ".count"));
    Term extent = program.declaration(pattern).extents().getLast();
    Optional<Term> bound = bound(pattern);
    OptionalLong length = Arithmetic.constant(extent);
    boolean measures = bound.isEmpty() && measurable.contains(pattern) && source.order().stream().allMatch(measurable::contains)
        && (length.isEmpty() || length.getAsLong() > SHORT);
    if (!measures) return new Made(key, bound.map(b -> FindRun.least(b, extent)).orElse(extent), Optional.empty());
    String size = names.fresh(pattern + ".most");
    return new Made(key, new Term.SizeOf(size), Optional.of(size));
  }

  /// How many members a row of the pattern has at most, if its definition says: a selection of so many.
  private Optional<Term> bound(String pattern) {
    Statement s = definitions.get(pattern);
    if (s == null) return Optional.empty();
    for (Term c : Terms.conjuncts(Terms.and(s.where(), s.value()))) {
      Optional<Term> bound = switch (c) {
        case Term.Selection x when x.operator() != SelectOperator.TOPP && x.group().isEmpty() && x.over().size() == 1 ->
            x.at().getFirst().equals(Terms.index(s.axes().getLast())) && runs.isOverSizes(x.count()) ? Optional.of(natural(x.count()))
                : Optional.empty();
        case Term.Element e -> {
          boolean last = program.declaration(e.tensor()).pattern() && !e.at().isEmpty() && !e.tensor().equals(pattern)
              && e.at().getLast().equals(Terms.index(s.axes().getLast()));
          yield last ? bound(e.tensor()) : Optional.empty();
        }
        case Term.Number _, Term.SizeOf _, Term.IndexOf _, Term.Exists _, Term.Apply _, Term.Cast _ -> Optional.empty();
        case Term.Choose _, Term.Reduce _, Term.RowOperation _, Term.Selection _ -> Optional.empty();
      };
      if (bound.isPresent()) return bound;
    }
    return Optional.empty();
  }

  private static Term natural(Term count) {
    return Arithmetic.constant(count).isPresent() ? Terms.integer(Math.max(0, Arithmetic.constant(count).getAsLong()))
        : Terms.apply(Function.MAX, Terms.integer(0), count);
  }

  /// The program with its lists: declared, measured, and made behind what they are made from.
  Program insert(Map<String, Declaration> declarations, List<Step> steps) {
    Map<String, Declaration> all = new LinkedHashMap<>(declarations);
    List<Program.Size> sizes = new ArrayList<>(program.sizes());
    List<Step> result = steps;
    for (Map.Entry<Source, Made> entry : made.entrySet()) {
      Made list = entry.getValue();
      boolean used = result.stream().anyMatch(s -> s.reads().contains(list.key().count()));
      if (!used) continue;
      list.size().ifPresent(size -> sizes.add(new Program.Size(size, false, "")));
      List<Step> making = making(entry.getKey(), list, result, all);
      Set<String> awaited = new HashSet<>(Set.of(entry.getKey().pattern()));
      entry.getKey().order().ifPresent(awaited::add);
      awaited.removeIf(name -> !definitions.containsKey(name));
      List<Step> next = new ArrayList<>();
      if (awaited.isEmpty()) next.addAll(making);
      next.addAll(behind(result, awaited, making));
      result = next;
    }
    return new Program(program.name(), program.entry(), program.doc(), program.parameters(), sizes, program.requirements(), all, result);
  }

  /// Puts steps behind the last of those that compute what is awaited, in the loop where that is.
  private static List<Step> behind(List<Step> steps, Set<String> awaited, List<Step> making) {
    List<Step> result = new ArrayList<>();
    for (Step step : steps) {
      boolean waits = !awaited.isEmpty();
      Step inner = step instanceof Repeat r ? r.with(behind(r.body(), awaited, making)) : step;
      result.add(inner);
      if (step instanceof Repeat) continue;
      step.writes().forEach(awaited::remove);
      if (waits && awaited.isEmpty()) result.addAll(making);
    }
    return result;
  }

  private List<Step> making(Source source, Made list, List<Step> steps, Map<String, Declaration> declarations) {
    Declaration pattern = program.declaration(source.pattern());
    Stage stage = stage(source);
    List<Term> rows = pattern.extents().subList(0, pattern.extents().size() - 1);
    Term extent = pattern.extents().getLast();
    List<Term> room = new ArrayList<>(rows);
    room.add(list.capacity());
    declarations.put(list.key().list(), Declaration.local(list.key().list(), ElementType.I32, room).withBelow(extent));
    declarations.put(list.key().count(), Declaration.local(list.key().count(), ElementType.I32, rows));
    Optional<Term> condition = condition(source.pattern(), steps);
    List<Step> result = new ArrayList<>();
    if (list.size().isPresent()) {
      result.add(listing(source, list.key(), Optional.empty(), pattern, condition, stage));
      String most = list.size().get();
      declarations.put(most + ".found", Declaration.local(most + ".found", ElementType.I32, List.of()));
      result.add(new Statement(most + ".found", List.of(), Terms.TRUE, most(list.key(), rows), stage));
      result.add(new Measure(most, most + ".found"));
    }
    result.add(listing(source, list.key(), Optional.of(list.key().list()), pattern, condition, stage));
    return result;
  }

  private Stage stage(Source source) {
    boolean atOpen = program.declaration(source.pattern()).role() == Role.WEIGHT
        || definitions.containsKey(source.pattern()) && definitions.get(source.pattern()).stage() == Stage.OPEN;
    boolean ordered = source.order().isEmpty() || definitions.get(source.order().get()).stage() == Stage.OPEN;
    return atOpen && ordered ? Stage.OPEN : Stage.RUN;
  }

  private Term most(Key key, List<Term> rows) {
    List<Axis> over = rows.stream().map(r -> new Axis(names.fresh("row"), r)).toList();
    Term count = new Term.Element(key.count(), ValueType.INT, over.stream().map(Terms::index).toList(), List.of());
    return over.isEmpty() ? count : new Term.Reduce(ReduceOperator.MAX, over, Terms.TRUE, count);
  }

  /// The definition of a pattern that nobody else reads and that is quick to decide: then it need not be stored.
  private Optional<Term> condition(String pattern, List<Step> steps) {
    Optional<Statement> definition = steps.stream().flatMap(Step::statements).filter(s -> s.target().equals(pattern)).findFirst();
    boolean isRead = steps.stream().anyMatch(s -> s.reads().contains(pattern));
    if (definition.isEmpty() || program.declaration(pattern).role() != Role.LOCAL || isRead) return Optional.empty();
    boolean[] quick = {true};
    Terms.walk(definition.get().value(),
        t -> quick[0] &= !(t instanceof Term.Reduce || t instanceof Term.RowOperation || t instanceof Term.Selection));
    if (!quick[0] || Terms.mayFail(definition.get().value()) || !definition.get().where().equals(Terms.TRUE)) return Optional.empty();
    return Optional.of(definition.get().value());
  }

  private Listing listing(Source source, Key key, Optional<String> list, Declaration pattern, Optional<Term> condition, Stage stage) {
    List<Axis> axes = new ArrayList<>();
    List<Axis> defined = definitions.containsKey(source.pattern()) ? definitions.get(source.pattern()).axes() : List.of();
    for (int a = 0; a < pattern.extents().size(); a++) {
      axes.add(new Axis(names.fresh(defined.isEmpty() ? "i" : defined.get(a).index()), pattern.extents().get(a)));
    }
    List<Term> at = axes.stream().map(Terms::index).toList();
    Term member = condition.map(c -> Terms.substitute(Terms.refresh(c, names), Terms.binding(defined, at)))
        .orElseGet(() -> new Term.Element(source.pattern(), ValueType.BOOL, at, List.of()));
    return new Listing(key.count(), list, axes.subList(0, axes.size() - 1), axes.getLast(), source.order(), member, stage);
  }
}
