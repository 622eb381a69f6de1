package dev.tulle.dsl.check;

import dev.tulle.dsl.check.prove.Conditions;
import dev.tulle.dsl.diagnostic.DiagnosticCode;
import dev.tulle.dsl.model.Expr;
import dev.tulle.dsl.model.Index;
import dev.tulle.dsl.model.ReduceOperator;
import dev.tulle.dsl.model.RowOperator;
import dev.tulle.dsl.model.SelectOperator;
import dev.tulle.dsl.model.ValueType;
import dev.tulle.dsl.source.Span;
import dev.tulle.dsl.syntax.Binder;
import dev.tulle.dsl.syntax.Expression;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// The operators that bind indices: reductions, row operators, selections.
final class CheckOperator {
  private final Problems problems;
  private final CheckExpression expressions;
  private final IndexRanges ranges;
  /// The reduction that last bound each name.
  private final Map<String, Expression.Reduce> ended = new HashMap<>();

  CheckOperator(Problems problems, CheckExpression expressions, IndexRanges ranges) {
    this.problems = problems;
    this.expressions = expressions;
    this.ranges = ranges;
  }

  IndexRanges ranges() {
    return ranges;
  }

  /// Words that begin an item, so never stand between a reduction and a name of the same expression.
  private static final Pattern ITEM = Pattern.compile(
      "\\b(let|output|pattern|next|update|until|skip|stop|repeat|fold|state|input|weight|require|const|entry|model|layer)\\b|[{}]");

  /// The mend of a name that a reduction just before it has bound: it took only the product that followed. Empty if there was none.
  String endedBefore(String name, Span span) {
    Expression.Reduce r = ended.get(name);
    if (r == null || r.body().isEmpty() || r.span().source() != span.source() || r.span().end() > span.start()) return "";
    if (ITEM.matcher(span.source().text().substring(r.span().end(), span.start())).find()) return "";
    Expression body = r.body().get();
    String head = span.source().text().substring(r.span().start(), body.span().start()).strip();
    return "`" + head + "` takes the product that follows, here `" + body.span().text() + "`: put all that it goes over in parentheses, `"
        + head + " (" + body.span().text() + " …)`";
  }

  Expr reduce(Expression.Reduce r, Place place) {
    Expr reduced = reduced(r, place);
    r.binders().forEach(b -> ended.put(b.name().text(), r));
    return reduced;
  }

  private Expr reduced(Expression.Reduce r, Place place) {
    List<Expression> sources = new ArrayList<>();
    r.where().ifPresent(sources::add);
    r.body().ifPresent(sources::add);
    IndexRanges.Bindings bound = ranges.bind(r.binders(), place, sources);
    Expr where = r.where().map(w -> expressions.condition(w, bound.place())).orElse(Expr.truth());
    Place inside = inBody(bound.place().knowing(where));
    Expr body = r.body().map(b -> expressions.check(b, inside)).orElse(Expr.truth());
    Span span = r.body().map(Expression::span).orElse(r.span());
    Expr typed = switch (r.operator()) {
      case ANY, ALL, COUNT -> expressions.types().toBool(body, span);
      case MEAN, LOGSUMEXP -> expressions.types().toFloat(body, span);
      case SUM, PROD, MAX, MIN, ARGMAX, ARGMIN -> numeric(r.operator(), body, span);
    };
    boolean best = r.operator() == ReduceOperator.ARGMAX || r.operator() == ReduceOperator.ARGMIN;
    if (best && bound.indices().size() != 1) throw oneIndex(CheckExpression.word(r.operator()), r.span());
    new ReductionDomain(problems, bound.indices()).check(typed, span);
    return new Expr.Reduce(r.operator(), bound.indices(), where, typed, r.span());
  }

  private Expr numeric(ReduceOperator operator, Expr body, Span span) {
    if (body.type() != ValueType.BOOL) return body;
    String word = CheckExpression.word(operator);
    String help = operator == ReduceOperator.SUM ? "`count` counts what is true" : "`any` and `all` take booleans";
    problems.add(DiagnosticCode.T0205, span, "`" + word + "` wants numbers", "this is a boolean", help);
    throw new Unresolved();
  }

  private Unresolved oneIndex(String word, Span span) {
    problems.add(DiagnosticCode.T0502, span, "`" + word + "` works along one index", "", "");
    return new Unresolved();
  }

  private static Place inBody(Place place) {
    return place.outside() == Place.Outside.ABSENT ? place : place.outside(Place.Outside.ABSENT_IF_AFFINE);
  }

  /// The indices around a row operator that it works along, and fresh ones for its row.
  private record Row(List<Index> over, List<Index> at, Place place) {}

  private Row row(List<Binder> binders, Place place, String word) {
    List<Index> over = new ArrayList<>();
    List<Index> at = new ArrayList<>();
    Place inside = place;
    for (Binder b : binders) {
      Thing.Bound outer = place.indices().get(b.name().text());
      if (outer == null) {
        problems.add(
            DiagnosticCode.T0501,
            b.span(),
            "`" + word + "` gives a value for each `" + b.name().text() + "`, but no such index is bound around it",
            "",
            "name `" + b.name().text() + "` on the left side");
        throw new Unresolved();
      }
      Index fresh = new Index(b.name().text(), outer.index().range());
      over.add(fresh);
      at.add(outer.index());
      inside = inside.bind(b.name().text(), new Thing.Bound(fresh, outer.source()));
    }
    return new Row(over, at, inside);
  }

  Expr row(Expression.Row r, Place place) {
    String word = CheckExpression.word(r.operator());
    Row row = row(r.binders(), place, word);
    Expr where = r.where().map(w -> expressions.condition(w, row.place())).orElse(Expr.truth());
    Place inside = inBody(row.place().knowing(where));
    Expr checked = expressions.number(r.operand(), inside);
    Expr operand = r.operator() == RowOperator.SOFTMAX ? expressions.types().toFloat(checked, r.operand().span()) : checked;
    boolean sorts = r.operator() == RowOperator.SORT || r.operator() == RowOperator.ARGSORT || r.operator() == RowOperator.RANK;
    if (r.operator() != RowOperator.SOFTMAX && row.over().size() != 1) throw oneIndex(word, r.span());
    if (sorts && !(Conditions.isTrue(where) && row.place().knowledge().implies(Existences.of(operand)))) {
      problems.add(
          DiagnosticCode.T0503, r.operand().span(), "`" + word + "` wants a row that exists everywhere", "some elements may be absent",
          "say what stands for them: `(" + r.operand().span().text() + " ?? inf)`");
      throw new Unresolved();
    }
    return new Expr.RowOperation(r.operator(), row.over(), row.at(), where, operand, r.span());
  }

  Expr select(Expression.Select s, Place place) {
    String word = CheckExpression.word(s.operator());
    Row row = row(s.binders(), place, word);
    if (s.group().isPresent() && row.over().size() != 1) throw oneIndex(word + "(… by …)", s.span());
    Optional<Expr> group = s.group().map(g -> group(g, place));
    Place outside = place;
    for (Binder b : s.binders()) outside = without(outside, b.name().text());
    Expr counted = expressions.check(s.count(), outside);
    boolean mass = s.operator() == SelectOperator.TOPP;
    Expr count = mass ? expressions.types().toFloat(counted, s.count().span()) : expressions.types().toInt(counted, s.count().span());
    Expr where = s.where().map(w -> expressions.condition(w, row.place())).orElse(Expr.truth());
    Expr operand = expressions.number(s.operand(), row.place().knowing(where).outside(Place.Outside.ABSENT));
    return new Expr.Selection(s.operator(), row.over(), row.at(), group, count, where, operand, s.span());
  }

  private Expr group(Expression g, Place place) {
    Expr length = expressions.types().toInt(expressions.check(g, place), g.span());
    if (!(length instanceof Expr.Literal l) || l.value() >= 1) return length;
    problems.add(DiagnosticCode.T0303, g.span(), "a group has at least one element", "this is " + Describe.expr(length), "");
    throw new Unresolved();
  }

  private static Place without(Place place, String index) {
    Map<String, Thing.Bound> rest = new LinkedHashMap<>(place.indices());
    rest.remove(index);
    return new Place(rest, place.batch(), place.knowledge(), place.outside());
  }
}
