package dev.tulle.kernel.emit;

import java.util.Arrays;
import java.util.stream.Collectors;

/// A printed expression and how tightly its outermost operator binds, so that parentheses appear only where they are needed. The levels
/// are those that Java and C share.
public record Code(String text, int level) {
  public static final int CHOICE = 3;
  public static final int EITHER = 4;
  public static final int BOTH = 5;
  public static final int BIT_OR = 6;
  public static final int BIT_XOR = 7;
  public static final int BIT_AND = 8;
  public static final int EQUALITY = 9;
  public static final int RELATION = 10;
  public static final int SHIFT = 11;
  public static final int SUM = 12;
  public static final int PRODUCT = 13;
  public static final int PREFIX = 14;
  public static final int PRIMARY = 15;

  /// A name, a literal, a call.
  public static Code primary(String text) {
    return new Code(text, PRIMARY);
  }

  public static Code call(String function, Code... arguments) {
    return primary(function + Arrays.stream(arguments).map(Code::text).collect(Collectors.joining(", ", "(", ")")));
  }

  /// A call of a method on this value.
  public Code method(String name, Code... arguments) {
    return call(at(PRIMARY) + "." + name, arguments);
  }

  /// `left operator right`, grouping to the left.
  public static Code infix(Code left, String operator, Code right, int level) {
    return new Code(left.at(level) + " " + operator + " " + right.at(level + 1), level);
  }

  /// A shift, with its operands in parentheses unless they are simple: nobody remembers that it binds less tightly than a sum.
  public static Code shift(Code left, String operator, Code right) {
    return new Code(left.at(PREFIX) + " " + operator + " " + right.at(PREFIX), SHIFT);
  }

  public static Code cast(String type, Code operand) {
    return new Code("(" + type + ") " + operand.at(PREFIX), PREFIX);
  }

  public static Code choice(Code condition, Code then, Code otherwise) {
    return new Code(condition.at(CHOICE + 1) + " ? " + then.at(CHOICE + 1) + " : " + otherwise.at(CHOICE), CHOICE);
  }

  /// An operator in front of its operand; never two in a row, which would read `--x`.
  public static Code prefix(String operator, Code operand) {
    return new Code(operator + operand.at(PRIMARY), PREFIX);
  }

  /// The text, in parentheses if it binds less tightly than `required`.
  public String at(int required) {
    return level < required ? "(" + text + ")" : text;
  }
}
