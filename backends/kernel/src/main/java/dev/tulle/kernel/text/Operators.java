package dev.tulle.kernel.text;

import dev.tulle.kernel.ir.Expr.BinaryOp;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// How operators are spelled and how tightly they bind. All binary operators associate to the left, comparisons not at all.
final class Operators {
  static final int LOWEST = 1;
  static final int COMPARISON = 4;

  private static final Map<String, BinaryOp> INFIX = Arrays.stream(BinaryOp.values())
      .filter(op -> level(op) > 0)
      .collect(Collectors.toMap(Operators::symbol, Function.identity()));

  private Operators() {}

  static Optional<BinaryOp> infix(String symbol) {
    return Optional.ofNullable(INFIX.get(symbol));
  }

  /// The symbol between the operands, or the name of a function of them.
  static String symbol(BinaryOp op) {
    return switch (op) {
      case ADD -> "+";
      case SUB -> "-";
      case MUL -> "*";
      case DIV -> "/";
      case MOD -> "%";
      case MIN -> "min";
      case MAX -> "max";
      case AND -> "&";
      case OR -> "|";
      case XOR -> "^";
      case SHL -> "<<";
      case SHR -> ">>";
      case USHR -> ">>>";
      case LT -> "<";
      case LE -> "<=";
      case GT -> ">";
      case GE -> ">=";
      case EQ -> "==";
      case NE -> "!=";
    };
  }

  /// 0 for an operator that is written as a function.
  static int level(BinaryOp op) {
    return switch (op) {
      case MIN, MAX -> 0;
      case OR -> LOWEST;
      case XOR -> 2;
      case AND -> 3;
      case LT, LE, GT, GE, EQ, NE -> COMPARISON;
      case SHL, SHR, USHR -> 5;
      case ADD, SUB -> 6;
      case MUL, DIV, MOD -> 7;
    };
  }

  /// The word for an enum constant.
  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  static <E extends Enum<E>> Optional<E> constant(Class<E> type, String word) {
    return Arrays.stream(type.getEnumConstants()).filter(c -> word(c).equals(word)).findFirst();
  }
}
