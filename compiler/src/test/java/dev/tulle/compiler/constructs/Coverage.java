package dev.tulle.compiler.constructs;

import dev.tulle.compiler.differential.CompiledSpec;
import dev.tulle.dsl.grammar.TulleLexer;
import dev.tulle.dsl.model.Carried;
import dev.tulle.dsl.model.CheckedModel;
import dev.tulle.dsl.model.ElementType;
import dev.tulle.dsl.model.Existence;
import dev.tulle.dsl.model.Expr;
import dev.tulle.dsl.model.FoldStep;
import dev.tulle.dsl.model.Format;
import dev.tulle.dsl.model.Function;
import dev.tulle.dsl.model.Pattern;
import dev.tulle.dsl.model.ReduceOperator;
import dev.tulle.dsl.model.RowOperator;
import dev.tulle.dsl.model.SelectOperator;
import dev.tulle.dsl.model.State;
import dev.tulle.dsl.model.Statement;
import dev.tulle.dsl.model.Symbol;
import dev.tulle.dsl.model.Tensor;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// What of the grammar and of checked models occurs in programs: words, nodes, operators, functions, types, formats.
final class Coverage {
  private static final java.util.regex.Pattern WORD = java.util.regex.Pattern.compile("[a-z]\\w*");

  private final Set<Object> seen = new HashSet<>();

  void add(String text) {
    Matcher word = WORD.matcher(text.replaceAll("//.*", ""));
    while (word.find()) seen.add(word.group());
    CheckedModel model = new CompiledSpec("program", text).model();
    model.weights().forEach(this::symbol);
    model.states().forEach(this::state);
    model.entries().forEach(entry -> {
      entry.inputs().forEach(this::symbol);
      entry.requirements().forEach(r -> expression(r.condition()));
      entry.statements().forEach(this::statement);
    });
  }

  private void symbol(Symbol symbol) {
    symbol.axes().forEach(this::expression);
    symbol.format().ifPresent(f -> seen.add(f.getClass()));
    switch (symbol) {
      case Pattern p -> seen.add(p.role());
      case Tensor t -> seen.addAll(Set.of(t.role(), t.element(), t.existence().getClass()));
    }
  }

  private void state(State state) {
    symbol(state.symbol());
    expression(state.initial());
  }

  private void statement(Statement statement) {
    seen.add(statement.getClass());
    statement.defined().forEach(this::symbol);
    statement.expressions().forEach(this::expression);
    switch (statement) {
      case Statement.Repeat r -> {
        r.body().forEach(this::statement);
        r.until().ifPresent(u -> seen.add(u.rows().isEmpty() ? Kind.UNTIL_OF_ALL : Kind.UNTIL_OF_ROWS));
        r.carried().forEach(this::carried);
      }
      case Statement.Fold f -> {
        f.body().forEach(step -> seen.add(step.getClass()));
        f.key().ifPresent(_ -> seen.add(Kind.ORDERED_FOLD));
        seen.add(f.rows().isEmpty() ? Kind.FOLD_OF_ONE_ROW : Kind.FOLD_OF_ROWS);
        f.carried().forEach(this::carried);
      }
      case Statement.Define _,Statement.DefinePattern _,Statement.Update _ -> {}
    }
  }

  private void carried(Carried carried) {
    carried.next().ifPresent(n -> seen.add(n.where().equals(Expr.truth()) ? Kind.WHOLE_NEXT : Kind.PARTIAL_NEXT));
  }

  private void expression(Expr whole) {
    whole.all().forEach(e -> {
      seen.add(e.getClass());
      switch (e) {
        case Expr.Read r -> {
          seen.addAll(r.bounds());
          seen.add(r.tensor().role());
        }
        case Expr.Member m -> seen.add(m.pattern().role());
        case Expr.Apply a -> seen.add(a.function());
        case Expr.Cast c -> seen.add(c.to());
        case Expr.Reduce r -> seen.add(r.operator());
        case Expr.RowOperation r -> seen.add(r.operator());
        case Expr.Selection s -> {
          seen.add(s.operator());
          seen.add(s.group().isPresent() ? Kind.GROUPED_SELECTION : s.over().size() > 1 ? Kind.JOINT_SELECTION : Kind.PLAIN_SELECTION);
        }
        case Expr.Literal _,Expr.SizeValue _,Expr.IndexValue _,Expr.Defined _,Expr.If _,Expr.Coalesce _ -> {}
      }
    });
  }

  /// Cases of one node that mean something else.
  private enum Kind {
    UNTIL_OF_ALL,
    UNTIL_OF_ROWS,
    ORDERED_FOLD,
    FOLD_OF_ONE_ROW,
    FOLD_OF_ROWS,
    WHOLE_NEXT,
    PARTIAL_NEXT,
    PLAIN_SELECTION,
    JOINT_SELECTION,
    GROUPED_SELECTION
  }

  /// The names of what occurs nowhere.
  Set<String> missing() {
    Stream<Object> values = Stream.of(
        Kind.values(), Function.values(), ReduceOperator.values(), RowOperator.values(), SelectOperator.values(), ElementType.values(),
        Tensor.Role.values(), Pattern.Role.values(), Expr.Bound.values()).flatMap(Arrays::stream);
    Stream<Object> nodes = Stream.of(Expr.class, Statement.class, FoldStep.class, Existence.class, Format.class)
        .flatMap(c -> Arrays.stream(c.getPermittedSubclasses()));
    Stream<Object> words = IntStream.rangeClosed(1, TulleLexer.VOCABULARY.getMaxTokenType())
        .mapToObj(TulleLexer.VOCABULARY::getLiteralName)
        .filter(name -> name != null && name.matches("'\\w+'"))
        .map(name -> name.substring(1, name.length() - 1));
    return Stream.of(values, nodes, words)
        .flatMap(s -> s)
        .filter(item -> !seen.contains(item))
        .map(Object::toString)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
