package dev.tulle.kernel.interpret;

import dev.tulle.kernel.CompilerBug;
import dev.tulle.kernel.ir.Arithmetic;
import dev.tulle.kernel.ir.Expr;
import dev.tulle.kernel.ir.Scalar;
import dev.tulle.kernel.ir.Stmt;
import dev.tulle.kernel.ir.Type;
import dev.tulle.kernel.text.KernelPrinter;
import java.util.function.LongBinaryOperator;

/// Translates statements to closures.
final class TranslateStatements {
  private final Slots slots;
  private final TranslateExpressions expressions;

  TranslateStatements(String kernel, Slots slots) {
    this.slots = slots;
    this.expressions = new TranslateExpressions(kernel, slots);
  }

  Code.Step block(Stmt.Block block) {
    slots.open();
    Code.Step[] steps = block.statements().stream().map(this::statement).toArray(Code.Step[]::new);
    slots.close();
    return f -> {
      for (Code.Step step : steps) step.run(f);
    };
  }

  private Code.Step statement(Stmt s) {
    return switch (s) {
      case Stmt.Block b -> block(b);
      case Stmt.Let l -> define(l.name(), l.value());
      case Stmt.Var v -> define(v.name(), v.initial());
      case Stmt.Assign a -> set(slots.slot(a.name(), a.value().type()), a.value());
      case Stmt.If i -> {
        Code.Value condition = expressions.scalar(i.condition());
        Code.Step then = block(i.then());
        Code.Step otherwise = block(i.otherwise());
        yield f -> (condition.of(f) == 1 ? then : otherwise).run(f);
      }
      case Stmt.For loop -> loop(loop);
      case Stmt.While w -> loop(w);
      case Stmt.Alloc a -> {
        long[] shape = a.shape().stream().mapToLong(n -> n).toArray();
        int slot = slots.array(a.name(), a.element(), shape.length);
        yield f -> f.memories[slot] = Memory.array(a.name(), a.element(), shape);
      }
      case Stmt.Store t -> store(t);
      case Stmt.Atomic a -> atomic(a);
      case Stmt.Items i -> items(i);
      case Stmt.Collect c -> collect(c);
      case Stmt.Scan c -> scan(c);
      case Stmt.Multiply m -> {
        int sum = slots.array(m.sum()).number();
        int left = slots.array(m.left()).number();
        int right = slots.array(m.right()).number();
        yield f -> new MultiplyStaged(m, f.memories[sum], f.memories[left], f.memories[right]).run();
      }
      case Stmt.Fail e -> {
        Code.Value position = expressions.scalar(e.position());
        Code.Value value = expressions.scalar(e.value());
        yield f -> {
          if (!f.hasSite(e.site())) throw slots.bug("no status word for site " + e.site());
          f.fail(e.site(), position.of(f), value.of(f));
        };
      }
    };
  }

  /// The value is translated before the name is in scope.
  private Code.Step define(String name, Expr value) {
    int slot = slots.reserve();
    Code.Step set = set(slot, value);
    slots.name(name, value.type(), slot);
    return set;
  }

  private Code.Step set(int slot, Expr value) {
    if (value.type().isVector()) {
      Code.Lanes lanes = expressions.lanes(value);
      return f -> f.vectors[slot] = lanes.of(f);
    }
    Code.Value scalar = expressions.scalar(value);
    return f -> f.scalars[slot] = scalar.of(f);
  }

  private Code.Step loop(Stmt.For loop) {
    Code.Value from = expressions.scalar(loop.from());
    Code.Value to = expressions.scalar(loop.to());
    slots.open();
    int slot = slots.name(loop.name(), loop.from().type());
    Code.Step body = block(loop.body());
    slots.close();
    int step = loop.step();
    return f -> {
      long end = to.of(f);
      for (long i = from.of(f); i < end && end - i >= step; i += step) {
        f.scalars[slot] = i;
        body.run(f);
      }
    };
  }

  private Code.Step loop(Stmt.While w) {
    Code.Value condition = expressions.scalar(w.condition());
    Code.Value bound = expressions.scalar(w.bound());
    Code.Step body = block(w.body());
    return f -> {
      long most = bound.of(f);
      for (long count = 0; condition.of(f) == 1; count++) {
        if (count >= most) throw slots.bug("while " + KernelPrinter.print(w.condition()) + " runs more often than its bound, " + most);
        body.run(f);
      }
    };
  }

  private Code.Step store(Stmt.Store t) {
    Type type = t.value().type();
    Access access = expressions.access(type, t.buffer(), t.at(), () -> KernelPrinter.print(t));
    if (type.isVector()) {
      TranslateExpressions.Mask mask = expressions.mask(t.mask(), type.lanes());
      Code.Lanes value = expressions.lanes(t.value());
      return f -> access.write(f, mask.of(f), value.of(f));
    }
    Code.Value value = expressions.scalar(t.value());
    if (t.mask().isEmpty()) return f -> access.write(f, value.of(f));
    Code.Value mask = expressions.scalar(t.mask().get());
    return f -> {
      if (mask.of(f) == 1) access.write(f, value.of(f));
    };
  }

  private Code.Step atomic(Stmt.Atomic a) {
    Scalar scalar = a.value().type().scalar();
    Access access = expressions.access(a.value().type(), a.buffer(), a.at(), () -> KernelPrinter.print(a));
    Code.Value value = expressions.scalar(a.value());
    LongBinaryOperator op = (x, y) -> switch (a.op()) {
      case ADD -> Arithmetic.canonical(scalar, x + y);
      case MIN -> Math.min(x, y);
      case MAX -> Math.max(x, y);
      case OR -> x | y;
    };
    return f -> {
      long operand = value.of(f);
      access.combine(f, old -> op.applyAsLong(old, operand));
    };
  }

  private Code.Step items(Stmt.Items items) {
    slots.open();
    int slot = slots.name(items.name(), Type.I32);
    Code.Step body = block(items.body());
    slots.close();
    return f -> {
      f.races.ifPresent(RaceDetector::enterPhase);
      for (int item : f.order(items.extent())) {
        f.races.ifPresent(r -> r.enterItem(item));
        f.scalars[slot] = item;
        body.run(f);
      }
      f.races.ifPresent(RaceDetector::leavePhase);
    };
  }

  /// The first `count` elements of an array of one axis.
  private int firstElements(String array, int count) {
    Slots.Slot slot = slots.array(array);
    if (slot.rank() != 1 || count < 1) throw slots.bug("collect or scan of " + count + " elements of " + array);
    return slot.number();
  }

  private static long[] read(Frame f, int slot, int count) {
    Memory m = f.memories[slot];
    if (count > m.shape[0]) throw new CompilerBug("collect or scan of " + count + " elements of " + m.name);
    long[] values = new long[count];
    for (int i = 0; i < count; i++) values[i] = m.get(i);
    return values;
  }

  private Code.Step collect(Stmt.Collect c) {
    int array = firstElements(c.array(), c.count());
    Type type = slots.array(c.array()).type();
    int result = slots.name(c.name(), type);
    return f -> f.scalars[result] = TranslateExpressions.halve(c.op(), type.scalar(), read(f, array, c.count()));
  }

  private Code.Step scan(Stmt.Scan c) {
    int array = firstElements(c.array(), c.count());
    Type type = slots.array(c.array()).type();
    int total = slots.name(c.total(), type);
    return f -> {
      long[] values = read(f, array, c.count());
      long sum = 0;
      for (int i = 0; i < values.length; i++) {
        f.memories[array].set(i, sum);
        sum = Arithmetic.canonical(type.scalar(), sum + values[i]);
      }
      f.scalars[total] = sum;
    };
  }
}
