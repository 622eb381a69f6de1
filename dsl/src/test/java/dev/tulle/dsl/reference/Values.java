package dev.tulle.dsl.reference;

import dev.tulle.dsl.interpret.Value;
import dev.tulle.dsl.model.ElementType;
import java.util.ArrayList;
import java.util.List;

/// Arrays as pages write them: `[[1, -2.5], [., true]]`, where a point stands for an absent element.
final class Values {
  private final String text;
  private final List<Double> elements = new ArrayList<>();
  private final List<Boolean> present = new ArrayList<>();
  private final List<Integer> shape = new ArrayList<>();
  private int at;

  private Values(String text) {
    this.text = text.replace(" ", "");
  }

  static Value read(ElementType type, String text) {
    Values values = new Values(text);
    values.array(0);
    if (values.at != values.text.length()) throw new IllegalArgumentException(text);
    double[] elements = values.elements.stream().mapToDouble(d -> d).toArray();
    boolean[] present = new boolean[elements.length];
    boolean all = true;
    for (int i = 0; i < present.length; i++) all &= present[i] = values.present.get(i);
    return new Value(type, values.shape.stream().mapToInt(i -> i).toArray(), elements, all ? null : present);
  }

  private void array(int depth) {
    if (text.charAt(at) != '[') {
      element();
      return;
    }
    at++;
    int count = 0;
    if (shape.size() <= depth) shape.add(0);
    while (text.charAt(at) != ']') {
      array(depth + 1);
      count++;
      if (text.charAt(at) == ',') at++;
    }
    at++;
    if (shape.get(depth) != 0 && shape.get(depth) != count) throw new IllegalArgumentException("rows of different lengths: " + text);
    shape.set(depth, count);
  }

  private void element() {
    int from = at;
    while (at < text.length() && ",]".indexOf(text.charAt(at)) < 0) at++;
    String word = text.substring(from, at);
    present.add(!word.equals("."));
    elements.add(switch (word) {
      case ".", "false" -> 0.0;
      case "true" -> 1.0;
      case "inf" -> Double.POSITIVE_INFINITY;
      case "-inf" -> Double.NEGATIVE_INFINITY;
      case "NaN" -> Double.NaN;
      default -> Double.parseDouble(word);
    });
  }
}
