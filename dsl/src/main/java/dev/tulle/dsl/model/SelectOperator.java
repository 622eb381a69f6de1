package dev.tulle.dsl.model;

/// Operators that choose members of a row; ties go to the lower index (several indices: lexicographic order), NaN is never a member.
public enum SelectOperator {
  TOPK,
  BOTTOMK,
  /// The shortest prefix in descending order whose sum reaches the given share of the row's sum.
  TOPP
}
