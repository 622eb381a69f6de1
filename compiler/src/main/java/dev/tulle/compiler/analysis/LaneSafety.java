package dev.tulle.compiler.analysis;

import dev.tulle.compiler.tensor.Arithmetic;
import dev.tulle.compiler.tensor.Axis;
import dev.tulle.compiler.tensor.Declaration;
import dev.tulle.compiler.tensor.Program;
import dev.tulle.compiler.tensor.Term;
import dev.tulle.compiler.tensor.Terms;
import dev.tulle.dsl.model.Function;
import dev.tulle.dsl.model.ValueType;
import java.util.List;
import java.util.OptionalLong;

/// Whether a term can be evaluated for consecutive values of an index at once, in the lanes of a vector: every tensor is read either at one place for all lanes or at
/// consecutive ones, and nothing in it is a loop whose bounds differ from lane to lane.
public final class LaneSafety {
  /// A loop this short may run over all its values under a mask.
  private static final long SHORT_LOOP = 64;

  private final Program program;
  private final String index;

  /// @param index the index that runs along the lanes
  public LaneSafety(Program program, String index) {
    this.program = program;
    this.index = index;
  }

  public boolean allows(Term term) {
    if (!Terms.mentions(term, index)) return true;
    return switch (term) {
      case Term.Number _, Term.SizeOf _, Term.IndexOf _ -> true;
      case Term.Element e -> allowsRead(e);
      case Term.Exists _ -> false;
      case Term.Apply a -> allowsFunction(a) && a.arguments().stream().allMatch(this::allows);
      case Term.Cast c -> allows(c.operand());
      case Term.Choose c -> allows(c.condition()) && allows(c.then()) && allows(c.otherwise());
      case Term.Reduce r -> allows(r.where()) && allows(r.body()) && (!Terms.mentions(r.where(), index) || isShort(r.over()));
      case Term.RowOperation _, Term.Selection _ -> false;
    };
  }

  private boolean allowsRead(Term.Element e) {
    Declaration d = program.declaration(e.tensor());
    if (!d.isDense()) return false;
    int last = e.at().size() - 1;
    for (int a = 0; a < last; a++) if (Terms.mentions(e.at().get(a), index)) return false;
    Affine form = Affine.of(e.at().get(last), index).orElse(new Affine(0, Terms.integer(0)));
    return form.coefficient() == 1 && !e.checked().contains(last);
  }

  private static boolean allowsFunction(Term.Apply a) {
    boolean divides = a.function() == Function.DIVIDE || a.function() == Function.MODULO;
    boolean draws = a.function() == Function.UNIFORM || a.function() == Function.NORMAL || a.function() == Function.GUMBEL;
    return !draws && !(divides && a.type() == ValueType.INT);
  }

  private static boolean isShort(List<Axis> over) {
    long product = 1;
    for (Axis a : over) {
      OptionalLong extent = Arithmetic.constant(a.extent());
      if (extent.isEmpty()) return false;
      product *= extent.getAsLong();
    }
    return product <= SHORT_LOOP;
  }
}
