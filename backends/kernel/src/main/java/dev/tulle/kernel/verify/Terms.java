package dev.tulle.kernel.verify;

import dev.tulle.kernel.verify.Term.Level;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/// Makes the terms of one kernel. The same operation on the same operands is the same term.
final class Terms {
  private final Map<String, Term> byKey = new HashMap<>();
  private int count;

  /// A term that is like no other.
  Term fresh(String name, Level level) {
    return fresh(() -> name, level);
  }

  Term fresh(Supplier<String> name, Level level) {
    return new Term(count++, name, level, List.of());
  }

  /// The term with this key; a new one is given to `define`.
  Term of(String key, Supplier<String> name, Level level, UnaryOperator<Term> define) {
    Term known = byKey.get(key);
    if (known != null) return known;
    Term term = fresh(name, level);
    byKey.put(key, term);
    return define.apply(term);
  }

  /// Some lane of that many, the same one wherever vectors of that width meet.
  Term lane(int lanes) {
    return of("lane " + lanes, () -> "lane", Level.ITEM, t -> t.define(range(t, lanes - 1), List.of()));
  }

  /// Something from 0 to `most`, another in each item.
  Term offset(long most) {
    Term t = fresh("offset", Level.ITEM);
    return t.define(range(t, most), List.of());
  }

  private static List<Fact> range(Term t, long most) {
    return List.of(Fact.atLeastZero(LinearForm.of(t)), Fact.atMost(LinearForm.of(t), LinearForm.of(most)));
  }

  LinearForm product(LinearForm a, LinearForm b) {
    LinearForm result = LinearForm.of(Math.multiplyExact(a.constant(), b.constant()));
    result = result.plus(withoutConstant(a), b.constant()).plus(withoutConstant(b), a.constant());
    for (Map.Entry<Term, Long> x : a.factors().entrySet()) {
      for (Map.Entry<Term, Long> y : b.factors().entrySet()) {
        Term product = product(List.of(x.getKey(), y.getKey()));
        result = result.plus(LinearForm.of(product), Math.multiplyExact(x.getValue(), y.getValue()));
      }
    }
    return result;
  }

  private static LinearForm withoutConstant(LinearForm form) {
    return new LinearForm(form.factors(), 0);
  }

  private Term product(List<Term> operands) {
    List<Term> factors = operands.stream().flatMap(t -> t.factors.stream()).sorted().toList();
    String key = "product " + factors.stream().map(t -> "#" + t.number).toList();
    Term known = byKey.get(key);
    if (known != null) return known;
    Term product = new Term(count++, () -> names(factors), factors.stream().map(t -> t.level).reduce(Level.LAUNCH, Level::or), factors);
    if (factors.stream().allMatch(Term::isNatural)) product.define(List.of(Fact.atLeastZero(LinearForm.of(product))), List.of());
    byKey.put(key, product);
    return product;
  }

  private static String names(List<Term> factors) {
    return String.join(" * ", factors.stream().map(Term::toString).toList());
  }

  /// Renames every term of level `from` and above to a copy that is distinct but obeys the same facts: the same place in another group or
  /// item.
  final class Renaming {
    private final Level from;
    private final Map<Term, Term> copies = new HashMap<>();

    Renaming(Level from) {
      this.from = from;
    }

    Term apply(Term term) {
      if (term.level.compareTo(from) < 0) return term;
      Term known = copies.get(term);
      if (known != null) return known;
      if (term.isProduct()) return product(term.factors.stream().map(this::apply).toList());
      Term copy = fresh(() -> term + "'", term.level);
      copies.put(term, copy);
      return copy.define(apply(term.facts()), term.cases().stream().map(this::apply).toList());
    }

    LinearForm apply(LinearForm form) {
      return form.map(this::apply);
    }

    List<Fact> apply(List<Fact> facts) {
      List<Fact> copies = new ArrayList<>();
      for (Fact f : facts) copies.add(new Fact(apply(f.form()), f.equality()));
      return copies;
    }
  }
}
