package dev.tulle.dsl.check;

import dev.tulle.dsl.Front;
import dev.tulle.dsl.diagnostic.Diagnostic;
import dev.tulle.dsl.diagnostic.DiagnosticCode;
import dev.tulle.dsl.model.CheckedModel;
import dev.tulle.dsl.model.Entry;
import dev.tulle.dsl.model.Parameter;
import dev.tulle.dsl.model.Symbol;
import dev.tulle.dsl.source.Source;
import dev.tulle.dsl.source.Span;
import dev.tulle.dsl.syntax.Declaration;
import dev.tulle.dsl.syntax.Formal;
import dev.tulle.dsl.syntax.Item;
import dev.tulle.dsl.syntax.Parser;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A whole file: its imports and layers, then the model that was asked for. Without a name it is the last one, and the others are checked too,
/// for their reports.
public final class CheckFile {
  private final Problems problems = new Problems();
  private final Map<String, Declaration.Layer> layers = new LinkedHashMap<>();
  private final Imports imports = new Imports(problems, this::layer);
  private final Front.Options options;
  /// Whether the whole text was understood.
  private boolean sound;

  private CheckFile(Front.Options options) {
    this.options = options;
  }

  public static Front.Result check(Source source, Front.Options options) {
    Parser.Result parsed = Parser.parse(source);
    CheckFile check = new CheckFile(options);
    check.imports.read(parsed.file(), source);
    check.sound = parsed.isSound() && check.imports.slips().stream().noneMatch(Diagnostic::isError);
    if (!check.sound) check.problems.hasSlips();
    List<String> names = new ArrayList<>();
    Optional<CheckedModel> model = check.models(source, parsed, names);
    List<Diagnostic> all = new ArrayList<>(parsed.diagnostics());
    all.addAll(check.imports.slips());
    all.addAll(check.problems.list());
    boolean sound = all.stream().noneMatch(Diagnostic::isError);
    return new Front.Result(sound ? model : Optional.empty(), names, all);
  }

  private Optional<CheckedModel> models(Source source, Parser.Result parsed, List<String> names) {
    List<Declaration.Model> models = new ArrayList<>();
    for (Declaration d : parsed.file().declarations()) {
      switch (d) {
        case Declaration.Layer l -> layer(l);
        case Declaration.Model m -> {
          if (names.contains(m.name().text()))
            problems.add(DiagnosticCode.T0102, m.name().span(), "model `" + m.name().text() + "` is given twice");
          names.add(m.name().text());
          models.add(m);
        }
        case Declaration.Import _, Declaration.Broken _ -> {}
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
      Optional<CheckedModel> checked = whole(m, chosen);
      if (chosen) result = checked;
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

  /// Values that stand in values by way of layers may be taller than any text: where they are too tall to be walked, that is a report.
  private Optional<CheckedModel> whole(Declaration.Model m, boolean chosen) {
    try {
      return Optional.of(model(m, chosen));
    } catch (StackOverflowError _) {
      problems.outermost();
      problems.add(DiagnosticCode.T0005, m.name().span(), "expressions of `" + m.name().text() + "` nest too deeply", "",
          "give the inner parts names with `let` in the model: what a layer of scalars defines stands in what it gives");
      return Optional.empty();
    }
  }

  private CheckedModel model(Declaration.Model m, boolean chosen) {
    Declarations declarations = Declarations.of(layers);
    if (chosen) declarations.formats.putAll(options.formats());
    Scope scope = Scope.model();
    CheckParameters parameters = new CheckParameters(problems, chosen ? options.parameters() : Map.of(), declarations);
    m.parameters().forEach(p -> parameters.add(p.name(), p.name().text(), p.value(), scope));
    CheckItems items = new CheckItems(problems, scope, declarations, new CheckExpression(problems, scope, declarations));
    items.all(m.items());
    List<Declarations> programs = new ArrayList<>();
    List<Entry> entries = new ArrayList<>();
    for (Item item : m.items()) {
      if (!(item instanceof Item.Entry e)) continue;
      if (entries.stream().anyMatch(x -> x.name().equals(e.name().text()))) {
        problems.add(DiagnosticCode.T0102, e.name().span(), "entry `" + e.name().text() + "` is given twice");
      }
      Declarations own = declarations.entry();
      programs.add(own);
      entries.add(entry(e, scope, own, parameters));
    }
    if (entries.isEmpty()) {
      programs.add(declarations);
      entries.add(program("", m.doc(), declarations));
    }
    if (chosen) namesExist(m, declarations);
    if (sound && !problems.hasErrors()) Warnings.add(problems, m, declarations, programs);
    return new CheckedModel(m.name().text(), m.doc(), declarations.parameters, declarations.weights, declarations.states, entries);
  }

  private Entry entry(Item.Entry e, Scope model, Declarations declarations, CheckParameters parameters) {
    Scope scope = model.entry();
    CheckExpression expressions = new CheckExpression(problems, scope, declarations);
    CheckItems items = new CheckItems(problems, scope, declarations, expressions);
    for (Formal f : e.formals()) {
      switch (f) {
        case Formal.OfTensor t -> items.item(
            new Item.Tensors(Item.Given.INPUT, List.of(t.name()), t.type(), t.where(), t.format(), "", t.span()));
        case Formal.OfPattern p -> items.item(new Item.GivenPattern(Item.Given.INPUT, p.head(), p.format(), "", p.span()));
        case Formal.OfValue v -> parameters.add(v.name(), e.name().text() + "." + v.name().text(), v.value(), scope);
      }
    }
    items.all(e.items());
    return program(e.name().text(), e.doc(), declarations);
  }

  private static Entry program(String name, String doc, Declarations d) {
    return new Entry(name, doc, List.copyOf(d.sizes.values()), d.requirements, d.inputs, d.statements());
  }

  /// What the caller names must be there.
  private void namesExist(Declaration.Model m, Declarations declarations) {
    if (problems.hasErrors()) return;
    List<String> parameters = declarations.parameters.stream().map(Parameter::name).toList();
    for (String name : options.parameters().keySet()) {
      if (!parameters.contains(name)) problems.add(DiagnosticCode.T0801, m.name().span(),
          "model `" + m.name().text() + "` has no parameter `" + name + "`", "", Suggest.help(name, parameters));
    }
    List<String> weights = declarations.weights.stream().map(Symbol::name).toList();
    for (String name : options.formats().keySet()) {
      if (!weights.contains(name)) problems.add(DiagnosticCode.T0801, m.name().span(),
          "model `" + m.name().text() + "` has no weight `" + name + "`", "", Suggest.help(name, weights));
    }
  }
}
