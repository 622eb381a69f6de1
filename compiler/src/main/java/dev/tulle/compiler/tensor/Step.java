package dev.tulle.compiler.tensor;

import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a program does, one after another: statements, loops around steps of their own, and lists of what exists.
public sealed interface Step permits Statement, Repeat, Fold, Listing, Measure, Either {
  Statement.Stage stage();

  /// Every statement in it, those of loops among them, in order.
  default Stream<Statement> statements() {
    return switch (this) {
      case Statement s -> Stream.of(s);
      case Repeat r -> r.body().stream().flatMap(Step::statements);
      case Either e -> Stream.concat(e.then().stream(), e.otherwise().stream());
      case Fold _, Listing _, Measure _ -> Stream.empty();
    };
  }

  /// Every term in it, outermost ones only.
  default Stream<Term> terms() {
    return switch (this) {
      case Statement s -> Stream.of(s.where(), s.value());
      case Repeat r -> Stream.concat(Stream.of(r.count()), r.body().stream().flatMap(Step::terms));
      case Fold f -> Stream.of(
          Stream.of(f.where()),
          f.carried().stream().flatMap(c -> Stream.of(c.first(), c.next().where(), c.next().value())),
          f.body().stream().map(FoldStep::term)).flatMap(t -> t);
      case Listing l -> Stream.of(l.where());
      case Either e -> Stream.concat(Stream.of(e.condition()), statements().flatMap(Step::terms));
      case Measure _ -> Stream.empty();
    };
  }

  /// The tensors whose elements it changes.
  default Stream<String> writes() {
    return switch (this) {
      case Statement s -> Stream.of(s.target());
      case Repeat r -> Stream.concat(r.carried().stream().map(Repeat.Carried::tensor), r.body().stream().flatMap(Step::writes));
      case Fold f -> f.carried().stream().flatMap(c -> Stream.concat(Stream.of(c.tensor()), c.room().stream()));
      case Listing l -> Stream.concat(Stream.of(l.count()), l.list().stream());
      case Measure _ -> Stream.empty();
      case Either _ -> statements().flatMap(Step::writes);
    };
  }

  /// The tensors that it reads; for a repeat, what it hands from round to round as well, for a fold not its own values.
  default Set<String> reads() {
    Stream<String> read = terms().flatMap(t -> Terms.reads(t).stream());
    return switch (this) {
      case Statement _, Either _ -> read.collect(Collectors.toSet());
      case Repeat r -> Stream.concat(read, r.handed()).collect(Collectors.toSet());
      case Fold f -> Stream.concat(read.filter(t -> !f.locals().contains(t)), f.order().stream()).collect(Collectors.toSet());
      case Listing l -> Stream.concat(read, l.order().stream()).collect(Collectors.toSet());
      case Measure m -> Set.of(m.tensor());
    };
  }

  /// The steps with every statement, at every depth, replaced by others; the other steps stay.
  static List<Step> replace(List<Step> steps, Function<Statement, List<Step>> f) {
    return replace(steps, f, List::of);
  }

  /// The steps with every statement and every fold, at every depth, replaced by others.
  static List<Step> replace(List<Step> steps, Function<Statement, List<Step>> f, Function<Fold, List<Step>> g) {
    return steps.stream()
        .flatMap(
            step -> switch (step) {
              case Statement s -> f.apply(s).stream();
              case Repeat r -> Stream.of(r.with(replace(r.body(), f, g)));
              case Fold fold -> g.apply(fold).stream();
              case Listing _, Measure _, Either _ -> Stream.of(step);
            })
        .toList();
  }
}
