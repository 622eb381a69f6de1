package dev.tulle.compiler.lower;

import dev.tulle.kernel.ir.Kernel;
import dev.tulle.kernel.ir.Stmt;
import dev.tulle.kernel.ir.Traversal;
import dev.tulle.kernel.text.KernelPrinter;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Finds kernels that differ in names alone: the blocks of a deep network are one set of kernels, compiled once and warmed up together.
final class KernelShapes {
  private static final Pattern NAME = Pattern.compile("`?[A-Za-z_][A-Za-z0-9_]*`?");

  private final Map<String, Kernel> known = new HashMap<>();

  /// The first kernel that does the same with its sizes and buffers, in their order; the kernel itself if there is none yet.
  Kernel first(Kernel kernel) {
    Kernel earlier = known.putIfAbsent(shape(kernel), kernel);
    return earlier == null ? kernel : earlier;
  }

  /// The kernel's text with every name that it declares replaced by the number of its first occurrence.
  private static String shape(Kernel kernel) {
    Kernel anonymous = new Kernel("kernel", List.of(), kernel.sizes(), kernel.facts(), kernel.buffers(), kernel.grid(), kernel.body());
    Set<String> declared = declared(kernel);
    Map<String, Integer> numbers = new HashMap<>();
    Matcher names = NAME.matcher(KernelPrinter.print(anonymous));
    return names.replaceAll(
        m -> {
          String name = m.group().replace("`", "");
          boolean isName = m.group().startsWith("`") || declared.contains(name);
          return isName ? "#" + numbers.computeIfAbsent(name, _ -> numbers.size()) : m.group();
        });
  }

  private static Set<String> declared(Kernel kernel) {
    Set<String> names = new HashSet<>();
    kernel.sizes().forEach(s -> names.add(s.name()));
    kernel.buffers().forEach(b -> names.add(b.name()));
    kernel.grid().forEach(g -> names.add(g.name()));
    Traversal.walk(
        kernel.body(),
        s -> {
          switch (s) {
            case Stmt.Let let -> names.add(let.name());
            case Stmt.Var var -> names.add(var.name());
            case Stmt.For loop -> names.add(loop.name());
            case Stmt.Alloc alloc -> names.add(alloc.name());
            case Stmt.Items items -> names.add(items.name());
            case Stmt.Collect collect -> names.add(collect.name());
            case Stmt.Scan scan -> names.add(scan.total());
            case Stmt.Block _, Stmt.Assign _, Stmt.If _, Stmt.While _, Stmt.Store _, Stmt.Atomic _, Stmt.Multiply _, Stmt.Fail _ -> {}
          }
        },
        _ -> {});
    return names;
  }
}
