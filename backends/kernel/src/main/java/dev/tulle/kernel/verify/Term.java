package dev.tulle.kernel.verify;

import java.util.List;
import java.util.function.Supplier;

/// An unknown integer of a kernel: a size, an index, a loaded value, or an operation that is not linear. A truth value is one too, 0 or 1.
final class Term implements Comparable<Term> {
  /// How often a term has one value only: in a launch, in a group, or in an item.
  enum Level {
    LAUNCH,
    GROUP,
    ITEM;

    Level or(Level other) {
      return compareTo(other) >= 0 ? this : other;
    }
  }

  final int number;
  final Level level;

  /// The terms whose product this is; itself for any other.
  final List<Term> factors;

  /// What always holds wherever this term stands for something.
  private List<Fact> facts = List.of();

  /// At least one of these lists of facts holds; empty if there is nothing to distinguish.
  private List<List<Fact>> cases = List.of();

  /// Known to be at least 0 without any proof.
  private boolean natural;

  /// For messages; made only when one is written.
  private final Supplier<String> name;

  Term(int number, Supplier<String> name, Level level, List<Term> factors) {
    this.number = number;
    this.name = name;
    this.level = level;
    this.factors = factors.isEmpty() ? List.of(this) : factors;
  }

  List<Fact> facts() {
    return facts;
  }

  List<List<Fact>> cases() {
    return cases;
  }

  boolean isNatural() {
    return natural;
  }

  boolean isProduct() {
    return factors.size() > 1;
  }

  Term define(List<Fact> always, List<List<Fact>> either) {
    facts = List.copyOf(always);
    cases = List.copyOf(either);
    natural |= facts.contains(Fact.atLeastZero(LinearForm.of(this)));
    return this;
  }

  @Override
  public int compareTo(Term other) {
    return Integer.compare(number, other.number);
  }

  /// The same in every run, so that nothing depends on the order of a hash table.
  @Override
  public int hashCode() {
    return number;
  }

  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public String toString() {
    return name.get();
  }
}
