package dev.tulle.compiler.lower;

import dev.tulle.compiler.tensor.Statement;
import dev.tulle.compiler.tensor.Term;
import dev.tulle.dsl.model.SelectOperator;
import dev.tulle.dsl.model.ValueType;
import dev.tulle.kernel.ir.Build;
import dev.tulle.kernel.ir.Expr;
import dev.tulle.kernel.ir.Expr.FoldOp;
import dev.tulle.kernel.ir.Kernel;
import dev.tulle.kernel.ir.Scalar;
import dev.tulle.kernel.ir.Stmt;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// The best of each row, or of each group of a row. The value that the last of the `k` best has is found by bisection over the bits of a 32-bit number: the largest of which
/// there are `k` elements as large. That is at most 32 counts over the row, all in lanes. Equals of that value enter in the order of their places.
///
/// Numbers are compared, never their bits, so the zeros are equal and NaN is no candidate. The smallest are the largest of what is mirrored, which is exact.
final class LowerSelection {
  /// Lanes count in `I32`: so many elements at a time.
  private static final int CHUNK = 1 << 24;

  private final KernelBuilder builder;
  private final Term.Selection selection;
  private final Row row;
  private final Row.Source keys;
  private final Optional<Row.Source> candidates;

  LowerSelection(KernelBuilder builder, Statement s, Term.Selection selection) {
    this.builder = builder;
    this.selection = selection;
    this.row = new Row(builder, s, selection.over().size());
    this.keys = row.source((Term.Element) selection.body());
    this.candidates = selection.where() instanceof Term.Element e ? Optional.of(row.source(e)) : Optional.empty();
  }

  Kernel lower(String name, List<String> doc) {
    return row.kernel(name, doc, () -> {
      Expr count = builder.let("count", row.value(selection.count()));
      if (selection.group().isEmpty()) group(row.number(0), row.length(), count);
      else groups(builder.let("group", Build.max(row.value(selection.group().get()), Build.i32(1))), count);
    });
  }

  private void groups(Expr groupLength, Expr count) {
    Expr.Ref from = builder.variable("from", row.number(0));
    Stmt.Block each = builder.capture(() -> {
      Expr start = builder.let("start", from);
      Expr end = builder.let("end", Build.min(Build.add(start, groupLength), row.length()));
      group(start, end, count);
      builder.assign(from, end);
    });
    builder.emit(new Stmt.While(Build.lt(from, row.length()), row.length(), each));
  }

  private void group(Expr from, Expr to, Expr count) {
    switch (selection.operator()) {
      case TOPK, BOTTOMK -> {
        builder.note("the best along " + row.indices()
            + " by bisection over 32 bits: that many counts over the row at most, not one for each element");
        best(from, to, Build.convert(row.length().type().scalar(), count));
      }
      case TOPP -> {
        builder.note("the row along " + row.indices() + " is sorted by radix, then taken until the sum is reached");
        share(from, to, count);
      }
    }
  }

  private void best(Expr from, Expr to, Expr count) {
    Expr.Ref threshold = builder.variable("threshold", Build.i32(Integer.MIN_VALUE));
    Expr.Ref reached = builder.variable("reached", row.number(0));
    Expr.Ref bit = builder.variable("bit", Build.select(Build.gt(count, row.number(0)), Build.i32(Integer.MIN_VALUE), Build.i32(0)));
    Stmt.Block halve = builder.capture(() -> {
      Expr trial = builder.let("trial", Build.xor(threshold, bit));
      Expr limit = builder.let("limit", number(trial));
      Expr found = builder.let("found", count(from, to, key -> Build.ge(key, limit)));
      builder.when(Build.ge(found, count), () -> {
        builder.assign(threshold, trial);
        builder.assign(reached, found);
      });
      builder.assign(bit, Build.select(Build.eq(found, count), Build.i32(0), Build.ushr(bit, Build.i32(1))));
    });
    builder.emit(new Stmt.While(Build.ne(bit, Build.i32(0)), Build.i32(32), halve));
    Expr limit = builder.let("last", number(threshold));
    Expr none = Build.le(count, row.number(0));
    Stmt.Block all = builder.capture(
        () -> row.lanes(from, to, lanes -> row.store(lanes, candidate(lanes, Build.and(Build.ge(key(lanes), limit), Build.not(none))))));
    Stmt.Block some = builder.capture(() -> firstEquals(from, to, count, limit));
    builder.emit(new Stmt.If(Build.or(none, Build.le(reached, count)), all, some));
  }

  /// More elements than `count` are as good as the last one: of the equals only the first are taken.
  private void firstEquals(Expr from, Expr to, Expr count, Expr limit) {
    Expr better = builder.let("better", count(from, to, key -> Build.gt(key, limit)));
    Expr.Ref left = builder.variable("left", Build.sub(count, better));
    row.each(from, to, at -> {
      Expr key = builder.let("key", mirrored(keys.at(at)));
      Expr equal = builder.let("equal", candidate(at, Build.and(Build.eq(key, limit), Build.gt(left, row.number(0)))));
      row.store(at, Build.or(equal, candidate(at, Build.gt(key, limit))));
      builder.assign(left, Build.sub(left, Build.select(equal, row.number(1), row.number(0))));
    });
  }

  /// How many candidates satisfy the test.
  private Expr count(Expr from, Expr to, UnaryOperator<Expr> test) {
    if (row.length().type().scalar() == Scalar.I32) return countChunk(from, to, test);
    Expr.Ref total = builder.variable("total", row.number(0));
    Expr chunks = Build.div(Build.add(Build.sub(to, from), CHUNK - 1L), CHUNK);
    row.each(row.number(0), builder.let("chunks", chunks), chunk -> {
      Expr start = builder.let("chunk_from", Build.add(from, Build.mul(chunk, CHUNK)));
      Expr end = builder.let("chunk_to", Build.min(to, Build.add(start, CHUNK)));
      builder.assign(total, Build.add(total, Build.convert(Scalar.I64, countChunk(start, end, test))));
    });
    return total;
  }

  private Expr countChunk(Expr from, Expr to, UnaryOperator<Expr> test) {
    int width = builder.target.lanes();
    Expr.Ref hits = builder.variable("hits", Build.splat(width, Build.i32(0)));
    row.lanes(from, to, lanes -> {
      Expr hit = candidate(lanes, lanes.active(test.apply(key(lanes))));
      builder.assign(hits, Build.add(hits, Build.select(hit, Build.i32(1), Build.i32(0))));
    });
    return Build.laneFold(FoldOp.ADD, hits);
  }

  private Expr key(Row.Lanes lanes) {
    return builder.let("key", mirrored(keys.at(lanes)));
  }

  private Expr candidate(Row.Lanes lanes, Expr condition) {
    return candidates.map(c -> Build.and(c.at(lanes), condition)).orElse(condition);
  }

  private Expr candidate(Expr at, Expr condition) {
    return candidates.map(c -> Build.and(c.at(at), condition)).orElse(condition);
  }

  private Expr mirrored(Expr key) {
    if (selection.operator() != SelectOperator.BOTTOMK) return key;
    return isFloat() ? Build.neg(key) : Build.xor(key, Build.number(key.type(), -1));
  }

  private boolean isFloat() {
    return selection.body().type() == ValueType.FLOAT;
  }

  /// The number at a place in the order of all numbers: for floats the places below −∞ are taken for it, and those above ∞ are NaN, which no key is as large as.
  private Expr number(Expr place) {
    if (!isFloat()) return place;
    int lowest = SortableBits.of(Float.NEGATIVE_INFINITY);
    return Build.bits(Scalar.F32, SortableBits.mirrored(Build.max(place, Build.i32(lowest))));
  }

  /// The shortest prefix in descending order whose sum reaches a share of the row's sum. Both sums are taken in that order.
  private void share(Expr from, Expr to, Expr share) {
    Row.Positions list = row.scratch("positions");
    RadixSort sort = new RadixSort(builder, row, keys, list);
    row.lanes(from, to, lanes -> row.store(lanes, Build.bool(false)));
    Expr end = sort.list(from, to, at -> {
      Expr key = builder.let("key", keys.at(at));
      return candidate(at, Build.eq(key, key));
    });
    sort.sort(from, end, true);
    Expr.Ref all = builder.variable("all", zero());
    row.each(from, end, at -> builder.assign(all, Build.add(all, term(list.at(at)))));
    Expr wanted = builder.let("wanted", Build.mul(share, Build.convert(Scalar.F32, all)));
    Expr.Ref sum = builder.variable("sum", zero());
    Expr.Ref next = builder.variable("next", from);
    Stmt.Block take = builder.capture(() -> {
      Expr position = builder.let("position", list.at(next));
      row.store(position, Build.bool(true));
      builder.assign(sum, Build.add(sum, term(position)));
      builder.assign(next, Build.add(next, 1));
    });
    Expr more = Build.and(Build.lt(next, end), Build.lt(Build.convert(Scalar.F32, sum), wanted));
    builder.emit(new Stmt.While(more, row.length(), take));
  }

  /// Integers are added up exactly.
  private Expr zero() {
    return isFloat() ? Build.f32(0) : Build.i64(0);
  }

  private Expr term(Expr position) {
    Expr key = keys.at(position);
    return isFloat() ? key : Build.convert(Scalar.I64, key);
  }
}
