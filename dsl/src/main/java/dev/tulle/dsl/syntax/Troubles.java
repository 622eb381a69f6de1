package dev.tulle.dsl.syntax;

import dev.tulle.dsl.diagnostic.Diagnostic;
import dev.tulle.dsl.diagnostic.DiagnosticCode;
import dev.tulle.dsl.grammar.TulleLexer;
import dev.tulle.dsl.grammar.TulleParser;
import dev.tulle.dsl.source.Span;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Token;

/// Turns what the parser stumbles over into reports.
final class Troubles implements Recovery.Listener {
  private static final Map<String, String> OTHER_LANGUAGES = Map.ofEntries(
      Map.entry("var", "let"),
      Map.entry("val", "let"),
      Map.entry("def", "let"),
      Map.entry("return", "output"),
      Map.entry("for", "repeat"),
      Map.entry("while", "repeat"),
      Map.entry("loop", "repeat"),
      Map.entry("param", "weight"),
      Map.entry("parameter", "weight"),
      Map.entry("assert", "require"),
      Map.entry("mask", "pattern"),
      Map.entry("break", "stop"),
      Map.entry("continue", "skip"),
      Map.entry("function", "layer"),
      Map.entry("func", "layer"),
      Map.entry("fn", "layer"),
      Map.entry("class", "model"),
      Map.entry("module", "model"),
      Map.entry("kernel", "model"),
      Map.entry("use", "import"),
      Map.entry("include", "import"),
      Map.entry("from", "import"));

  /// The longest item, in tokens, that is examined to say what was expected.
  private static final int LONGEST_ITEM = 20_000;

  private final CommonTokenStream tokens;
  private final Places places;
  private final ForeignTokens foreign;
  private final Reports reports;
  private final Slips slips;

  Troubles(CommonTokenStream tokens, Places places, ForeignTokens foreign, Reports reports) {
    this.tokens = tokens;
    this.places = places;
    this.foreign = foreign;
    this.reports = reports;
    this.slips = new Slips(places);
  }

  @Override
  public int broken(ParserRuleContext base, int from, int failed, RecognitionException cause) {
    if (cause instanceof Parser.TooDeep) {
      Token token = cause.getOffendingToken();
      report(new Diagnostic(DiagnosticCode.T0005, "the expression nests too deeply", places.of(token), "", List.of(),
          "give the inner parts names with `let`"));
      return failed;
    }
    if (reports.isFull()) {
      report(new Diagnostic(DiagnosticCode.T0001, "unexpected text", places.of(tokens.get(failed)), "", List.of(), ""));
      return failed;
    }
    return examine(base, from, failed);
  }

  @Override
  public void stray(ParserRuleContext block, ParserRuleContext previous, Token token) {
    boolean continues = previous != null && tokens.get(previous.getStop().getTokenIndex()).getType() != TulleLexer.RBRACE;
    boolean startsLine = Tokens.startsLine(tokens, token);
    boolean name = token.getType() == TulleLexer.ID;
    if (continues && !(startsLine && (name || Vocabulary.OPERATORS.contains(token.getType()))) && !reports.isFull()) {
      examine(previous, previous.getStart().getTokenIndex(), token.getTokenIndex());
    } else if (foreign.excuses(token.getTokenIndex(), lastOfLine(token))) {
      return;
    } else if (block instanceof TulleParser.FileContext) {
      strayOutside(token);
    } else {
      strayInside(token);
    }
  }

  /// Index of the last token on the line of this one.
  private int lastOfLine(Token token) {
    int last = token.getTokenIndex();
    while (tokens.get(last).getType() != Token.EOF && tokens.get(last + 1).getLine() == token.getLine()) last++;
    return last;
  }

  private void strayOutside(Token token) {
    String other = OTHER_LANGUAGES.get(token.getText());
    boolean item = Vocabulary.ITEMS.contains(token.getType());
    String message = token.getType() == TulleLexer.RBRACE
        ? "`}` closes nothing"
        : item ? "`" + token.getText() + "` stands outside of a model or layer" : "expected `model`, `layer` or `import`";
    String label = item || token.getType() == TulleLexer.RBRACE ? "" : "found " + Vocabulary.found(token);
    String help = item || other == null ? "" : "did you mean `" + other + "`?";
    if (item) help = "put it between the braces of `model Name { … }`; is there a `}` too many above?";
    report(new Diagnostic(DiagnosticCode.T0020, message, places.of(token), label, List.of(), help));
  }

  private void strayInside(Token token) {
    if (token.getType() != TulleLexer.ID && !Vocabulary.isReservedWord(token)) {
      var label = "found " + Vocabulary.found(token);
      report(new Diagnostic(DiagnosticCode.T0001, "expected an item, such as `let` or `output`, or `}`", places.of(token), label, List.of(),
          ""));
      return;
    }
    String other = OTHER_LANGUAGES.get(token.getText());
    String help = other == null ? "a definition is `let " + name(token) + " = …`; in a loop, a carried name takes its next value by `next`"
        : "did you mean `" + other + "`?";
    var label = "`input`, `let`, `pattern`, `output` or another such word should stand here";
    report(
        new Diagnostic(DiagnosticCode.T0023, "an item begins with a word that says what it is", places.of(token), label, List.of(), help));
  }

  private static String name(Token token) {
    return token.getType() == TulleLexer.ID ? Vocabulary.quote(token.getText()) : "x";
  }

  @Override
  public void unopened(ParserRuleContext block, Token item) {
    Token before = Tokens.before(tokens, item);
    report(new Diagnostic(DiagnosticCode.T0019, "`{` is missing", places.after(before), "items stand between braces", List.of(),
        "write `{` here and `}` behind the last item"));
  }

  @Override
  public void unclosed(ParserRuleContext block, Token next) {
    Token brace = likelyUnclosed(block.getStart(), next);
    String label = "no `}` closes this before "
        + (Parser.isEnd(next) ? "the end of the file" : "`" + next.getText() + "` in line " + next.getLine());
    report(new Diagnostic(DiagnosticCode.T0019, "`{` is not closed", places.of(brace), label, List.of(), "close it with `}`"));
  }

  /// The brace that was left open, by the look of the page: the first whose partner stands at the margin of an outer line; else the one that the parser means.
  private Token likelyUnclosed(Token outer, Token next) {
    Deque<Token> open = new ArrayDeque<>();
    for (Token token : Tokens.visible(tokens, outer.getTokenIndex(), next.getTokenIndex())) {
      if (token.getType() == TulleLexer.LBRACE) open.push(token);
      if (token.getType() == TulleLexer.RBRACE && !open.isEmpty()) {
        Token opener = open.pop();
        if (Tokens.startsLine(tokens, token) && token.getCharPositionInLine() < margin(opener)) return opener;
      }
    }
    return outer;
  }

  /// The column where the line of this token begins.
  private int margin(Token token) {
    Token first = token;
    while (!Tokens.startsLine(tokens, first)) first = Tokens.before(tokens, first);
    return first.getCharPositionInLine();
  }

  /// Finds where the tokens from index `from` on stop being a `base`, and reports it.
  private int examine(ParserRuleContext base, int from, int failed) {
    if (failed - from > LONGEST_ITEM) {
      String message = "unexpected text in an item of more than " + LONGEST_ITEM + " words and signs";
      report(new Diagnostic(DiagnosticCode.T0001, message, places.of(tokens.get(failed)), "", List.of(), ""));
      return failed;
    }
    List<Token> visible = Tokens.visible(tokens, from, failed);
    ExpectedTokens.Stop stop = new ExpectedTokens(TulleParser._ATN).follow(base, visible);
    int at = Math.min(stop.at(), visible.size() - 1);
    Token token = visible.get(at);
    if (foreign.excuses(from, token.getTokenIndex())) return token.getTokenIndex();
    Diagnostic diagnostic = slips.explain(new Trouble(visible.subList(0, at + 1), stop.expected(), Tokens.startsLine(tokens, token)));
    report(inContext(diagnostic, base));
    return token.getTokenIndex();
  }

  /// Names the item that is left behind, if it began on an earlier line than the report stands on.
  private Diagnostic inContext(Diagnostic diagnostic, ParserRuleContext base) {
    Token start = base.getStart();
    Span span = diagnostic.span();
    boolean sameLine = span.source()
        .text()
        .substring(places.of(start).start(), Math.max(places.of(start).start(), span.start()))
        .lines()
        .count() <= 1;
    if (sameLine) return diagnostic;
    String note = "in the `" + Vocabulary.quote(start.getText()) + "` that begins in line " + start.getLine();
    return new Diagnostic(diagnostic.code(), diagnostic.message(), span, diagnostic.label(), List.of(note), diagnostic.help());
  }

  private void report(Diagnostic diagnostic) {
    reports.add(diagnostic);
  }
}
