package dev.tulle.dsl.model;

/// The type of a value inside an expression: `FLOAT` computes in f32 (the interpreter: double), `INT` is a wrapping 32-bit integer.
public enum ValueType {
  FLOAT,
  INT,
  BOOL
}
