package dev.tulle.dsl.check;

import dev.tulle.dsl.Front;
import dev.tulle.dsl.diagnostic.Diagnostic;
import dev.tulle.dsl.diagnostic.DiagnosticCode;
import dev.tulle.dsl.model.CheckedModel;
import dev.tulle.dsl.model.Entry;
import dev.tulle.dsl.model.Expr;
import dev.tulle.dsl.model.Parameter;
import dev.tulle.dsl.model.Symbol;
import dev.tulle.dsl.model.ValueType;
import dev.tulle.dsl.source.Source;
import dev.tulle.dsl.source.Span;
import dev.tulle.dsl.syntax.Declaration;
import dev.tulle.dsl.syntax.Identifier;
import dev.tulle.dsl.syntax.Parser;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// A whole file: its imports and layers, then the model that was asked for. Without a name it is the last one, and the others are checked too,
/// for their reports.
public final class CheckFile {
  /// Names of one or two letters are all alike.
  private static final int SHORTEST_SLIP = 3;

  private final Problems problems = new Problems();
  private final Map<String, Declaration.Layer> layers = new LinkedHashMap<>();
  private final Front.Options options;

  private CheckFile(Front.Options options) {
    this.options = options;
  }

  public static Front.Result check(Source source, Front.Options options) {
    Parser.Result parsed = Parser.parse(source);
    CheckFile check = new CheckFile(options);
    List<String> names = new ArrayList<>();
    Optional<CheckedModel> model = check.models(source, parsed, names);
    List<Diagnostic> all = new ArrayList<>(parsed.diagnostics());
    all.addAll(check.problems.list());
    boolean sound = all.stream().noneMatch(Diagnostic::isError);
    return new Front.Result(sound ? model : Optional.empty(), names, all);
  }

  private Optional<CheckedModel> models(Source source, Parser.Result parsed, List<String> names) {
    Set<String> imported = new HashSet<>();
    List<Declaration.Model> models = new ArrayList<>();
    for (Declaration d : parsed.file().declarations()) {
      switch (d) {
        case Declaration.Import i -> read(i, imported);
        case Declaration.Layer l -> layer(l);
        case Declaration.Model m -> {
          if (names.contains(m.name().text()))
            problems.add(DiagnosticCode.T0102, m.name().span(), "model `" + m.name().text() + "` is given twice");
          names.add(m.name().text());
          models.add(m);
        }
        case Declaration.Broken _ -> {}
      }
    }
    Span start = new Span(source, 0, 0);
    Optional<String> wanted = options.model();
    if (wanted.isPresent() && !names.contains(wanted.get())) {
      problems.add(DiagnosticCode.T0801, start, "there is no model `" + wanted.get() + "` in this file", "",
          Suggest.help(wanted.get(), names));
    }
    Optional<CheckedModel> result = Optional.empty();
    for (Declaration.Model m : models) {
      boolean chosen = wanted.map(m.name().text()::equals).orElse(m == models.getLast());
      if (wanted.isPresent() && !chosen) continue;
      CheckedModel checked = model(m, chosen);
      if (chosen) result = Optional.of(checked);
    }
    return result;
  }

  private void layer(Declaration.Layer l) {
    if (Functions.named(l.name().text()).isPresent()) {
      problems.add(DiagnosticCode.T0102, l.name().span(), "`" + l.name().text() + "` is a function of the language", "",
          "choose another name");
      return;
    }
    if (layers.putIfAbsent(l.name().text(), l) != null)
      problems.add(DiagnosticCode.T0102, l.name().span(), "layer `" + l.name().text() + "` is given twice");
  }

  private void read(Declaration.Import i, Set<String> imported) {
    String path = i.path().stream().map(Identifier::text).collect(Collectors.joining("."));
    if (!imported.add(path)) return;
    Optional<Source> source = StandardLibrary.find(path);
    if (source.isEmpty()) {
      problems.add(DiagnosticCode.T0701, i.span(), "there is nothing to import as `" + path + "`", "",
          Suggest.help(path, StandardLibrary.NAMES));
      return;
    }
    Parser.Result parsed = Parser.parse(source.get());
    for (Declaration d : parsed.file().declarations()) {
      if (d instanceof Declaration.Import inner) read(inner, imported);
      if (d instanceof Declaration.Layer l) layer(l);
    }
  }

  private CheckedModel model(Declaration.Model m, boolean chosen) {
    Declarations declarations = new Declarations(layers);
    if (chosen) declarations.formats.putAll(options.formats());
    Scope scope = new Scope("", List.of(), true);
    CheckExpression expressions = new CheckExpression(problems, scope, declarations);
    List<Parameter> parameters = parameters(m, chosen, scope, expressions);
    CheckItems items = new CheckItems(problems, scope, declarations, expressions);
    m.items().forEach(items::item);
    if (chosen) weightsExist(m, declarations);
    if (!problems.hasErrors()) warnOfSizes(declarations);
    Entry only = new Entry(
        "", m.doc(), List.copyOf(declarations.sizes.values()), declarations.requirements, declarations.inputs, declarations.statements);
    return new CheckedModel(m.name().text(), m.doc(), parameters, declarations.weights, List.of(), List.of(only));
  }

  private List<Parameter> parameters(Declaration.Model m, boolean chosen, Scope scope, CheckExpression expressions) {
    List<Parameter> parameters = new ArrayList<>();
    List<String> names = m.parameters().stream().map(p -> p.name().text()).toList();
    for (Declaration.Parameter p : m.parameters()) {
      try {
        Expr value = expressions.check(p.value(), Place.outermost(new Declarations(layers).knowledge()));
        if (!(value instanceof Expr.Literal l)) {
          problems.add(DiagnosticCode.T0303, p.value().span(), "the default of a parameter is known at compile time", "this is not", "");
          throw new Unresolved();
        }
        Expr.Literal given = chosen && options.parameters().containsKey(p.name().text()) ? replaced(p, l) : l;
        scope.put(p.name().text(), new Thing.Value(given));
        parameters.add(new Parameter(p.name().text(), given.type(), given.value()));
      } catch (Unresolved _) {
        scope.put(p.name().text(), new Thing.Broken());
      }
    }
    if (!chosen) return parameters;
    for (String name : options.parameters().keySet()) {
      if (!names.contains(name)) problems.add(DiagnosticCode.T0801, m.name().span(),
          "model `" + m.name().text() + "` has no parameter `" + name + "`", "", Suggest.help(name, names));
    }
    return parameters;
  }

  private Expr.Literal replaced(Declaration.Parameter p, Expr.Literal standard) {
    double value = options.parameters().get(p.name().text());
    if (standard.type() == ValueType.INT && value != (int) value) {
      problems.add(DiagnosticCode.T0201, p.span(), "parameter `" + p.name().text() + "` is a whole number", "given " + value, "");
      throw new Unresolved();
    }
    return new Expr.Literal(standard.type(), value);
  }

  private void weightsExist(Declaration.Model m, Declarations declarations) {
    if (problems.hasErrors()) return;
    List<String> weights = declarations.weights.stream().map(Symbol::name).toList();
    for (String name : options.formats().keySet()) {
      if (!weights.contains(name)) problems.add(DiagnosticCode.T0801, m.name().span(),
          "model `" + m.name().text() + "` has no weight `" + name + "`", "", Suggest.help(name, weights));
    }
  }

  /// A name without its digits: `DIM1` and `DIM2` are told apart on purpose.
  private static String letters(String name) {
    return name.replaceAll("[0-9]", "");
  }

  /// A size that the caller gives for nothing; a size that only one axis makes known and that is spelt almost like one before it.
  private void warnOfSizes(Declarations declarations) {
    List<String> before = new ArrayList<>();
    declarations.sizes.forEach(
        (name, size) -> {
          Span span = declarations.sizeSpans.get(name);
          int uses = declarations.sizeUses.getOrDefault(name, 0);
          if (size.given() && uses == 0) problems.add(DiagnosticCode.T0108, span, "size `" + name + "` is never used");
          if (!size.given() && uses == 1 && name.length() >= SHORTEST_SLIP) {
            String message = "`" + name + "` is a size of its own, used only here";
            Suggest.nearest(name, before)
                .filter(o -> !letters(o).equals(letters(name)))
                .ifPresent(o -> problems.add(DiagnosticCode.T0109, span, message, "", "did you mean `" + o + "`?"));
          }
          before.add(name);
        });
  }
}
