package dev.tulle.compiler.pass;

import dev.tulle.compiler.analysis.Interval;
import dev.tulle.compiler.tensor.Declaration;
import dev.tulle.compiler.tensor.Either;
import dev.tulle.compiler.tensor.Fold;
import dev.tulle.compiler.tensor.Listing;
import dev.tulle.compiler.tensor.Measure;
import dev.tulle.compiler.tensor.Names;
import dev.tulle.compiler.tensor.Program;
import dev.tulle.compiler.tensor.Repeat;
import dev.tulle.compiler.tensor.Statement;
import dev.tulle.compiler.tensor.Step;
import dev.tulle.compiler.tensor.Term;
import dev.tulle.compiler.tensor.Terms;
import dev.tulle.dsl.model.Function;
import dev.tulle.dsl.model.ValueType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Looks through the names of patterns that are cheap to test: those made of index arithmetic, sizes and integer or boolean loads.
///
///     pattern seen[i, j] = j <= i                      s[i, j] where j <= i
///     s[i, j] where seen[i, j] = …              →      …
///
/// Does not fire on patterns with a reduction, a selection, a random number or a comparison of floats: those are evaluated once and stored. Nor on those whose members folds walk
/// although nothing says where they are: a list says it once for all rows that share it. Must run before conditions are taken apart, which is how intervals are found.
final class InlinePatterns implements Pass {
  /// Beyond this many nodes a condition is cheaper stored than said again.
  private static final int LARGEST = 120;

  @Override
  public Program run(Program program) {
    Names names = Names.of(program);
    Map<String, Statement> definitions = new HashMap<>();
    return program.with(
        Step.replace(
            program.steps(),
            s -> {
              Statement inlined = s.with(inline(s.where(), definitions, names), inline(s.value(), definitions, names));
              Declaration target = program.declaration(s.target());
              if (target.pattern() && isCheap(inlined.value()) && !isBetterListed(inlined, program)) definitions.put(s.target(), inlined);
              return List.of(inlined);
            },
            f -> List.of(f.map(t -> inline(t, definitions, names)))));
  }

  private static Term inline(Term term, Map<String, Statement> definitions, Names names) {
    Term inner = Terms.mapChildren(term, child -> inline(child, definitions, names));
    return switch (inner) {
      case Term.Element e when definitions.containsKey(e.tensor()) -> {
        Statement definition = definitions.get(e.tensor());
        yield Terms.substitute(Terms.refresh(definition.value(), names), Terms.binding(definition.axes(), e.at()), names);
      }
      case Term.Apply a when a.function() == Function.AND -> Terms.and(a.arguments().get(0), a.arguments().get(1));
      case Term.Apply a when a.function() == Function.OR -> Terms.or(a.arguments().get(0), a.arguments().get(1));
      case Term.Apply a when a.function() == Function.NOT -> Terms.not(a.arguments().getFirst());
      case Term.Number _, Term.SizeOf _, Term.IndexOf _, Term.Element _, Term.Exists _, Term.Apply _, Term.Cast _ -> inner;
      case Term.Choose _, Term.Reduce _, Term.RowOperation _, Term.Selection _ -> inner;
    };
  }

  private static boolean isCheap(Term condition) {
    int[] nodes = {0};
    boolean[] cheap = {true};
    Terms.walk(
        condition,
        t -> {
          nodes[0]++;
          cheap[0] &= switch (t) {
            case Term.Number _, Term.SizeOf _, Term.IndexOf _, Term.Exists _ -> true;
            case Term.Element e -> e.type() != ValueType.FLOAT && e.checked().isEmpty();
            case Term.Apply a -> a.arguments().stream().noneMatch(x -> x.type() == ValueType.FLOAT) && a.type() != ValueType.FLOAT;
            case Term.Choose _ -> true;
            case Term.Cast _, Term.Reduce _, Term.RowOperation _, Term.Selection _ -> false;
          };
        });
    return cheap[0] && nodes[0] <= LARGEST;
  }

  private static boolean isBetterListed(Statement pattern, Program program) {
    if (pattern.axes().size() < 2 || Terms.reads(pattern.value()).isEmpty()) return false;
    String last = pattern.axes().getLast().index();
    boolean driven = Terms.conjuncts(pattern.value()).stream().anyMatch(a -> a instanceof Term.Exists || Interval.of(a, last).isPresent());
    if (driven) return false;
    long walked = folds(program.steps()).filter(f -> Terms.conjuncts(f.where()).stream().anyMatch(a -> isMembership(a, pattern, f)))
        .count();
    long read = program.steps().stream().flatMap(Step::terms).mapToLong(t -> reads(t, pattern.target())).sum();
    return walked > 0 && walked == read;
  }

  private static Stream<Fold> folds(List<Step> steps) {
    return steps.stream().flatMap(s -> switch (s) {
      case Fold f -> Stream.of(f);
      case Repeat r -> folds(r.body());
      case Statement _, Listing _, Measure _, Either _ -> Stream.empty();
    });
  }

  private static boolean isMembership(Term atom, Statement pattern, Fold f) {
    return atom instanceof Term.Element e && e.tensor().equals(pattern.target()) && e.at().getLast().equals(Terms.index(f.element()));
  }

  private static long reads(Term term, String tensor) {
    long[] count = {0};
    Terms.walk(term, t -> count[0] += t instanceof Term.Element e && e.tensor().equals(tensor) ? 1 : 0);
    return count[0];
  }
}
