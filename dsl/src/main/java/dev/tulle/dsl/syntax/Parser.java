package dev.tulle.dsl.syntax;

import dev.tulle.dsl.diagnostic.Diagnostic;
import dev.tulle.dsl.diagnostic.DiagnosticCode;
import dev.tulle.dsl.grammar.TulleParser;
import dev.tulle.dsl.source.Source;
import dev.tulle.dsl.source.Span;
import java.util.List;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.InputMismatchException;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.atn.PredictionMode;

/// From a text to its syntax tree. Any text has one: what cannot be read is reported and stands in the tree as [Item.Broken] or [Declaration.Broken]. Never throws
/// because of the text, and needs time and memory in proportion to it.
public final class Parser {
  /// The longest text that is read, in UTF-16 code units: some thirty thousand lines.
  public static final int LONGEST_TEXT = 1 << 20;
  /// How many errors of one text are reported one by one.
  public static final int MOST_ERRORS = 100;
  /// How deep brackets and braces may nest.
  public static final int DEEPEST_BRACKETS = 128;
  /// How deep rules of the grammar may call each other: brackets at their deepest take about two thirds of it, the rest is for `not`, `-` and `else if`.
  private static final int DEEPEST_RULES = 2500;

  /// What came of it.
  ///
  /// @param diagnostics in the order of the text; all are slips of syntax, codes `T00..`
  public record Result(SyntaxFile file, List<Diagnostic> diagnostics) {
    public Result {
      diagnostics = List.copyOf(diagnostics);
    }

    /// Whether the whole text was understood.
    public boolean isSound() {
      return diagnostics.stream().noneMatch(Diagnostic::isError);
    }
  }

  private final Source source;
  private final Reports reports;

  private Parser(Source source) {
    this.source = source;
    this.reports = new Reports(MOST_ERRORS);
  }

  /// Reads a whole text.
  public static Result parse(Source source) {
    return new Parser(source).parse();
  }

  private Result parse() {
    int length = source.text().length();
    if (length > LONGEST_TEXT) {
      var message = "a text may have " + LONGEST_TEXT + " characters, this one has " + length;
      var help = "spread it over several files and `import` them; data belongs into weights and inputs";
      return refuse(new Diagnostic(DiagnosticCode.T0006, message, new Span(source, 0, 0), "", List.of(), help));
    }
    var places = new Places(source);
    var tokens = new CommonTokenStream(Tokens.lexer(source));
    tokens.fill();
    var foreign = new ForeignTokens(places, reports::add);
    foreign.replace(tokens.getTokens());
    ContextualWords.resolve(Tokens.visible(tokens, 0, tokens.size() - 1));
    DivisionComments.check(tokens.getTokens(), places, reports::add);
    Diagnostic tooDeep = Nesting.check(tokens.getTokens(), places, DEEPEST_BRACKETS);
    if (tooDeep != null) return refuse(tooDeep);

    Reports lexical = reports.copy();
    TulleParser.FileContext tree = read(tokens, PredictionMode.SLL, new Troubles(tokens, places, foreign, reports));
    if (reports.errors() > lexical.errors()) {
      // SLL may refuse what the full algorithm accepts, so its errors do not count.
      reports.reset(lexical);
      tree = read(tokens, PredictionMode.LL, new Troubles(tokens, places, foreign, reports));
    }
    SyntaxFile file = new TreeBuilder(tokens, places, reports::add).file(tree);
    return new Result(file, reports.list());
  }

  private Result refuse(Diagnostic diagnostic) {
    reports.add(diagnostic);
    return new Result(new SyntaxFile(List.of(), new Span(source, 0, source.text().length())), reports.list());
  }

  private static TulleParser.FileContext read(CommonTokenStream tokens, PredictionMode mode, Troubles troubles) {
    tokens.seek(0);
    var parser = new DepthLimited(tokens);
    parser.removeErrorListeners();
    parser.getInterpreter().setPredictionMode(mode);
    parser.setErrorHandler(new Recovery(troubles));
    return parser.file();
  }

  /// Refuses to descend without end: the stack of the virtual machine is not the user's concern.
  private static final class DepthLimited extends TulleParser {
    private int depth;

    DepthLimited(CommonTokenStream tokens) {
      super(tokens);
    }

    @Override
    public void enterRule(ParserRuleContext context, int state, int rule) {
      if (depth >= DEEPEST_RULES) throw new TooDeep(this);
      depth++;
      super.enterRule(context, state, rule);
    }

    @Override
    public void exitRule() {
      depth--;
      super.exitRule();
    }
  }

  /// The parser descended too far.
  static final class TooDeep extends InputMismatchException {
    TooDeep(TulleParser parser) {
      super(parser);
    }
  }

  static boolean isEnd(Token token) {
    return token.getType() == Token.EOF;
  }
}
