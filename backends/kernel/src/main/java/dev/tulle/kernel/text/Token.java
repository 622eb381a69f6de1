package dev.tulle.kernel.text;

/// A piece of text with its place. `text` of a name or string is without its quotes.
record Token(Kind kind, String text, int line, int column) {
  enum Kind {
    /// A plain word: reserved or a name.
    WORD,
    /// A name in backquotes: never a reserved word.
    NAME,
    STRING,
    /// Digits, with a fraction, exponent and suffix if there are any.
    NUMBER,
    SYMBOL,
    END
  }

  boolean is(String word) {
    return (kind == Kind.WORD || kind == Kind.SYMBOL) && text.equals(word);
  }

  String forPeople() {
    if (kind == Kind.END) return "the end of the text";
    return "'" + (text.length() > 40 ? text.substring(0, 40) + "…" : text) + "'";
  }
}
