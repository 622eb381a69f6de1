package dev.tulle.dsl.syntax;

import dev.tulle.dsl.source.Span;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Optional;

/// A syntax tree as a text without places, `(Binary ADD a (Name b))` and so on, one line for each declaration and item: trees that mean the same have the same
/// text. A part that is left out is `-`, a list stands in brackets.
final class TreeText {
  private final StringBuilder out = new StringBuilder();
  private int level;

  private TreeText() {}

  static String of(Object node) {
    var text = new TreeText();
    text.append(node);
    return text.out.append('\n').toString();
  }

  private void append(Object value) {
    switch (value) {
      case Optional<?> optional -> append(optional.isPresent() ? optional.get() : "-");
      case List<?> list -> {
        out.append('[');
        for (int i = 0; i < list.size(); i++) {
          if (i > 0) out.append(' ');
          append(list.get(i));
        }
        out.append(']');
      }
      case Identifier name -> out.append(name.text());
      case Record node -> {
        boolean line = !out.isEmpty() && (node instanceof Item || node instanceof Declaration);
        if (line && out.charAt(out.length() - 1) == ' ') out.setLength(out.length() - 1);
        if (line) out.append('\n').repeat(' ', 2 * level++);
        out.append('(').append(node.getClass().getSimpleName());
        for (RecordComponent component : node.getClass().getRecordComponents()) {
          if (component.getType() == Span.class) continue;
          out.append(' ');
          append(component(node, component));
        }
        out.append(')');
        if (line) level--;
      }
      default -> out.append(value.equals("") ? "-" : value.toString().replace("\n", "|"));
    }
  }

  private static Object component(Record node, RecordComponent component) {
    try {
      return component.getAccessor().invoke(node);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }
}
