package dev.tulle.compiler.math;

import dev.tulle.dsl.interpret.Interpreter;
import dev.tulle.dsl.interpret.Value;
import dev.tulle.dsl.model.CheckedModel;
import dev.tulle.dsl.model.ElementType;
import dev.tulle.dsl.model.Entry;
import dev.tulle.dsl.model.Existence;
import dev.tulle.dsl.model.Expr;
import dev.tulle.dsl.model.Function;
import dev.tulle.dsl.model.Index;
import dev.tulle.dsl.model.Size;
import dev.tulle.dsl.model.Statement;
import dev.tulle.dsl.model.Symbol;
import dev.tulle.dsl.model.Tensor;
import dev.tulle.dsl.model.ValueType;
import dev.tulle.dsl.source.Source;
import dev.tulle.dsl.source.Span;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the language says a function is: the reference interpreter on a model that applies it to arrays, in double.
final class MathReference {
  private static final Span NOWHERE = new Span(new Source("math", ""), 0, 0);

  private MathReference() {}

  static double[] of(Function function, float[]... operands) {
    List<double[]> wide = new ArrayList<>();
    for (float[] operand : operands) {
      double[] values = new double[operand.length];
      for (int i = 0; i < values.length; i++) values[i] = operand[i];
      wide.add(values);
    }
    return of(function, ElementType.F32, wide);
  }

  static double[] of(Function function, int[]... operands) {
    List<double[]> wide = new ArrayList<>();
    for (int[] operand : operands) wide.add(Arrays.stream(operand).asDoubleStream().toArray());
    return of(function, ElementType.I32, wide);
  }

  private static double[] of(Function function, ElementType element, List<double[]> operands) {
    Expr n = new Expr.SizeValue("N");
    Index i = new Index("i", n);
    List<Symbol> inputs = new ArrayList<>();
    List<Expr> reads = new ArrayList<>();
    Map<String, Value> data = new HashMap<>();
    for (double[] operand : operands) {
      String name = "x" + inputs.size();
      Tensor input = new Tensor(name, Tensor.Role.INPUT, element, List.of(n), new Existence.Everywhere(), Optional.empty(), List.of(), "",
          NOWHERE);
      inputs.add(input);
      reads.add(new Expr.Read(input, List.of(new Expr.IndexValue(i)), List.of(Expr.Bound.PROVED), NOWHERE));
      data.put(name, Value.dense(element, new int[] {operand.length}, operand));
    }
    Tensor y = new Tensor("y", Tensor.Role.OUTPUT, ElementType.F32, List.of(n), new Existence.Everywhere(), Optional.empty(), List.of(), "",
        NOWHERE);
    Expr value = new Expr.Apply(function, ValueType.FLOAT, reads);
    Statement define = new Statement.Define(y, List.of(i), Expr.truth(), value, NOWHERE);
    Entry only = new Entry("", "", List.of(new Size("N", false, "")), List.of(), inputs, List.of(define));
    CheckedModel model = new CheckedModel("Math", "", List.of(), List.of(), List.of(), List.of(only));
    return Interpreter.run(model, data, Map.of()).outputs().get("y").values();
  }
}
