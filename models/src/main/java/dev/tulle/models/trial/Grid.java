package dev.tulle.models.trial;

import dev.tulle.cli.data.Conversions;
import dev.tulle.dsl.interpret.Value;
import dev.tulle.dsl.model.ElementType;
import dev.tulle.runtime.tensor.Tensor;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/// An array of doubles with any number of axes, some of whose elements may not exist: the data of a trial, and what plain Java computes from it.
public final class Grid {
  private final ElementType element;
  private final int[] shape;
  private final double[] values;
  /// Null: all elements exist.
  private final boolean[] present;

  private Grid(ElementType element, int[] shape, boolean[] present) {
    this.element = element;
    this.shape = shape;
    this.present = present;
    this.values = new double[Arrays.stream(shape).reduce(1, Math::multiplyExact)];
  }

  /// Floats that all exist, zero.
  public static Grid zeros(int... shape) {
    return new Grid(ElementType.F32, shape, null);
  }

  /// Floats of which none exists yet; [#set] makes them.
  public static Grid absent(int... shape) {
    return new Grid(ElementType.F32, shape, new boolean[Arrays.stream(shape).reduce(1, Math::multiplyExact)]);
  }

  /// Whole numbers that all exist, zero.
  public static Grid whole(int... shape) {
    return new Grid(ElementType.I32, shape, null);
  }

  /// Yes or no for every position, no.
  public static Grid members(int... shape) {
    return new Grid(ElementType.BOOL, shape, null);
  }

  /// Every element from its row-major position, rounded as `f32` is.
  public Grid fill(IntToDoubleFunction value) {
    for (var i = 0; i < values.length; i++)
      values[i] = element == ElementType.F32 ? (float) value.applyAsDouble(i) : value.applyAsDouble(i);
    return this;
  }

  public int extent(int axis) {
    return shape[axis];
  }

  public int count() {
    return values.length;
  }

  /// The element at a position; 0 where it does not exist.
  public double at(int... index) {
    return values[position(index)];
  }

  /// The element at a row-major position.
  public double get(int position) {
    return values[position];
  }

  public boolean holds(int... index) {
    return values[position(index)] != 0;
  }

  public void set(double value, int... index) {
    put(value, position(index));
  }

  /// Sets the element at a row-major position.
  public void put(double value, int position) {
    values[position] = value;
    if (present != null) present[position] = true;
  }

  public void add(double value, int... index) {
    set(at(index) + value, index);
  }

  private int position(int... index) {
    var position = 0;
    for (var axis = 0; axis < shape.length; axis++) {
      if (index[axis] < 0 || index[axis] >= shape[axis])
        throw new IndexOutOfBoundsException(Arrays.toString(index) + " of " + Arrays.toString(shape));
      position = position * shape[axis] + index[axis];
    }
    return position;
  }

  /// As the interpreter and its measures of error take it; the arrays are shared.
  public Value toReference() {
    return new Value(element, shape, values, present);
  }

  /// As a session takes it.
  public Tensor toTensor() {
    return (Tensor) Conversions.fromReference(toReference(), false);
  }
}
