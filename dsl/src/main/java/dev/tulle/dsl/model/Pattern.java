package dev.tulle.dsl.model;

import dev.tulle.dsl.source.Span;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// A pattern: a named set of index tuples, given ([Role#INPUT], [Role#WEIGHT]), defined by a [Statement.DefinePattern] or kept
/// ([Role#STATE], see [State]).
public final class Pattern implements Symbol {
  /// How a pattern gets its members.
  public enum Role {
    INPUT,
    WEIGHT,
    DEFINED,
    STATE
  }

  private final String name;
  private final Role role;
  private final List<Expr> axes;
  private final Optional<Format> format;
  private final String doc;
  private final Span span;

  public Pattern(String name, Role role, List<Expr> axes, Optional<Format> format, String doc, Span span) {
    this.name = Objects.requireNonNull(name);
    this.role = Objects.requireNonNull(role);
    this.axes = List.copyOf(axes);
    this.format = Objects.requireNonNull(format);
    this.doc = Objects.requireNonNull(doc);
    this.span = span;
  }

  @Override
  public String name() {
    return name;
  }

  public Role role() {
    return role;
  }

  @Override
  public List<Expr> axes() {
    return axes;
  }

  @Override
  public Optional<Format> format() {
    return format;
  }

  @Override
  public String doc() {
    return doc;
  }

  @Override
  public Span span() {
    return span;
  }

  @Override
  public String toString() {
    return name;
  }
}
