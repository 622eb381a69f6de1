package dev.tulle.runtime.session;

import dev.tulle.kernel.interpret.ScalarEvaluator;
import dev.tulle.kernel.ir.Expr;
import dev.tulle.kernel.ir.Scalar;
import dev.tulle.kernel.ir.Traversal;
import dev.tulle.kernel.text.KernelPrinter;
import dev.tulle.runtime.TulleException;
import dev.tulle.runtime.TulleException.Code;
import dev.tulle.runtime.plan.Plan;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// The values of the sizes found so far, and who said so.
final class BoundSizes {
  private final Map<String, Plan.Size> declared;
  private final Map<String, Long> values;
  /// `by axis 0 of `x``, for messages.
  private final Map<String, String> sources;

  private BoundSizes(Map<String, Plan.Size> declared, Map<String, Long> values, Map<String, String> sources) {
    this.declared = declared;
    this.values = values;
    this.sources = sources;
  }

  static BoundSizes none(Collection<Plan> plans) {
    Map<String, Plan.Size> declared = plans.stream()
        .flatMap(p -> p.sizes().stream())
        .collect(Collectors.toMap(Plan.Size::name, s -> s, (first, _) -> first));
    return new BoundSizes(declared, new HashMap<>(), new HashMap<>());
  }

  /// Those of the sizes found so far that a plan mentions, to find more in.
  BoundSizes of(Plan plan) {
    BoundSizes sizes = none(List.of(plan));
    for (String name : sizes.declared.keySet()) {
      if (!has(name)) continue;
      sizes.values.put(name, values.get(name));
      sizes.sources.put(name, sources.get(name));
    }
    return sizes;
  }

  /// Takes what the caller gives by name.
  ///
  /// @throws TulleException `NAME` for what is no size, `SIZE` for a value that it cannot have
  void give(Map<String, Long> given) {
    given.forEach(
        (name, value) -> {
          Plan.Size size = declared.get(name);
          if (size == null || isFound(size)) {
            List<String> names = declared.values()
                .stream()
                .filter(s -> !isFound(s))
                .map(Plan.Size::name)
                .sorted()
                .toList();
            throw new TulleException(Code.NAME,
                "the model has no size `" + name + "`; " + (names.isEmpty() ? "it has none" : "it has " + String.join(", ", names)));
          }
          define(name, value, "as given");
        });
  }

  /// Whether it is found in data, and not said by anybody.
  static boolean isFound(Plan.Size size) {
    return switch (size.origin()) {
      case SHAPE, GIVEN -> false;
      case STORED, MEASURED -> true;
    };
  }

  /// @throws TulleException `SIZE` if the size has another value already, or cannot have this one
  void define(String name, long value, String source) {
    long most = declared.get(name).type() == Scalar.I32 ? Integer.MAX_VALUE : Long.MAX_VALUE;
    if (value < 0 || value > most) {
      throw new TulleException(Code.SIZE, "size `" + name + "` is " + value + " " + source + "; it must be 0 to " + most);
    }
    Long known = values.putIfAbsent(name, value);
    if (known == null) sources.put(name, source);
    else if (known != value) {
      throw new TulleException(Code.SIZE, "size `" + name + "` is " + known + " " + sources.get(name) + ", but " + value + " " + source);
    }
  }

  boolean has(String name) {
    return values.containsKey(name);
  }

  long get(String name) {
    Long value = values.get(name);
    if (value != null) return value;
    boolean given = declared.get(name).origin() == Plan.Origin.GIVEN;
    throw new TulleException(
        Code.SIZE, "size `" + name + "` is not known: "
            + (given ? "it must be given by name" : "nothing that is bound says what it is; give it by name"));
  }

  /// Whether all sizes in an expression are known.
  boolean knows(Expr e) {
    List<String> names = new ArrayList<>();
    Traversal.walk(
        e, node -> {
          if (node instanceof Expr.Ref ref) names.add(ref.name());
        });
    return values.keySet().containsAll(names);
  }

  /// Whether it mentions a size that a later step of the run measures.
  boolean awaits(Expr e) {
    boolean[] found = {false};
    Traversal.walk(e, node -> found[0] |= node instanceof Expr.Ref ref && !has(ref.name()) && isMeasured(ref.name()));
    return found[0];
  }

  private boolean isMeasured(String name) {
    return declared.get(name).origin() == Plan.Origin.MEASURED;
  }

  /// The value of an expression over sizes; a boolean is 0 or 1.
  ///
  /// @throws TulleException `SIZE` for a size that is not known, and for what does not fit 64 bits
  long evaluate(Expr e) {
    try {
      return ScalarEvaluator.evaluate(e, this::get);
    } catch (ArithmeticException tooLarge) {
      throw new TulleException(Code.SIZE, KernelPrinter.print(e) + " is too large with " + spelled(), tooLarge);
    }
  }

  /// The extents of something.
  ///
  /// @param what names it for messages: ``axis %d of `x```, say
  long[] shape(List<Expr> axes, String what) {
    long[] shape = new long[axes.size()];
    for (int axis = 0; axis < shape.length; axis++) {
      shape[axis] = evaluate(axes.get(axis));
      if (shape[axis] < 0) {
        throw new TulleException(Code.SIZE, "axis " + axis + " of " + what + " would have " + shape[axis] + " positions with " + spelled());
      }
    }
    return shape;
  }

  /// Checks the requirements that can be judged by now.
  ///
  /// @throws TulleException `REQUIREMENT` for the first that does not hold
  void require(List<Plan.Requirement> requirements) {
    for (Plan.Requirement r : requirements) {
      if (knows(r.condition()) && evaluate(r.condition()) != 1) {
        throw new TulleException(Code.REQUIREMENT, "the model requires " + r.text() + ", which does not hold for " + spelled());
      }
    }
  }

  Map<String, Long> values() {
    return values;
  }

  /// `N = 4, T = 7`
  String spelled() {
    if (values.isEmpty()) return "no sizes";
    return new TreeMap<>(values).entrySet().stream().map(s -> s.getKey() + " = " + s.getValue()).collect(Collectors.joining(", "));
  }
}
