package dev.tulle.compiler.lower;

import dev.tulle.kernel.ir.Kernel;
import java.util.ArrayList;
import java.util.List;

/// The kernels of all programs of a model for one target: those that differ in names alone are one.
public final class Kernels {
  /// What the rest of a longer name says, its number says as well. A bundle keeps each kernel in files of its name.
  private static final int LONGEST_NAME = 150;

  private final Identifiers names = new Identifiers();
  private final KernelShapes shapes = new KernelShapes();
  private final List<Kernel> all = new ArrayList<>();

  String freshName(String wanted) {
    return names.fresh(wanted.substring(0, Math.min(LONGEST_NAME, wanted.length())));
  }

  /// The kernel that is launched instead: an earlier one that does the same, or this one.
  Kernel add(Kernel kernel) {
    Kernel shared = shapes.first(kernel);
    if (shared == kernel) all.add(kernel);
    return shared;
  }

  public List<Kernel> all() {
    return List.copyOf(all);
  }
}
