package dev.tulle.dsl.model;

/// Operators that turn a row into a row of the same indices.
public enum RowOperator {
  SOFTMAX,
  CUMSUM,
  SORT,
  ARGSORT,
  RANK
}
