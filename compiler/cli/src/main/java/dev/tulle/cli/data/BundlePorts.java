package dev.tulle.cli.data;

import dev.tulle.dsl.model.ElementType;
import dev.tulle.dsl.model.Format;
import dev.tulle.kernel.interpret.ScalarEvaluator;
import dev.tulle.kernel.ir.Expr;
import dev.tulle.kernel.ir.Scalar;
import dev.tulle.kernel.ir.Traversal;
import dev.tulle.runtime.Model;
import dev.tulle.runtime.TulleException;
import dev.tulle.runtime.plan.Plan;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a compiled model takes.
public final class BundlePorts {
  private BundlePorts() {}

  /// Weights, then the inputs of some of its programs, in the order of declaration; an input that several of them have is one.
  public static List<Port> of(Model model, List<Plan> programs) {
    Map<String, Port> inputs = new LinkedHashMap<>();
    for (Plan program : programs) program.inputs().forEach(p -> inputs.putIfAbsent(p.name(), port(p, false)));
    return Stream.concat(model.weights().stream().map(p -> port(p, true)), inputs.values().stream()).toList();
  }

  /// What a session of it keeps.
  public static List<Port> states(Model model) {
    return model.states().stream().map(p -> port(p, false)).toList();
  }

  private static Port port(Plan.Port port, boolean weight) {
    Optional<Format> format = switch (port.storage()) {
      case DENSE, BITMAP, MEMBERS -> Optional.empty();
      case CSR -> Optional.of(new Format.Csr());
      case NM -> Optional.of(new Format.Nm(port.format().get(0), port.format().get(1)));
      case BLOCKS -> Optional.of(new Format.Blocks(port.format().get(0), port.format().get(1)));
    };
    List<Extent> axes = port.axes().stream().map(axis -> extent(axis, port.name())).toList();
    List<Extent> limits = port.values().map(range -> extent(range.extent(), port.name())).stream().toList();
    return new Port(port.name(), weight, port.pattern(), format.isPresent(), element(port.element()), axes, format, limits);
  }

  private static Extent extent(Expr expr, String name) {
    Set<String> mentions = mentions(expr).collect(Collectors.toSet());
    Optional<String> alone = expr instanceof Expr.Ref ref ? Optional.of(ref.name()) : Optional.empty();
    return new Extent(alone, mentions, sizes -> {
      try {
        return ScalarEvaluator.evaluate(expr, sizes);
      } catch (ArithmeticException e) {
        throw new TulleException(TulleException.Code.SIZE, "the axes of `" + name + "` are too large: " + e.getMessage(), e);
      }
    });
  }

  private static Stream<String> mentions(Expr expr) {
    return expr instanceof Expr.Ref ref ? Stream.of(ref.name()) : Traversal.children(expr).stream().flatMap(BundlePorts::mentions);
  }

  private static ElementType element(Scalar scalar) {
    return switch (scalar) {
      case F32 -> ElementType.F32;
      case F16 -> ElementType.F16;
      case BF16 -> ElementType.BF16;
      case I32 -> ElementType.I32;
      case I8 -> ElementType.I8;
      case U8 -> ElementType.U8;
      case BOOL -> ElementType.BOOL;
      case I64 -> throw new TulleException(TulleException.Code.FILE, "a port of the bundle is i64, which no tensor of a program is");
    };
  }
}
