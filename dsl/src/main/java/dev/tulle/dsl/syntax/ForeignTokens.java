package dev.tulle.dsl.syntax;

import dev.tulle.dsl.diagnostic.Diagnostic;
import dev.tulle.dsl.diagnostic.DiagnosticCode;
import dev.tulle.dsl.grammar.TulleLexer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.antlr.v4.runtime.CommonToken;
import org.antlr.v4.runtime.Token;

/// Reports characters, numbers, operators and names that Tulle does not have, and puts in their place what was probably meant, so that the parser can go on.
final class ForeignTokens {
  /// What an operator of another language is here: the type to go on with, and the mend.
  private record Mend(int type, String help) {}

  private static final int NOTHING = Token.INVALID_TYPE;
  private static final Map<String, Mend> OPERATORS = Map.ofEntries(
      Map.entry("&&", new Mend(TulleLexer.AND, "write `and`")),
      Map.entry("&", new Mend(TulleLexer.AND, "write `and`")),
      Map.entry("||", new Mend(TulleLexer.OR, "write `or`")),
      Map.entry("|", new Mend(TulleLexer.OR, "write `or`; the absolute value is `abs(x)`")),
      Map.entry("!", new Mend(TulleLexer.NOT, "write `not`")),
      Map.entry("~", new Mend(TulleLexer.NOT, "write `not`")),
      Map.entry("^", new Mend(TulleLexer.STAR, "a power is `pow(a, b)`")),
      Map.entry("**", new Mend(TulleLexer.STAR, "a power is `pow(a, b)`")),
      Map.entry("@", new Mend(TulleLexer.STAR, "a product of matrices names its indices: `sum(k) a[i, k] * b[k, j]`")),
      Map.entry(":=", new Mend(TulleLexer.ASSIGN, "write `=`")),
      Map.entry("+=",
          new Mend(TulleLexer.ASSIGN,
              "nothing is changed in place; a state takes a new value by `update s = s + …`, a carried name by `next`")),
      Map.entry("-=",
          new Mend(TulleLexer.ASSIGN,
              "nothing is changed in place; a state takes a new value by `update s = s - …`, a carried name by `next`")),
      Map.entry("*=",
          new Mend(TulleLexer.ASSIGN,
              "nothing is changed in place; a state takes a new value by `update s = s * …`, a carried name by `next`")),
      Map.entry("/=", new Mend(TulleLexer.NE, "unequal is `!=`; nothing is changed in place")),
      Map.entry("++", new Mend(TulleLexer.PLUS, "write `+`")),
      Map.entry("===", new Mend(TulleLexer.EQ, "write `==`")),
      Map.entry("!==", new Mend(TulleLexer.NE, "write `!=`")),
      Map.entry("<>", new Mend(TulleLexer.NE, "write `!=`")),
      Map.entry("=<", new Mend(TulleLexer.LE, "write `<=`")),
      Map.entry("=>", new Mend(TulleLexer.GE, "write `>=`")),
      Map.entry("\u2264", new Mend(TulleLexer.LE, "write `<=`")),
      Map.entry("\u2265", new Mend(TulleLexer.GE, "write `>=`")),
      Map.entry("\u2260", new Mend(TulleLexer.NE, "write `!=`")),
      Map.entry("\u2212", new Mend(TulleLexer.MINUS, "write the plain `-`")),
      Map.entry("\u00d7", new Mend(TulleLexer.STAR, "write `*`")),
      Map.entry("\u00b7", new Mend(TulleLexer.STAR, "write `*`")),
      Map.entry("\u00f7", new Mend(TulleLexer.SLASH, "write `/`")),
      Map.entry("\u2192", new Mend(TulleLexer.ARROW, "write `->`")),
      Map.entry(";", new Mend(NOTHING, "leave it out: items need no mark between them")),
      Map.entry("?", new Mend(NOTHING, "a choice is `if c then a else b`; a value for what does not exist is `a ?? b`")),
      Map.entry("..", new Mend(NOTHING, "a range is its size: `i: N`; a slice of a whole axis is `:`")),
      Map.entry("...", new Mend(NOTHING, "a range is its size: `i: N`; a slice of a whole axis is `:`")));

  private final Places places;
  private final Consumer<Diagnostic> report;
  private final TreeSet<Integer> excused = new TreeSet<>();

  ForeignTokens(Places places, Consumer<Diagnostic> report) {
    this.places = places;
    this.report = report;
  }

  /// Whether there is a reported token among those from index `start` to index `end`: then what the parser says about them is not worth saying.
  boolean excuses(int start, int end) {
    Integer first = excused.ceiling(start);
    return first != null && first <= end;
  }

  /// Looks through all tokens and changes types and channels.
  void replace(List<Token> tokens) {
    for (int i = 0; i < tokens.size(); i++) {
      var token = (CommonToken) tokens.get(i);
      switch (token.getType()) {
        case TulleLexer.FOREIGN_NAME -> {
          report(
              DiagnosticCode.T0003,
              "a name is made of the letters `A` to `Z`, `a` to `z`, digits and `_`",
              token,
              "`" + Vocabulary.quote(token.getText()) + "` has other letters",
              "spell it out: `lambda`, `sigma`, `x_hat`");
          token.setType(TulleLexer.ID);
        }
        case TulleLexer.FOREIGN_NUMBER -> {
          report(
              DiagnosticCode.T0004,
              "`" + Vocabulary.quote(token.getText()) + "` is neither a number nor a name",
              token,
              "",
              token.getText().contains("..")
                  ? "a range is its size: `i: N`"
                  : "numbers are written `7`, `0.5`, `1e-6`; names begin with a letter");
          token.setType(TulleLexer.FLOAT);
          excused.add(i);
        }
        case TulleLexer.FOREIGN_OPERATOR -> {
          Mend mend = OPERATORS.get(token.getText());
          report(DiagnosticCode.T0002, "there is no operator `" + token.getText() + "`", token, "", mend.help);
          replace(token, mend.type);
          excused.add(i);
        }
        case TulleLexer.FOREIGN_COMMENT -> {
          report(DiagnosticCode.T0002, "a comment begins with `//`", token, "", "write `//` before each line of it");
          replace(token, NOTHING);
        }
        case TulleLexer.STRING -> {
          report(DiagnosticCode.T0002, "there is no text in quotes", token, "", "names stand without quotes");
          replace(token, TulleLexer.ID);
          excused.add(i);
        }
        case TulleLexer.UNKNOWN -> i = unknown(tokens, i);
        default -> {}
      }
    }
  }

  /// Reports a run of unknown characters once.
  private int unknown(List<Token> tokens, int first) {
    int last = first;
    replace((CommonToken) tokens.get(first), NOTHING);
    excused.add(first);
    while (tokens.get(last + 1).getType() == TulleLexer.UNKNOWN
        && tokens.get(last + 1).getStartIndex() == tokens.get(last).getStopIndex() + 1) {
      last++;
      replace((CommonToken) tokens.get(last), NOTHING);
      excused.add(last);
    }
    int character = tokens.get(first).getText().codePointAt(0);
    String code = String.format("U+%04X", character);
    String name = Character.getName(character);
    String help = switch (character) {
      case 0xFFFD -> "the file is not UTF-8 here; save it as UTF-8";
      case 0 -> "this is not a text file";
      case 0x201C, 0x201D, 0x2018, 0x2019 -> "names stand without quotes";
      default -> Character.isSpaceChar(character) ? "write a plain space" : "";
    };
    report.accept(
        new Diagnostic(
            DiagnosticCode.T0002,
            "unknown character " + code + (name == null ? "" : " (" + name.toLowerCase(Locale.ROOT) + ")"),
            places.of(tokens.get(first), tokens.get(last)),
            "",
            List.of(),
            help));
    return last;
  }

  private static void replace(CommonToken token, int type) {
    if (type == NOTHING) token.setChannel(Token.HIDDEN_CHANNEL);
    else token.setType(type);
  }

  private void report(DiagnosticCode code, String message, Token token, String label, String help) {
    report.accept(new Diagnostic(code, message, places.of(token), label, List.of(), help));
  }
}
