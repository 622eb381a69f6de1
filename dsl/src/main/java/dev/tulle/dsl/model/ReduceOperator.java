package dev.tulle.dsl.model;

/// Reductions, with the value of an empty one: sum 0, prod 1, max −∞ (smallest integer), min +∞ (largest), mean NaN, logsumexp −∞, any false, all true, count 0,
/// argmax and argmin −1.
public enum ReduceOperator {
  SUM,
  PROD,
  MAX,
  MIN,
  MEAN,
  LOGSUMEXP,
  ANY,
  ALL,
  COUNT,
  ARGMAX,
  ARGMIN
}
