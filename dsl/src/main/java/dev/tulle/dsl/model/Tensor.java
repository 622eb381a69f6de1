package dev.tulle.dsl.model;

import dev.tulle.dsl.source.Span;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// A tensor: given ([Role#INPUT], [Role#WEIGHT]), constant ([Role#CONST]), defined by a statement ([Role#LET], [Role#OUTPUT]), carried or kept.
public final class Tensor implements Symbol {
  /// How a tensor gets its elements.
  public enum Role {
    /// Bound at every run.
    INPUT,
    /// Bound once, when the model is opened.
    WEIGHT,
    /// A compile-time array: `const STRIDE = [1, 7, 49]`.
    CONST,
    /// Defined by a [Statement.Define].
    LET,
    /// Defined by a [Statement.Define] and returned.
    OUTPUT,
    /// Carried by a loop ([Carried]).
    CARRIED,
    /// Kept by a session ([State]).
    STATE
  }

  private final String name;
  private final Role role;
  private final ElementType element;
  private final List<Expr> axes;
  private final Existence existence;
  private final Optional<Format> format;
  private final List<Expr> values;
  private final String doc;
  private final Span span;

  /// @param values the elements of a [Role#CONST] tensor (literals, row-major), empty otherwise
  public Tensor(
      String name,
      Role role,
      ElementType element,
      List<Expr> axes,
      Existence existence,
      Optional<Format> format,
      List<Expr> values,
      String doc,
      Span span) {
    this.name = Objects.requireNonNull(name);
    this.role = Objects.requireNonNull(role);
    this.element = Objects.requireNonNull(element);
    this.axes = List.copyOf(axes);
    this.existence = Objects.requireNonNull(existence);
    this.format = Objects.requireNonNull(format);
    this.values = List.copyOf(values);
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

  public ElementType element() {
    return element;
  }

  @Override
  public List<Expr> axes() {
    return axes;
  }

  /// Which of its elements exist.
  public Existence existence() {
    return existence;
  }

  @Override
  public Optional<Format> format() {
    return format;
  }

  public List<Expr> values() {
    return values;
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
