package dev.tulle.kernel.text;

import dev.tulle.kernel.CompilerBug;
import dev.tulle.kernel.ir.Type;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Reads tokens one by one, with the errors that go with it.
final class TokenReader {
  private final List<Token> tokens;
  private int next;

  TokenReader(String text, int longest) throws KernelTextException {
    if (text.length() > longest) throw new KernelTextException(1, 1, "text of " + text.length() + " characters, more than " + longest);
    this.tokens = Lexer.tokens(text);
  }

  Token peek() {
    return tokens.get(next);
  }

  Token take() {
    Token t = tokens.get(next);
    if (t.kind() != Token.Kind.END) next++;
    return t;
  }

  boolean takeIf(String word) {
    boolean is = peek().is(word);
    if (is) next++;
    return is;
  }

  void expect(String word) throws KernelTextException {
    if (!takeIf(word)) throw expected("'" + word + "'");
  }

  void expectEnd() throws KernelTextException {
    if (peek().kind() != Token.Kind.END) throw expected("the end of the text");
  }

  String name() throws KernelTextException {
    Token t = peek();
    boolean plain = t.kind() == Token.Kind.WORD && !Words.isReserved(t.text());
    if (!plain && t.kind() != Token.Kind.NAME) throw expected("a name");
    return take().text();
  }

  String string() throws KernelTextException {
    if (peek().kind() != Token.Kind.STRING) throw expected("a string");
    return take().text();
  }

  /// A non-negative 32-bit number.
  int count() throws KernelTextException {
    Token t = peek();
    if (t.kind() != Token.Kind.NUMBER) throw expected("a number");
    try {
      int value = Integer.parseInt(t.text());
      take();
      return value;
    } catch (NumberFormatException e) {
      throw expected("a 32-bit number");
    }
  }

  <E extends Enum<E>> E word(Class<E> type, String what) throws KernelTextException {
    Token t = peek();
    Optional<E> constant = t.kind() == Token.Kind.WORD ? Operators.constant(type, t.text()) : Optional.empty();
    if (constant.isEmpty()) throw expected(what);
    take();
    return constant.get();
  }

  /// `f32` or `f32x8`.
  Type type() throws KernelTextException {
    Token t = peek();
    for (Type scalar : List.of(Type.I32, Type.I64, Type.F32, Type.BOOL)) {
      String name = scalar.toString();
      if (t.text().equals(name)) {
        take();
        return scalar;
      }
      if (t.text().startsWith(name + "x") && t.text().length() < 12) {
        try {
          int lanes = Integer.parseInt(t.text().substring(name.length() + 1));
          return checked(take(), () -> scalar.withLanes(lanes));
        } catch (NumberFormatException e) {
          throw expected("a type");
        }
      }
    }
    throw expected("a type");
  }

  /// What `build` gives; the types that a record's constructor refuses are an error of the text here.
  <T> T checked(Token at, Supplier<T> build) throws KernelTextException {
    try {
      return build.get();
    } catch (CompilerBug refused) {
      throw error(at, refused.getMessage());
    }
  }

  KernelTextException expected(String what) {
    return error(peek(), "expected " + what + ", found " + peek().forPeople());
  }

  KernelTextException error(Token at, String message) {
    return new KernelTextException(at.line(), at.column(), message);
  }
}
