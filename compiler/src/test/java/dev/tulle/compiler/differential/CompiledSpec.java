package dev.tulle.compiler.differential;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tulle.compiler.Compiler;
import dev.tulle.compiler.pass.PassRunner;
import dev.tulle.compiler.pass.Pipeline;
import dev.tulle.compiler.pass.ReadModel;
import dev.tulle.compiler.tensor.TensorParser;
import dev.tulle.compiler.tensor.TensorPrinter;
import dev.tulle.dsl.Front;
import dev.tulle.dsl.diagnostic.DiagnosticPrinter;
import dev.tulle.dsl.model.CheckedModel;
import dev.tulle.dsl.model.Entry;
import dev.tulle.dsl.model.Expr;
import dev.tulle.dsl.model.Statement;
import dev.tulle.dsl.model.ValueType;
import dev.tulle.dsl.source.Source;
import dev.tulle.kernel.device.Target;
import dev.tulle.kernel.text.KernelParser;
import dev.tulle.kernel.text.KernelPrinter;
import dev.tulle.kernel.verify.Verifier;
import dev.tulle.runtime.Model;
import dev.tulle.runtime.bundle.Bundle;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A checked spec and what it was compiled to, for each target once. The patterns that compare floats are returned as well, since devices
/// may differ about them at a near-tie. Everything that is built is also printed, read back and verified.
public final class CompiledSpec {
  private final CheckedModel model;
  private final Set<String> numericPatterns;
  private final Map<Target, Model> compiled = new HashMap<>();

  public CompiledSpec(String name, String text) {
    Front.Result result = Front.check(new Source(name, text), Front.Options.defaults());
    model = result.model().orElseThrow(() -> new AssertionError(DiagnosticPrinter.plain().print(result.diagnostics())));
    numericPatterns = model.entries()
        .stream()
        .flatMap(CompiledSpec::numeric)
        .collect(Collectors.toSet());
  }

  private static Stream<String> numeric(Entry entry) {
    return entry.statements()
        .stream()
        .filter(s -> s instanceof Statement.DefinePattern p && comparesFloats(p.condition()))
        .map(s -> ((Statement.DefinePattern) s).target().name());
  }

  public CheckedModel model() {
    return model;
  }

  public Set<String> numericPatterns() {
    return numericPatterns;
  }

  /// Those of one program.
  public Set<String> numericPatterns(Entry entry) {
    return numeric(entry).collect(Collectors.toSet());
  }

  public Model on(Target target) {
    return compiled.computeIfAbsent(target, this::compile);
  }

  private Model compile(Target target) {
    Pipeline.run(ReadModel.read(model, model.first(), numericPatterns), new PassRunner(
        (pass, program) -> assertEquals(program, TensorParser.parse(TensorPrinter.print(program)),
            () -> "the printed program after " + pass)));
    Bundle bundle = Compiler.compile(model, List.of(target), new Compiler.Options(numericPatterns, Optional.empty(), _ -> {}));
    bundle.targets().forEach(code -> code.kernels().forEach(kernel -> {
      Verifier.verify(kernel);
      String text = KernelPrinter.print(kernel);
      assertEquals(kernel, assertDoesNotThrow(() -> KernelParser.parse(text), text), () -> "read back:\n" + text);
    }));
    return Model.of(bundle);
  }

  /// Whether rounding can decide about a condition.
  private static boolean comparesFloats(Expr e) {
    return switch (e) {
      case Expr.Literal _,Expr.SizeValue _,Expr.IndexValue _,Expr.Read _,Expr.Member _,Expr.Defined _ -> false;
      case Expr.Apply apply ->
          apply.arguments().stream().anyMatch(a -> apply.type() == ValueType.BOOL && a.type() == ValueType.FLOAT || comparesFloats(a));
      case Expr.Cast cast -> cast.operand().type() == ValueType.FLOAT || comparesFloats(cast.operand());
      case Expr.If choice -> comparesFloats(choice.condition()) || comparesFloats(choice.then()) || comparesFloats(choice.otherwise());
      case Expr.Coalesce coalesce -> comparesFloats(coalesce.first()) || comparesFloats(coalesce.second());
      case Expr.Reduce reduce -> comparesFloats(reduce.where()) || comparesFloats(reduce.body());
      case Expr.RowOperation operation -> operation.body().type() == ValueType.FLOAT;
      case Expr.Selection selection -> selection.body().type() == ValueType.FLOAT;
    };
  }
}
