package dev.tulle.dsl.check;

import dev.tulle.dsl.check.prove.Conditions;
import dev.tulle.dsl.diagnostic.DiagnosticCode;
import dev.tulle.dsl.model.Expr;
import dev.tulle.dsl.model.Format;
import dev.tulle.dsl.model.Function;
import dev.tulle.dsl.model.Requirement;
import dev.tulle.dsl.model.ValueType;
import dev.tulle.dsl.source.Span;
import dev.tulle.dsl.syntax.FormatClause;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Stored formats: which there are, what they take, and which axes they can store.
final class Formats {
  private static final List<String> NAMES = List.of("csr", "csc", "bitmap", "nm", "blocks");

  private final Problems problems;
  private final CheckExpression expressions;
  private final Declarations declarations;

  Formats(Problems problems, CheckExpression expressions, Declarations declarations) {
    this.problems = problems;
    this.declarations = declarations;
    this.expressions = expressions;
  }

  Optional<Format> of(String weight, Optional<FormatClause> clause, List<Expr> axes, Span span) {
    Optional<Format> format = clause.map(this::format);
    if (declarations.formats.containsKey(weight)) format = Optional.of(declarations.formats.get(weight));
    Span place = clause.map(FormatClause::span).orElse(span);
    format.ifPresent(f -> fits(f, axes, place));
    return format;
  }

  /// The format that a clause names, whatever it is to store.
  Optional<Format> named(FormatClause clause) {
    return Optional.of(format(clause));
  }

  private Format format(FormatClause clause) {
    String name = clause.name().text();
    List<Integer> numbers = new ArrayList<>();
    for (var e : clause.arguments()) {
      Expr value = expressions.size(e);
      if (!(value instanceof Expr.Literal l) || l.value() < 1 || l.value() > 65536)
        throw refuse(e.span(), "a format takes whole numbers from 1 to 65536", "");
      numbers.add((int) l.value());
    }
    boolean pair = name.equals("nm") || name.equals("blocks");
    if (!NAMES.contains(name))
      throw refuse(clause.name().span(), "there is no format `" + name + "`, only " + String.join(", ", NAMES), Suggest.help(name, NAMES));
    if (numbers.size() != (pair ? 2 : 0))
      throw refuse(clause.span(), pair ? "`" + name + "` takes two numbers" : "`" + name + "` takes no numbers", "");
    return switch (name) {
      case "csr" -> new Format.Csr();
      case "csc" -> new Format.Csc();
      case "bitmap" -> new Format.Bitmap();
      case "nm" -> {
        if (numbers.get(0) > numbers.get(1))
          throw refuse(clause.span(), "`nm(n, m)` keeps at most n of m", "write `nm(" + numbers.get(1) + ", " + numbers.get(0) + ")`");
        yield new Format.Nm(numbers.get(0), numbers.get(1));
      }
      default -> new Format.Blocks(numbers.get(0), numbers.get(1));
    };
  }

  private Unresolved refuse(Span span, String message, String help) {
    problems.add(DiagnosticCode.T0601, span, message, "", help);
    return new Unresolved();
  }

  private void fits(Format format, List<Expr> axes, Span span) {
    int least = format instanceof Format.Nm ? 1 : 2;
    if (axes.size() < least) throw refuse(span, "this format wants a tensor of at least " + least + (least == 1 ? " axis" : " axes"), "");
    if (!(format instanceof Format.Nm(int _, int m))) return;
    Expr last = axes.getLast();
    if (last instanceof Expr.Literal l && l.value() % m != 0) {
      String message = "the last axis has " + Describe.expr(l) + " elements, groups have " + m;
      problems.add(DiagnosticCode.T0602, span, message, "", "the size of the last axis must be a multiple of " + m);
      throw new Unresolved();
    }
    Expr rest = new Expr.Apply(Function.MODULO, ValueType.INT, List.of(last, Expr.integer(m)));
    Expr whole = Conditions.compare(Function.EQUAL, rest, Expr.integer(0));
    if (!declarations.knowledge().implies(whole)) declarations.require(new Requirement(whole, Describe.expr(whole), span));
  }
}
