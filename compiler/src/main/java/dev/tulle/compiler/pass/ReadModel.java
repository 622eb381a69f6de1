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
import dev.tulle.dsl.model.Existence;
import dev.tulle.dsl.model.Expr;
import dev.tulle.dsl.model.FoldStep;
import dev.tulle.dsl.model.Format;
import dev.tulle.dsl.model.Pattern;
import dev.tulle.dsl.model.Symbol;
import dev.tulle.dsl.model.Tensor;
import dev.tulle.dsl.model.ValueType;
import dev.tulle.dsl.source.Span;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The way from the checked model to Tensor IR. What the language leaves implicit is written down here, once: every reduction gets the existence of its body as a
/// condition, `??` and `defined` become choices and tests, a read that may leave its axis becomes a test of the range, and an output with a `where` gets a second
/// tensor that says which of its elements exist.
public final class ReadModel {
  private final Names names = new Names();
  private final ReadTerms terms = new ReadTerms(names, this::declareConstant);
  private final Map<String, Declaration> declarations = new LinkedHashMap<>();
  private final Set<String> keep;

  private static final String REFERENCE = ": `--device reference` runs it in the interpreter";

  private ReadModel(Set<String> keep) {
    this.keep = keep;
  }

  /// @param keep names of tensors and patterns that are returned although they are no outputs
  public static Program read(CheckedModel model, Set<String> keep) {
    return new ReadModel(keep).program(model);
  }

  /// The name of the pattern that holds which elements of a sparse output exist.
  public static String membersOf(String output) {
    return output + ".members";
  }

  private Program program(CheckedModel model) {
    if (!model.states().isEmpty()) throw notCompiled("state", model.states().getFirst().span());
    if (model.entries().size() > 1) throw new UnsupportedOperationException("a model with several entries is not compiled yet" + REFERENCE);
    model.first().sizes().forEach(s -> names.take(s.name()));
    model.first().inputs().forEach(s -> declare(s, Role.INPUT));
    model.weights().forEach(s -> declare(s, Role.WEIGHT));
    model.first().statements().forEach(s -> declareTargets(s, false));
    List<Step> steps = steps(model.first().statements());
    Map<String, String> parameters = new LinkedHashMap<>();
    model.parameters().forEach(p -> parameters.put(p.name(), text(p.type(), p.value())));
    return new Program(
        model.name(),
        model.doc(),
        parameters,
        model.first().sizes().stream().map(s -> new Program.Size(s.name(), s.given(), s.doc())).toList(),
        model.first().requirements().stream().map(r -> new Program.Requirement(terms.value(r.condition()), r.text())).toList(),
        declarations,
        steps);
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
      case dev.tulle.dsl.model.Statement.Update u -> throw notCompiled("update", u.span());
    }
  }

  private void declareTarget(Symbol target, boolean inLoop) {
    declare(target, !inLoop && isReturned(target) ? Role.OUTPUT : Role.LOCAL);
  }

  private static UnsupportedOperationException notCompiled(String what, Span span) {
    return new UnsupportedOperationException(span.source().name() + ":" + span.line() + ": `" + what + "` is not compiled yet" + REFERENCE);
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
      case dev.tulle.dsl.model.Statement.Update u -> throw notCompiled("update", u.span());
    };
  }

  private List<Step> definition(dev.tulle.dsl.model.Statement.Define d) {
    List<Axis> axes = terms.bind(d.indices());
    Term where = terms.condition(d.where());
    Statement definition = new Statement(d.target().name(), axes, where, terms.value(d.value()), Statement.Stage.RUN);
    boolean returned = declarations.get(d.target().name()).role() == Role.OUTPUT;
    if (!returned || where.equals(Terms.TRUE)) return List.of(definition);
    String members = names.fresh(membersOf(d.target().name()));
    List<Term> extents = axes.stream().map(Axis::extent).toList();
    declarations.put(members, new Declaration(members, Role.OUTPUT, true, ElementType.BOOL, extents, new Storage.Dense(), List.of(), ""));
    List<Axis> own = Terms.renamed(axes, names);
    Term membership = Terms.substitute(Terms.refresh(where, names), Terms.renaming(axes, own));
    return List.of(definition, new Statement(members, own, Terms.TRUE, membership, Statement.Stage.RUN));
  }
}
