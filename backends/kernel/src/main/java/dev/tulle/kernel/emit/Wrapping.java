package dev.tulle.kernel.emit;

import dev.tulle.kernel.ir.Expr;
import dev.tulle.kernel.ir.Stmt;
import dev.tulle.kernel.ir.Traversal;
import java.util.HashSet;
import java.util.Set;

/// Tells arithmetic on data from arithmetic on sizes and indices. In C an overflow of signed integers is undefined, and compilers make
/// use of that in loops; data may overflow and must wrap, positions do not (the verifier has bounded them).
final class Wrapping {
  private final Set<String> data = new HashSet<>();

  private Wrapping() {}

  static Wrapping of(Stmt body) {
    Wrapping wrapping = new Wrapping();
    int known = -1;
    while (wrapping.data.size() > known) {
      known = wrapping.data.size();
      Traversal.walk(body, wrapping::note, _ -> {});
    }
    return wrapping;
  }

  private void note(Stmt statement) {
    switch (statement) {
      case Stmt.Let l -> note(l.name(), l.value());
      case Stmt.Var v -> note(v.name(), v.initial());
      case Stmt.Assign a -> note(a.name(), a.value());
      case Stmt.Collect c -> data.add(c.name());
      case Stmt.Scan s -> data.add(s.total());
      case Stmt.Block _, Stmt.If _, Stmt.For _, Stmt.While _, Stmt.Alloc _, Stmt.Store _, Stmt.Atomic _, Stmt.Items _, Stmt.Multiply _,
          Stmt.Fail _ -> {
            // Loop variables and items are positions.
          }
        }
      }

      private void note(String name, Expr value) {
        if (isData(value)) data.add(name);
      }

      /// Whether an operation may have to wrap.
      boolean mayWrap(Expr.Binary b) {
        boolean arithmetic = switch (b.op()) {
          case ADD, SUB, MUL -> b.type().scalar().isInteger();
          case DIV, MOD, MIN, MAX, AND, OR, XOR, SHL, SHR, USHR, LT, LE, GT, GE, EQ, NE -> false;
        };
        return arithmetic && isData(b);
      }

      private boolean isData(Expr e) {
        boolean own = switch (e) {
          case Expr.Load _, Expr.Bits _ -> true;
          case Expr.Ref r -> data.contains(r.name());
          case Expr.Convert c -> !c.operand().type().scalar().isInteger();
          case Expr.Const _, Expr.Unary _, Expr.Binary _, Expr.Fma _, Expr.Select _ -> false;
          case Expr.Round _, Expr.Splat _, Expr.Iota _, Expr.Prefix _, Expr.LaneFold _ ->
              false;
        };
        return own || Traversal.children(e).stream().anyMatch(this::isData);
      }
    }
