package dev.tulle.compiler.lower;

import dev.tulle.compiler.tensor.Declaration;
import dev.tulle.kernel.ir.Buffer.Access;
import dev.tulle.kernel.ir.Build;
import dev.tulle.kernel.ir.Expr;
import dev.tulle.kernel.ir.Kernel;
import dev.tulle.kernel.ir.Stmt;
import dev.tulle.kernel.ir.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The kernel that lists the members of a stored pattern along its last axis, row by row, in ascending order: a view that consumers walk instead of testing every index.
final class LowerList {
  private final KernelBuilder builder;

  LowerList(KernelBuilder builder) {
    this.builder = builder;
  }

  Kernel lower(String name, Declaration pattern) {
    List<Expr> extents = pattern.extents().stream().map(builder::extent).toList();
    List<Kernel.GridAxis> grid = new ArrayList<>();
    List<Expr> row = new ArrayList<>();
    for (Expr extent : extents.subList(0, extents.size() - 1)) {
      String axis = builder.names.fresh("row");
      grid.add(new Kernel.GridAxis(axis, extent));
      row.add(Build.ref(axis, Type.I32));
    }
    String members = builder.dense(pattern, Access.READ);
    String list = StoredBuffers.list(builder, pattern, Access.WRITE);
    String count = StoredBuffers.count(builder, pattern, Access.WRITE);
    Expr.Ref found = builder.variable("found", Build.i32(0));
    String column = builder.names.fresh("column");
    Expr at = Build.ref(column, Type.I32);
    Stmt.Block step = builder.capture(
        () -> builder.when(
            new Expr.Load(Type.BOOL, members, append(row, at), Optional.empty()),
            () -> builder.when(
                Build.and(Build.ge(found, Build.i32(0)), Build.lt(found, extents.getLast())),
                () -> {
                  builder.emit(new Stmt.Store(list, append(row, found), at, Optional.empty()));
                  builder.assign(found, Build.add(found, 1));
                })));
    builder.emit(new Stmt.For(column, Build.i32(0), extents.getLast(), 1, false, step));
    builder.emit(new Stmt.Store(count, row, found, Optional.empty()));
    return builder.finish(name, List.of("the members of " + pattern.name() + " along its last axis, row by row"), grid, Map.of());
  }

  private static List<Expr> append(List<Expr> list, Expr last) {
    List<Expr> all = new ArrayList<>(list);
    all.add(last);
    return all;
  }
}
