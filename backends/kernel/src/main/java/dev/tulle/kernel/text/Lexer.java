package dev.tulle.kernel.text;

import java.util.ArrayList;
import java.util.List;

/// Cuts text into tokens. Blanks and line ends only separate.
final class Lexer {
  private static final List<String> SYMBOLS = List.of(">>>", "<<", ">>", "<=", ">=", "==", "!=", "<", ">", "=", "+", "-", "*", "/", "%",
      "&", "|", "^", "(", ")", "[", "]", "{", "}", ",", ":", ";");

  private final String text;
  private final List<Token> tokens = new ArrayList<>();
  private int at;
  private int line = 1;
  private int lineStart;

  private Lexer(String text) {
    this.text = text;
  }

  /// All tokens, the last one of kind `END`.
  static List<Token> tokens(String text) throws KernelTextException {
    Lexer lexer = new Lexer(text);
    lexer.run();
    return lexer.tokens;
  }

  private void run() throws KernelTextException {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '\n') {
        at++;
        line++;
        lineStart = at;
      } else if (c == ' ' || c == '\t' || c == '\r') {
        at++;
      } else if (Words.startsWord(c)) {
        int start = at;
        while (at < text.length() && Words.continuesWord(text.charAt(at))) at++;
        add(Token.Kind.WORD, text.substring(start, at), start);
      } else if (isDigit(c)) {
        number();
      } else if (c == '"' || c == '`') {
        quoted(c);
      } else {
        symbol();
      }
    }
    add(Token.Kind.END, "", at);
  }

  private void add(Token.Kind kind, String value, int start) {
    tokens.add(new Token(kind, value, line, start - lineStart + 1));
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /// Digits, letters, dots, and a sign after the `E` of a decimal: whether that is a number is decided where it is read.
  private void number() {
    int start = at;
    boolean hexadecimal = text.startsWith("0x", at);
    while (at < text.length()) {
      char c = text.charAt(at);
      boolean sign = !hexadecimal && (c == '-' || c == '+') && text.charAt(at - 1) == 'E';
      if (!sign && !Words.continuesWord(c)) break;
      at++;
    }
    add(Token.Kind.NUMBER, text.substring(start, at), start);
  }

  private void quoted(char quote) throws KernelTextException {
    int start = at++;
    StringBuilder value = new StringBuilder();
    while (true) {
      if (at >= text.length() || text.charAt(at) == '\n') throw error(start, "quote without an end");
      char c = text.charAt(at++);
      if (c == quote) break;
      value.append(c == '\\' ? escape(start) : c);
    }
    add(quote == '"' ? Token.Kind.STRING : Token.Kind.NAME, value.toString(), start);
  }

  private char escape(int start) throws KernelTextException {
    if (at < text.length() && text.charAt(at) != 'u') return text.charAt(at++);
    if (at + 5 > text.length()) throw error(start, "incomplete escape");
    String digits = text.substring(at + 1, at + 5);
    at += 5;
    try {
      return (char) Integer.parseUnsignedInt(digits, 16);
    } catch (NumberFormatException e) {
      throw error(start, "escape with '" + digits + "'");
    }
  }

  private void symbol() throws KernelTextException {
    for (String s : SYMBOLS) {
      if (text.startsWith(s, at)) {
        add(Token.Kind.SYMBOL, s, at);
        at += s.length();
        return;
      }
    }
    throw error(at, "a character that no kernel has: U+" + String.format("%04X", (int) text.charAt(at)));
  }

  private KernelTextException error(int where, String message) {
    return new KernelTextException(line, where - lineStart + 1, message);
  }
}
