package dev.tulle.compiler.pass;

import dev.tulle.compiler.tensor.Axis;
import dev.tulle.compiler.tensor.Declaration;
import dev.tulle.compiler.tensor.Declaration.Role;
import dev.tulle.compiler.tensor.Declaration.Storage;
import dev.tulle.compiler.tensor.Names;
import dev.tulle.compiler.tensor.Program;
import dev.tulle.compiler.tensor.Statement;
import dev.tulle.compiler.tensor.Step;
import dev.tulle.compiler.tensor.Term;
import dev.tulle.compiler.tensor.Terms;
import dev.tulle.dsl.model.CheckedModel;
import dev.tulle.dsl.model.ElementType;
import dev.tulle.dsl.model.Entry;
import dev.tulle.dsl.model.Existence;
import dev.tulle.dsl.model.Expr;
import dev.tulle.dsl.model.FoldStep;
import dev.tulle.dsl.model.Format;
import dev.tulle.dsl.model.Pattern;
import dev.tulle.dsl.model.Size;
import dev.tulle.dsl.model.State;
import dev.tulle.dsl.model.Symbol;
import dev.tulle.dsl.model.Tensor;
import dev.tulle.dsl.model.ValueType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// The way from the checked model to Tensor IR. What the language leaves implicit is written down here, once: every reduction gets the existence of its body as a
/// condition, `??` and `defined` become choices and tests, a read that may leave its axis becomes a test of the range, and an output with a `where` gets a second
/// tensor that says which of its elements exist.
public final class ReadModel {
  private final Names names = new Names();
  private final ReadTerms terms = new ReadTerms(names, this::declareConstant);
  private final Map<String, Declaration> declarations = new LinkedHashMap<>();
  private final Set<String> keep;

  private ReadModel(Set<String> keep) {
    this.keep = keep;
  }

  /// One of the programs of a model.
  ///
  /// @param keep names of tensors and patterns that are returned although they are no outputs
  public static Program read(CheckedModel model, Entry entry, Set<String> keep) {
    return new ReadModel(keep).program(model, entry);
  }

  /// What gives the states their first values.
  public static Program initial(CheckedModel model) {
    return new ReadModel(Set.of()).first(model);
  }

  /// What says which elements of sparse states exist, from weights and state patterns: a pattern for each. Empty if there are no such states.
  public static Optional<Program> existence(CheckedModel model) {
    return model.states().stream().anyMatch(ReadUpdates::follows) ? Optional.of(new ReadModel(Set.of()).exists(model)) : Optional.empty();
  }

  /// The name of what takes the place of a state after a run.
  public static String nextOf(String state) {
    return state + ".next";
  }

  /// The name of the pattern that says anew which elements of a sparse state exist.
  public static String existenceOf(String state) {
    return state + ".where";
  }

  /// The name of the pattern that holds which elements of a sparse output exist.
  public static String membersOf(String output) {
    return output + ".members";
  }

  private Program program(CheckedModel model, Entry entry) {
    entry.sizes().forEach(s -> names.take(s.name()));
    entry.inputs().forEach(s -> declare(s, Role.INPUT));
    model.weights().forEach(s -> declare(s, Role.WEIGHT));
    for (State state : model.states()) {
      declare(state.symbol(), Role.STATE);
      if (ReadUpdates.follows(state)) declareMembers(state.symbol(), Role.STATE);
    }
    entry.statements().forEach(s -> declareTargets(s, false));
    List<Step> steps = new ArrayList<>(steps(entry.statements()));
    steps.addAll(new ReadUpdates(this, terms, names).steps(model.states(), entry));
    List<Program.Requirement> requirements = entry.requirements()
        .stream()
        .map(r -> new Program.Requirement(terms.value(r.condition()), r.text()))
        .toList();
    return new Program(model.name(), entry.name(), entry.name().isEmpty() ? model.doc() : entry.doc(), parameters(model),
        entry.sizes().stream().map(ReadModel::size).toList(), requirements, declarations, steps);
  }

  private Program first(CheckedModel model) {
    model.entries().forEach(e -> e.sizes().forEach(s -> names.take(s.name())));
    model.weights().forEach(s -> declare(s, Role.WEIGHT));
    model.states().forEach(s -> declare(s.symbol(), Role.NEXT));
    List<Step> steps = new ArrayList<>();
    for (State state : model.states()) {
      Expr where = state.symbol() instanceof Tensor t && t.existence() instanceof Existence.Where w ? w.condition() : Expr.truth();
      List<Axis> axes = terms.bind(state.indices());
      boolean pattern = state.symbol() instanceof Pattern;
      Term value = pattern ? terms.condition(state.initial()) : terms.value(state.initial());
      steps.addAll(definition(state.symbol(), axes, terms.condition(where), value));
    }
    return beside(model, "", steps);
  }

  private Program exists(CheckedModel model) {
    model.entries().forEach(e -> e.sizes().forEach(s -> names.take(s.name())));
    model.weights().forEach(s -> declare(s, Role.WEIGHT));
    List<Step> steps = new ArrayList<>();
    for (State state : model.states()) {
      declare(state.symbol(), Role.STATE);
      if (!(state.symbol() instanceof Tensor t && t.existence() instanceof Existence.Where w)) continue;
      declareMembers(t, Role.STATE);
      String name = existenceOf(t.name());
      names.take(name);
      declarations.put(name,
          new Declaration(name, Role.OUTPUT, true, ElementType.BOOL, terms.values(t.axes()), new Storage.Dense(), List.of(), ""));
      steps.add(new Statement(name, terms.bind(state.indices()), Terms.TRUE, terms.condition(w.condition()), Statement.Stage.RUN));
    }
    // No entry can have this name, so what it keeps at open cannot be taken for that of one.
    return beside(model, ".existence", steps);
  }

  /// A program that is run beside those that the model has.
  private Program beside(CheckedModel model, String name, List<Step> steps) {
    Set<String> mentioned = mentioned(steps);
    Map<String, Program.Size> sizes = new LinkedHashMap<>();
    for (Entry entry : model.entries()) {
      for (Size s : entry.sizes()) if (mentioned.contains(s.name())) sizes.putIfAbsent(s.name(), size(s));
    }
    return new Program(model.name(), name, model.doc(), parameters(model), List.copyOf(sizes.values()), List.of(), declarations, steps);
  }

  private Set<String> mentioned(List<Step> steps) {
    Set<String> sizes = new HashSet<>();
    Stream<Term> extents = declarations.values().stream().flatMap(d -> d.extents().stream());
    Stream.concat(extents, steps.stream().flatMap(Step::terms)).forEach(term -> Terms.walk(term, t -> {
      if (t instanceof Term.SizeOf(String name)) sizes.add(name);
      List<Axis> over = switch (t) {
        case Term.Reduce r -> r.over();
        case Term.RowOperation r -> r.over();
        case Term.Selection r -> r.over();
        case Term.Number _, Term.SizeOf _, Term.IndexOf _, Term.Element _, Term.Exists _, Term.Apply _, Term.Cast _, Term.Choose _ -> List.of();
      };
      over.forEach(a -> Terms.walk(a.extent(), e -> {
        if (e instanceof Term.SizeOf(String name)) sizes.add(name);
      }));
    }));
    return sizes;
  }

  private static Program.Size size(Size s) {
    return new Program.Size(s.name(), s.given(), s.doc());
  }

  private static Map<String, String> parameters(CheckedModel model) {
    Map<String, String> parameters = new LinkedHashMap<>();
    model.parameters().forEach(p -> parameters.put(p.name(), text(p.type(), p.value())));
    return parameters;
  }

  private static String text(ValueType type, double value) {
    return switch (type) {
      case FLOAT -> Float.toString((float) value);
      case INT -> Long.toString((long) value);
      case BOOL -> value == 0 ? "false" : "true";
    };
  }

  /// What a loop computes in its rounds is nothing to return.
  private void declareTargets(dev.tulle.dsl.model.Statement statement, boolean inLoop) {
    switch (statement) {
      case dev.tulle.dsl.model.Statement.Define d -> declareTarget(d.target(), inLoop);
      case dev.tulle.dsl.model.Statement.DefinePattern p -> declareTarget(p.target(), inLoop);
      case dev.tulle.dsl.model.Statement.Repeat r -> {
        r.carried().forEach(c -> declareTarget(c.tensor(), inLoop));
        r.body().forEach(s -> declareTargets(s, true));
      }
      case dev.tulle.dsl.model.Statement.Fold f -> {
        f.carried().forEach(c -> declareTarget(c.tensor(), inLoop));
        for (FoldStep step : f.body()) if (step instanceof dev.tulle.dsl.model.Statement.Define d) declare(d.target(), Role.VALUE);
      }
      case dev.tulle.dsl.model.Statement.Update _ -> {}
    }
  }

  private void declareTarget(Symbol target, boolean inLoop) {
    declare(target, !inLoop && isReturned(target) ? Role.OUTPUT : Role.LOCAL);
  }

  private boolean isReturned(Symbol target) {
    return target instanceof Tensor t && t.role() == Tensor.Role.OUTPUT || keep.contains(target.name());
  }

  /// A constant array is declared at its first use.
  private void declareConstant(Tensor tensor) {
    if (tensor.role() == Tensor.Role.CONST && !declarations.containsKey(tensor.name())) declare(tensor, Role.CONSTANT);
  }

  /// A tensor that the program has for itself, every element of it.
  String local(String wanted, ElementType element, List<Term> extents) {
    String name = names.fresh(wanted);
    declarations.put(name, new Declaration(name, Role.LOCAL, false, element, extents, new Storage.Dense(), List.of(), ""));
    return name;
  }

  /// The pattern that says which elements of a tensor exist.
  private String declareMembers(Symbol target, Role role) {
    String members = names.fresh(membersOf(target.name()));
    declarations.put(members,
        new Declaration(members, role, true, ElementType.BOOL, terms.values(target.axes()), new Storage.Dense(), List.of(), ""));
    return members;
  }

  /// A tensor like a state, for its next value.
  String next(String state) {
    String name = nextOf(state);
    names.take(name);
    Declaration d = declarations.get(state);
    declarations.put(name, new Declaration(name, Role.NEXT, d.pattern(), d.element(), d.extents(), d.storage(), List.of(), ""));
    return name;
  }

  private void declare(Symbol symbol, Role role) {
    names.take(symbol.name());
    ElementType element = switch (symbol) {
      case Tensor t -> t.element();
      case Pattern _ -> ElementType.BOOL;
    };
    boolean stored = symbol instanceof Tensor t && t.existence() instanceof Existence.Stored;
    List<Double> values = symbol instanceof Tensor t ? t.values().stream().map(v -> ((Expr.Literal) v).value()).toList() : List.of();
    List<Term> extents = terms.values(symbol.axes());
    Storage storage = stored ? storage(symbol.format().orElseThrow()) : new Storage.Dense();
    declarations.put(symbol.name(),
        new Declaration(symbol.name(), role, symbol instanceof Pattern, element, extents, storage, values, symbol.doc()));
  }

  private static Storage storage(Format format) {
    return switch (format) {
      case Format.Csr _, Format.Csc _, Format.Bitmap _ -> new Storage.Csr();
      case Format.Nm(int n, int m) -> new Storage.Nm(n, m);
      case Format.Blocks(int rows, int columns) -> new Storage.Blocks(rows, columns);
    };
  }

  List<Step> steps(List<dev.tulle.dsl.model.Statement> statements) {
    return statements.stream().flatMap(s -> steps(s).stream()).toList();
  }

  private List<Step> steps(dev.tulle.dsl.model.Statement statement) {
    return switch (statement) {
      case dev.tulle.dsl.model.Statement.Define d -> definition(d);
      case dev.tulle.dsl.model.Statement.DefinePattern p -> {
        List<Axis> axes = terms.bind(p.indices());
        yield List.of(new Statement(p.target().name(), axes, Terms.TRUE, terms.condition(p.condition()), Statement.Stage.RUN));
      }
      case dev.tulle.dsl.model.Statement.Repeat r -> new ReadRepeat(this, terms, names).steps(r);
      case dev.tulle.dsl.model.Statement.Fold f -> new ReadFold(this, terms, names).steps(f);
      // All of them take effect together: see ReadUpdates.
      case dev.tulle.dsl.model.Statement.Update _ -> List.of();
    };
  }

  private List<Step> definition(dev.tulle.dsl.model.Statement.Define d) {
    List<Axis> axes = terms.bind(d.indices());
    return definition(d.target(), axes, terms.condition(d.where()), terms.value(d.value()));
  }

  private List<Step> definition(Symbol target, List<Axis> axes, Term where, Term value) {
    Statement definition = new Statement(target.name(), axes, where, value, Statement.Stage.RUN);
    Role role = declarations.get(target.name()).role();
    if (role == Role.LOCAL || where.equals(Terms.TRUE)) return List.of(definition);
    String members = declareMembers(target, role);
    List<Axis> own = Terms.renamed(axes, names);
    Term membership = Terms.substitute(Terms.refresh(where, names), Terms.renaming(axes, own));
    return List.of(definition, new Statement(members, own, Terms.TRUE, membership, Statement.Stage.RUN));
  }
}
