package dev.tulle.compiler.lower;

import dev.tulle.compiler.tensor.Term;
import dev.tulle.compiler.tensor.Terms;
import dev.tulle.dsl.model.ElementType;
import dev.tulle.kernel.ir.Scalar;
import java.util.LinkedHashSet;
import java.util.Set;

/// The names and types by which plans and kernels keep tensors; see [dev.tulle.runtime.plan.Plan.Storage].
final class Storages {
  private Storages() {}

  static Scalar scalar(ElementType element) {
    return switch (element) {
      case F32 -> Scalar.F32;
      case F16 -> Scalar.F16;
      case BF16 -> Scalar.BF16;
      case I32 -> Scalar.I32;
      case I8 -> Scalar.I8;
      case U8 -> Scalar.U8;
      case BOOL -> Scalar.BOOL;
    };
  }

  /// The size that says how many elements (blocks) a sparse tensor stores.
  static String storedSize(String tensor) {
    return tensor + ".stored";
  }

  static String offsets(String tensor) {
    return tensor + ".offsets";
  }

  static String indices(String tensor) {
    return tensor + ".indices";
  }

  static String values(String tensor) {
    return tensor + ".values";
  }

  static Set<String> sizesOf(Term term) {
    Set<String> names = new LinkedHashSet<>();
    Terms.walk(
        term,
        t -> {
          if (t instanceof Term.SizeOf(String name)) names.add(name);
        });
    return names;
  }
}
