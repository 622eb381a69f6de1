package dev.tulle.dsl.check;

import dev.tulle.dsl.check.prove.Conditions;
import dev.tulle.dsl.check.prove.Knowledge;
import dev.tulle.dsl.check.prove.Substitute;
import dev.tulle.dsl.diagnostic.DiagnosticCode;
import dev.tulle.dsl.model.Expr;
import dev.tulle.dsl.model.Index;
import dev.tulle.dsl.model.Pattern;
import dev.tulle.dsl.model.Symbol;
import dev.tulle.dsl.model.Tensor;
import dev.tulle.dsl.source.Span;
import java.util.EnumSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Holds an expression of a declaration to what is known when it is settled: before any statement is run, so defined patterns are written out.
final class KnownAtOpen {
  /// The longest condition that is written out, in nodes.
  private static final int LONGEST = 1000;

  private final Problems problems;
  private final Declarations declarations;
  private final String what;
  private final String when;
  private final String help;
  private final Set<Tensor.Role> tensors;
  private final Set<Pattern.Role> patterns;

  /// @param what is checked, for messages
  /// @param when it is settled
  /// @param help what may be used
  private KnownAtOpen(Problems problems, Declarations declarations, String what, String when, String help, Set<Tensor.Role> tensors,
      Set<Pattern.Role> patterns) {
    this.problems = problems;
    this.declarations = declarations;
    this.what = what;
    this.when = when;
    this.help = help;
    this.tensors = tensors;
    this.patterns = patterns;
  }

  /// For the `where` of a weight.
  static KnownAtOpen weight(Problems problems, Declarations declarations) {
    return new KnownAtOpen(problems, declarations, "the `where` of a weight", "it is settled when the model is opened",
        "use weights before this one, weight patterns and sizes", EnumSet.of(Tensor.Role.WEIGHT, Tensor.Role.CONST),
        EnumSet.of(Pattern.Role.WEIGHT));
  }

  /// For the `where` of a state.
  static KnownAtOpen state(Problems problems, Declarations declarations) {
    return new KnownAtOpen(problems, declarations, "the `where` of a state", "it is settled when the model is opened",
        "use weights, sizes and state patterns",
        EnumSet.of(Tensor.Role.WEIGHT, Tensor.Role.CONST), EnumSet.of(Pattern.Role.WEIGHT, Pattern.Role.STATE));
  }

  /// For the first values of a state.
  static KnownAtOpen first(Problems problems, Declarations declarations, String what) {
    return new KnownAtOpen(problems, declarations, what, "it is settled when the model is opened",
        "use weights, sizes and state patterns, or states before this one",
        EnumSet.of(Tensor.Role.WEIGHT, Tensor.Role.CONST, Tensor.Role.STATE), EnumSet.of(Pattern.Role.WEIGHT, Pattern.Role.STATE));
  }

  /// For the `where` of an input.
  static KnownAtOpen input(Problems problems, Declarations declarations) {
    return new KnownAtOpen(problems, declarations, "the `where` of an input", "inputs are bound before anything is computed",
        "use inputs before this one, input patterns, weights, states and sizes",
        EnumSet.of(Tensor.Role.WEIGHT, Tensor.Role.CONST, Tensor.Role.STATE, Tensor.Role.INPUT),
        EnumSet.of(Pattern.Role.WEIGHT, Pattern.Role.STATE, Pattern.Role.INPUT));
  }

  /// The expression without the names of defined patterns.
  Expr settled(Expr e, Span span) {
    return switch (e) {
      case Expr.Read r when !tensors.contains(r.tensor().role()) -> throw unknown(r.tensor(), span);
      case Expr.Member m when m.pattern().role() == Pattern.Role.DEFINED -> settled(writtenOut(m, span), span);
      case Expr.Member m when !patterns.contains(m.pattern().role()) -> throw unknown(m.pattern(), span);
      default -> Substitute.children(e, child -> settled(child, span));
    };
  }

  private Expr writtenOut(Expr.Member m, Span span) {
    declarations.used.add(m.pattern());
    Knowledge.Definition definition = declarations.patterns.get(m.pattern());
    Map<Index, Expr> positions = new IdentityHashMap<>();
    for (int i = 0; definition != null && i < m.at().size(); i++) positions.put(definition.indices().get(i), m.at().get(i));
    if (definition == null || InliningBudget.hasMoreThan(LONGEST, definition.condition())
        || !Substitute.moves(definition.condition(), positions))
      throw unknown(m.pattern(), span);
    Expr says = Substitute.fresh(Substitute.indices(definition.condition(), positions));
    for (int i = 0; i < m.at().size(); i++) {
      boolean plain = m.at().get(i) instanceof Expr.IndexValue(Index index) && index.range().equals(m.pattern().axes().get(i));
      if (!plain) says = Conditions.and(Conditions.inside(m.at().get(i), m.pattern().axes().get(i)), says);
    }
    return says;
  }

  private Unresolved unknown(Symbol symbol, Span span) {
    problems.add(DiagnosticCode.T1101, span, what + " cannot depend on `" + symbol.name() + "`", when,
        List.of("`" + symbol.name() + "` is " + kind(symbol)), help);
    return new Unresolved();
  }

  private static String kind(Symbol symbol) {
    return switch (symbol) {
      case Tensor t ->
          switch (t.role()) {
            case INPUT -> "given at every run";
            case WEIGHT, CONST -> "known";
            case LET, OUTPUT, CARRIED -> "computed at every run";
            case STATE -> "changed by every run";
          };
      case Pattern p ->
          switch (p.role()) {
            case INPUT -> "given at every run";
            case WEIGHT -> "known";
            case DEFINED -> "computed at every run";
            case STATE -> "changed by every run";
          };
    };
  }
}
