package dev.tulle.dsl.syntax;

import dev.tulle.dsl.model.ElementType;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// Writes a syntax tree as a Tulle text that reads back as the same tree: one item a line, two blanks for each level, no parentheses but the needed ones. Comments
/// other than doc comments are not in the tree and so not in the text.
public final class SyntaxPrinter {
  private static final int INDENT = 2;

  private final StringBuilder out = new StringBuilder();
  private int level;

  private SyntaxPrinter() {}

  /// A whole file. It must hold nothing broken.
  public static String print(SyntaxFile file) {
    var printer = new SyntaxPrinter();
    for (Declaration declaration : file.declarations()) {
      boolean apart = !printer.out.isEmpty() && !(declaration instanceof Declaration.Import);
      if (apart) printer.out.append('\n');
      printer.declaration(declaration);
    }
    return printer.out.toString();
  }

  /// One expression on one line.
  public static String print(Expression expression) {
    return ExpressionPrinter.print(expression);
  }

  private void declaration(Declaration declaration) {
    switch (declaration) {
      case Declaration.Import d -> line("import " + d.path().stream().map(Identifier::text).collect(Collectors.joining(".")));
      case Declaration.Model d -> {
        doc(d.doc());
        List<String> parameters = d.parameters().stream().map(p -> p.name().text() + " = " + print(p.value())).toList();
        block("model " + d.name().text() + (parameters.isEmpty() ? "" : "(" + String.join(", ", parameters) + ")"), d.items());
      }
      case Declaration.Layer d -> {
        doc(d.doc());
        block("layer " + d.name().text() + formals(d.formals()) + " -> " + formals(d.results()), d.items());
      }
      case Declaration.Broken d -> throw broken();
    }
  }

  private void item(Item item) {
    doc(item.doc());
    switch (item) {
      case Item.Tensors i -> line(word(i.given()) + " " + names(i.names()) + ": " + type(i.type()) + where(i.where()) + format(i.format()));
      case Item.GivenPattern i -> line(word(i.given()) + " pattern " + head(i.head()) + format(i.format()));
      case Item.States i -> line("state " + names(i.names()) + ": " + type(i.type()) + where(i.where()) + value(i.initial()));
      case Item.StatePattern i -> line("state pattern " + head(i.head()) + value(i.initial()));
      case Item.Entry i -> block("entry " + i.name().text() + formals(i.formals()), i.items());
      case Item.Sizes i -> line("size " + names(i.names()));
      case Item.Require i -> line("require " + print(i.condition()));
      case Item.Const i -> line("const " + i.name().text() + " = " + (i.array() ? "[" + list(i.values()) + "]" : list(i.values())));
      case Item.Let i -> line("let " + definition(i.head(), i.element(), i.where(), i.value()));
      case Item.LetMany i -> line("let (" + names(i.names()) + ")" + value(i.call()));
      case Item.Output i -> line("output " + definition(i.head(), i.element(), i.where(), i.value()));
      case Item.DefinePattern i -> line("pattern " + head(i.head()) + value(i.condition()) + order(i.order()) + format(i.format()));
      case Item.Update i -> line("update " + definition(i.head(), Optional.empty(), i.where(), i.value()));
      case Item.Next i -> line("next " + definition(i.head(), Optional.empty(), i.where(), i.value()));
      case Item.Skip i -> line("skip if " + print(i.condition()));
      case Item.Stop i -> line("stop if " + print(i.condition()));
      case Item.Until i -> line("until " + print(i.condition()));
      case Item.Repeat i -> {
        String counter = i.counter().map(c -> c.text() + ": ").orElse("");
        block("repeat " + (i.atMost() ? "at most " : "") + counter + print(i.count()) + carried(i.carried()), i.items());
      }
      case Item.Fold i -> {
        String rows = i.rows().isEmpty() ? "" : "[" + ExpressionPrinter.binders(i.rows()) + "] ";
        block("fold " + rows + "(" + ExpressionPrinter.binders(List.of(i.element())) + where(i.where()) + ")" + carried(i.carried()),
            i.items());
      }
      case Item.Broken i -> throw broken();
    }
  }

  private static IllegalArgumentException broken() {
    return new IllegalArgumentException("the tree holds a part that could not be read");
  }

  private void block(String head, List<Item> items) {
    line(head + " {");
    level++;
    items.forEach(this::item);
    level--;
    line("}");
  }

  private void doc(String doc) {
    if (!doc.isEmpty()) doc.lines().forEach(l -> line(("/// " + l).strip()));
  }

  private void line(String text) {
    out.repeat(' ', INDENT * level).append(text).append('\n');
  }

  private static String definition(Head head, Optional<ElementType> element, Optional<Expression> where, Expression value) {
    return head(head) + element.map(e -> ": " + word(e)).orElse("") + where(where) + value(value);
  }

  private static String head(Head head) {
    return head.name().text() + (head.indices().isEmpty() ? "" : "[" + ExpressionPrinter.binders(head.indices()) + "]");
  }

  private static String formals(List<Formal> formals) {
    return formals.stream().map(SyntaxPrinter::formal).collect(Collectors.joining(", ", "(", ")"));
  }

  private static String formal(Formal formal) {
    return switch (formal) {
      case Formal.OfTensor f -> f.name().text() + ": " + type(f.type()) + where(f.where()) + format(f.format());
      case Formal.OfPattern f -> "pattern " + head(f.head()) + format(f.format());
      case Formal.OfValue f -> f.name().text() + value(f.value());
    };
  }

  private static String type(TensorType type) {
    if (type.axes().isEmpty()) return word(type.element());
    return type.axes()
        .stream()
        .map(a -> a.index().map(i -> i.text() + ": ").orElse("") + ExpressionPrinter.sum(a.extent()))
        .collect(Collectors.joining(", ", word(type.element()) + "[", "]"));
  }

  private static String where(Optional<Expression> where) {
    return where.map(w -> " where " + print(w)).orElse("");
  }

  private static String value(Expression value) {
    return " = " + print(value);
  }

  private static String format(Optional<FormatClause> format) {
    return format.map(f -> " as " + f.name().text() + (f.arguments().isEmpty() ? "" : "(" + list(f.arguments()) + ")")).orElse("");
  }

  private static String order(Optional<OrderClause> order) {
    return order.map(o -> " order " + o.index().text() + " by " + print(o.key())).orElse("");
  }

  private static String carried(List<Carried> carried) {
    return carried.stream().map(c -> head(c.head()) + value(c.initial())).collect(Collectors.joining(", ", " with (", ")"));
  }

  private static String names(List<Identifier> names) {
    return names.stream().map(Identifier::text).collect(Collectors.joining(", "));
  }

  private static String list(List<Expression> expressions) {
    return expressions.stream().map(SyntaxPrinter::print).collect(Collectors.joining(", "));
  }

  /// The words of the language are the names of the enumerations.
  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
