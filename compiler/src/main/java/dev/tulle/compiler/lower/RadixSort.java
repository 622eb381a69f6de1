package dev.tulle.compiler.lower;

import dev.tulle.kernel.ir.Build;
import dev.tulle.kernel.ir.Expr;
import dev.tulle.kernel.ir.Scalar;
import dev.tulle.kernel.ir.Stmt;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// Sorts a list of positions in a row by the numbers that stand there, stably: four rounds, one for each byte from the last to the first, each of which puts the positions behind
/// each other by that byte. How often each byte occurs is counted once, before.
final class RadixSort {
  private static final int ROUNDS = 4;
  private static final int BUCKETS = 256;

  private final KernelBuilder builder;
  private final Row row;
  private final Row.Source keys;
  private final Row.Positions list;
  private final Row.Positions spare;
  private final Scalar counter;

  RadixSort(KernelBuilder builder, Row row, Row.Source keys, Row.Positions list) {
    this.builder = builder;
    this.row = row;
    this.keys = keys;
    this.list = list;
    this.spare = row.scratch("spare");
    this.counter = row.length().type().scalar();
  }

  /// Fills the list from `from` on with the positions that are wanted, ascending; gives the end of the list.
  Expr list(Expr from, Expr to, UnaryOperator<Expr> wanted) {
    Expr.Ref end = builder.variable("listed", from);
    row.each(from, to, at -> builder.when(
        wanted.apply(at),
        () -> builder.when(
            Build.and(Build.ge(end, from), Build.lt(end, to)),
            () -> {
              list.set(end, at);
              builder.assign(end, Build.add(end, 1));
            })));
    return builder.let("list_end", Build.min(end, to));
  }

  void sort(Expr from, Expr to, boolean descending) {
    String starts = builder.names.fresh("starts");
    builder.emit(new Stmt.Alloc(starts, counter, List.of(ROUNDS, BUCKETS), Stmt.Space.ITEM));
    row.each(from, to, at -> {
      Expr place = builder.let("place", place(list.at(at), descending));
      for (int round = 0; round < ROUNDS; round++) {
        Expr digit = builder.let("digit", digit(place, round));
        set(starts, round, digit, Build.add(get(starts, round, digit), 1));
      }
    });
    for (int round = 0; round < ROUNDS; round++) accumulate(starts, round);
    for (int round = 0; round < ROUNDS; round++) {
      boolean even = round % 2 == 0;
      scatter(starts, round, even ? list : spare, even ? spare : list, from, to, descending);
    }
  }

  /// Makes the counts of one round the places where each bucket starts.
  private void accumulate(String starts, int round) {
    Expr.Ref sum = builder.variable("sum", row.number(0));
    Expr buckets = Build.i32(BUCKETS);
    row.each(Build.i32(0), buckets, bucket -> {
      Expr here = builder.let("here", get(starts, round, bucket));
      set(starts, round, bucket, sum);
      builder.assign(sum, Build.add(sum, here));
    });
  }

  private void scatter(String starts, int round, Row.Positions source, Row.Positions destination, Expr from, Expr to, boolean descending) {
    row.each(from, to, at -> {
      Expr position = builder.let("position", source.at(at));
      Expr digit = builder.let("digit", digit(place(position, descending), round));
      Expr start = builder.let("start", get(starts, round, digit));
      Expr goal = builder.let("goal", Build.add(from, start));
      builder.when(Build.and(Build.ge(goal, from), Build.lt(goal, to)), () -> destination.set(goal, position));
      set(starts, round, digit, Build.add(start, 1));
    });
  }

  private Expr place(Expr position, boolean descending) {
    Expr place = SortableBits.place(builder.let("key", keys.at(position)));
    return descending ? Build.xor(place, Build.i32(-1)) : place;
  }

  private static Expr digit(Expr place, int round) {
    return Build.binary(Expr.BinaryOp.AND, Build.ushr(place, Build.i32(8 * round)), Build.i32(BUCKETS - 1));
  }

  private Expr get(String starts, int round, Expr digit) {
    return Build.load(row.length().type(), starts, Build.i32(round), digit);
  }

  private void set(String starts, int round, Expr digit, Expr value) {
    builder.emit(new Stmt.Store(starts, List.of(Build.i32(round), digit), value, Optional.empty()));
  }
}
