package dev.tulle.kernel.emit;

import dev.tulle.kernel.ir.Arithmetic;
import dev.tulle.kernel.ir.Build;
import dev.tulle.kernel.ir.Expr;
import dev.tulle.kernel.ir.Stmt;
import dev.tulle.kernel.ir.Type;
import java.util.ArrayList;
import java.util.List;

/// Spells [Stmt.Collect], [Stmt.Scan] and [Stmt.Multiply] as phases of items, so that no dialect has to know them. The names it adds hold a dot, which no
/// name of a kernel's body has.
final class GroupOperations {
  private GroupOperations() {}

  /// The name of the copy of an array that is folded.
  static String tree(Stmt.Collect c) {
    return c.name() + ".tree";
  }

  /// Copies the array and folds the copy by halves until `left` elements are left: each step is one phase, in which item `i` alone touches
  /// `i` and `i + half`.
  ///
  /// @param left a power of two
  static List<Stmt> collect(Stmt.Collect c, Type element, int left) {
    String tree = tree(c);
    List<Stmt> steps = new ArrayList<>();
    steps.add(new Stmt.Alloc(tree, element.scalar(), List.of(c.count()), Stmt.Space.GROUP));
    Expr copied = index(c.name() + ".copy");
    steps.add(Build.items(c.name() + ".copy", c.count(), store(tree, copied, load(element, c.array(), copied))));
    for (int length = c.count(); length > left; length = Integer.highestOneBit(length - 1)) {
      int half = Integer.highestOneBit(length - 1);
      String item = c.name() + ".half" + half;
      Expr low = index(item);
      Expr both = new Expr.Binary(Arithmetic.binaryOp(c.op()), load(element, tree, low), load(element, tree, Build.add(low, half)));
      steps.add(Build.items(item, length - half, store(tree, low, both)));
    }
    return steps;
  }

  /// The result of a fold whose tree is down to one element.
  static Stmt collected(Stmt.Collect c, Type element) {
    return Build.let(c.name(), load(element, tree(c), Build.i32(0)));
  }

  /// One item after another: for a language whose items are a loop anyway.
  static List<Stmt> scanInOrder(Stmt.Scan s, Type element) {
    Expr sum = Build.ref(s.total(), element);
    Expr i = index(s.total() + ".item");
    String old = s.total() + ".old";
    return List.of(
        Build.variable(s.total(), Build.number(element, 0)),
        Build.loop(
            s.total() + ".item",
            Build.i32(0),
            Build.i32(s.count()),
            Build.let(old, load(element, s.array(), i)),
            store(s.array(), i, sum),
            Build.assign(s.total(), Build.add(sum, Build.ref(old, element)))));
  }

  /// Inclusive sums by doubling the distance between two arrays in turn, then shifted by one into the array.
  static List<Stmt> scanByDoubling(Stmt.Scan s, Type element) {
    List<Stmt> steps = new ArrayList<>();
    List<String> turns = List.of(s.total() + ".even", s.total() + ".odd");
    turns.forEach(t -> steps.add(new Stmt.Alloc(t, element.scalar(), List.of(s.count()), Stmt.Space.GROUP)));
    Expr copied = index(s.total() + ".copy");
    steps.add(Build.items(s.total() + ".copy", s.count(), store(turns.get(0), copied, load(element, s.array(), copied))));
    int turn = 0;
    for (int distance = 1; distance < s.count(); distance *= 2) {
      String item = s.total() + ".add" + distance;
      Expr i = index(item);
      Expr before = before(element, turns.get(turn), i, distance);
      steps.add(Build.items(item, s.count(), store(turns.get(1 - turn), i, Build.add(load(element, turns.get(turn), i), before))));
      turn = 1 - turn;
    }
    Expr i = index(s.total() + ".item");
    steps.add(Build.items(s.total() + ".item", s.count(), store(s.array(), i, before(element, turns.get(turn), i, 1))));
    steps.add(Build.let(s.total(), load(element, turns.get(turn), Build.i32(s.count() - 1))));
    return steps;
  }

  /// One sum after another, in the order of the depth: for a language without products of matrices.
  ///
  /// @param tiles the rows and columns of tiles of a warp
  /// @param warpColumns the warps beside each other
  static Stmt multiply(Stmt.Multiply m, int items, int[] tiles, int warpColumns) {
    String prefix = m.sum() + ".";
    Expr item = index(prefix + "item");
    Expr warp = Build.div(item, Stmt.Multiply.WARP);
    Expr lane = Build.mod(item, Stmt.Multiply.WARP);
    Expr a = index(prefix + "a");
    Expr b = index(prefix + "b");
    Expr e = index(prefix + "e");
    Expr k = index(prefix + "k");
    Expr tileRow = Build.add(Build.mul(Build.div(warp, warpColumns), tiles[0]), a);
    Expr tileColumn = Build.add(Build.mul(Build.mod(warp, warpColumns), tiles[1]), b);
    Expr inRow = Build.add(Build.div(lane, 4), Build.mul(Build.div(e, 2), 8));
    Expr inColumn = Build.add(Build.mul(Build.mod(lane, 4), 2), Build.mod(e, 2));
    Expr row = Build.add(Build.mul(tileRow, Stmt.Multiply.TILE_ROWS), inRow);
    Expr column = Build.add(Build.mul(tileColumn, Stmt.Multiply.TILE_COLUMNS), inColumn);
    Expr x = m.leftAcross() ? load(Type.F32, m.left(), k, row) : load(Type.F32, m.left(), row, k);
    Expr y = m.rightAcross() ? load(Type.F32, m.right(), k, column) : load(Type.F32, m.right(), column, k);
    Stmt add = Build.store(m.sum(), List.of(item, a, b, e), Build.fma(x, y, load(Type.F32, m.sum(), item, a, b, e)));
    Stmt each = Build.loop(prefix + "k", Build.i32(0), Build.i32(m.depth()), add);
    each = Build.loop(prefix + "e", Build.i32(0), Build.i32(4), each);
    each = Build.loop(prefix + "b", Build.i32(0), Build.i32(tiles[1]), each);
    each = Build.loop(prefix + "a", Build.i32(0), Build.i32(tiles[0]), each);
    return Build.items(prefix + "item", items, each);
  }

  private static Expr before(Type element, String array, Expr i, int distance) {
    Expr there = Build.ge(i, Build.i32(distance));
    return Build.select(there, load(element, array, Build.sub(i, distance)), Build.number(element, 0));
  }

  private static Expr index(String name) {
    return Build.ref(name, Type.I32);
  }

  private static Expr load(Type element, String array, Expr... at) {
    return Build.load(element, array, at);
  }

  private static Stmt store(String array, Expr at, Expr value) {
    return Build.store(array, List.of(at), value);
  }
}
