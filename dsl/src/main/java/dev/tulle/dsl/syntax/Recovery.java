package dev.tulle.dsl.syntax;

import dev.tulle.dsl.grammar.TulleLexer;
import dev.tulle.dsl.grammar.TulleParser;
import org.antlr.v4.runtime.ANTLRErrorStrategy;
import org.antlr.v4.runtime.CommonToken;
import org.antlr.v4.runtime.InputMismatchException;
import org.antlr.v4.runtime.Parser;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.TokenStream;

/// How the parser finds its feet after an error: a broken item is left behind as a whole (an exception climbs to it, its context keeps the exception), and reading
/// goes on at the next word that begins an item or a declaration, or inside the braces that follow a broken head.
final class Recovery implements ANTLRErrorStrategy {
  /// Hears of each error once.
  interface Listener {
    /// A rule that cannot go on. `base` is the item, head or declaration that is left behind.
    ///
    /// @param from index of the first token of `base` in the stream
    /// @param failed index of the token at which the parser gave up
    /// @return index of the token at which the text really stops making sense
    int broken(ParserRuleContext base, int from, int failed, RecognitionException cause);

    /// A token where an item or a declaration should begin. `previous` is the whole item before it in the block, or null.
    void stray(ParserRuleContext block, ParserRuleContext previous, Token token);

    /// A block that is not opened before its first item.
    void unopened(ParserRuleContext block, Token item);

    /// A block that is not closed before `next`.
    void unclosed(ParserRuleContext block, Token next);
  }

  private final Listener listener;
  private RecognitionException reported;
  private int failedAt;

  Recovery(Listener listener) {
    this.listener = listener;
  }

  @Override
  public void reset(Parser parser) {
    reported = null;
  }

  @Override
  public boolean inErrorRecoveryMode(Parser parser) {
    return false;
  }

  @Override
  public void reportMatch(Parser parser) {}

  @Override
  public void reportError(Parser parser, RecognitionException cause) {
    if (cause == reported) return;
    reported = cause;
    ParserRuleContext base = parser.getContext();
    while (!isBase(base)) base = base.getParent();
    Token offending = cause.getOffendingToken() == null ? parser.getCurrentToken() : cause.getOffendingToken();
    failedAt = listener.broken(base, base.getStart().getTokenIndex(), offending.getTokenIndex(), cause);
  }

  private static boolean isBase(ParserRuleContext context) {
    return context.getParent() == null
        || context instanceof TulleParser.StmtContext
        || context instanceof TulleParser.BlockContext
        || context instanceof TulleParser.ModelHeadContext
        || context instanceof TulleParser.LayerHeadContext
        || context instanceof TulleParser.ImportDeclContext
        || isInnerHead(context);
  }

  private static boolean isInnerHead(ParserRuleContext context) {
    return context instanceof TulleParser.RepeatHeadContext || context instanceof TulleParser.FoldHeadContext
        || context instanceof TulleParser.EntryHeadContext;
  }

  @Override
  public void recover(Parser parser, RecognitionException cause) {
    ParserRuleContext context = parser.getContext();
    TokenStream tokens = parser.getInputStream();
    while (tokens.index() < failedAt) tokens.consume();
    boolean outerHead = context instanceof TulleParser.ModelHeadContext || context instanceof TulleParser.LayerHeadContext;
    if (outerHead || isInnerHead(context)) {
      int brace = findBrace(tokens);
      if (brace < 0) throw cause;
      tokens.seek(brace);
    } else if (context instanceof TulleParser.StmtContext) {
      skipToItem(tokens, context.getStart());
    } else if (context instanceof TulleParser.DeclarationContext && context.getStart().getType() == TulleLexer.IMPORT) {
      while (tokens.LA(1) != Token.EOF && (tokens.LT(1) == context.getStart() || !Tokens.startsLine(tokens, tokens.LT(1))))
        tokens.consume();
    } else if (context instanceof TulleParser.DeclarationContext) {
      skipToDeclaration(tokens, context.getStart());
    } else {
      throw cause;
    }
  }

  @Override
  public Token recoverInline(Parser parser) {
    Token token = parser.getCurrentToken();
    boolean atEnd = token.getType() == Token.EOF || Vocabulary.DECLARATIONS.contains(token.getType());
    if (parser.getContext() instanceof TulleParser.BlockContext block && atEnd && parser.getExpectedTokens().contains(TulleLexer.RBRACE)) {
      listener.unclosed(block, token);
      return conjured(TulleLexer.RBRACE, "}", token);
    }
    if (parser.getContext() instanceof TulleParser.BlockContext block && Vocabulary.ITEMS.contains(token.getType())) {
      listener.unopened(block, token);
      return conjured(TulleLexer.LBRACE, "{", token);
    }
    throw new InputMismatchException(parser);
  }

  /// A token that is not in the text, just before one that is.
  private static Token conjured(int type, String text, Token next) {
    var token = new CommonToken(type, text);
    token.setStartIndex(next.getStartIndex());
    token.setStopIndex(next.getStartIndex() - 1);
    return token;
  }

  @Override
  public void sync(Parser parser) {
    if (parser.getContext() instanceof TulleParser.BlockContext block) {
      // Called before the brace is open too.
      while (block.getChildCount() > 0 && isStray(parser, block)) leaveStray(parser, block);
    } else if (parser.getContext() instanceof TulleParser.FileContext file) {
      while (isStray(parser, file)) {
        Token token = parser.getCurrentToken();
        listener.stray(file, null, token);
        skipToDeclaration(parser.getInputStream(), token);
      }
    }
  }

  /// Whether the parser stands at something that neither begins an item or a declaration nor closes the block.
  private static boolean isStray(Parser parser, ParserRuleContext context) {
    Token token = parser.getCurrentToken();
    int type = token.getType();
    if (type == Token.EOF) return false;
    if (context instanceof TulleParser.FileContext) return !Vocabulary.DECLARATIONS.contains(type);
    boolean declaration = Vocabulary.DECLARATIONS.contains(type) && Tokens.startsLine(parser.getInputStream(), token);
    return !declaration && type != TulleLexer.RBRACE && !Vocabulary.ITEMS.contains(type);
  }

  private void leaveStray(Parser parser, TulleParser.BlockContext block) {
    Token token = parser.getCurrentToken();
    ParserRuleContext previous = block.getChild(block.getChildCount() - 1) instanceof ParserRuleContext c && c.exception == null ? c : null;
    listener.stray(block, previous, token);
    // Text that stands behind an item on the same line may have been part of it.
    if (previous != null && !Tokens.startsLine(parser.getInputStream(), token)) previous.exception = new InputMismatchException(parser);
    skipToItem(parser.getInputStream(), token);
  }

  /// The brace that follows a broken head, before anything else begins; −1 if there is none.
  private static int findBrace(TokenStream tokens) {
    for (int i = 1;; i++) {
      Token token = tokens.LT(i);
      int type = token.getType();
      if (type == TulleLexer.LBRACE) return token.getTokenIndex();
      boolean begins = Vocabulary.ITEMS.contains(type) && Tokens.startsLine(tokens, token);
      if (type == Token.EOF || type == TulleLexer.RBRACE || begins || Vocabulary.DECLARATIONS.contains(type)) return -1;
    }
  }

  /// Consumes up to a word that begins an item or a declaration, to the brace that closes this block, or to a name where the word seems forgotten: at the margin of
  /// the item that is left. Braces on the way are skipped with what they hold.
  private static void skipToItem(TokenStream tokens, Token start) {
    int depth = 0;
    int first = tokens.index();
    for (Token token = tokens.LT(1); token.getType() != Token.EOF; token = tokens.LT(1)) {
      int type = token.getType();
      boolean startsLine = Tokens.startsLine(tokens, token);
      if (Vocabulary.DECLARATIONS.contains(type) && startsLine) return;
      if (type == TulleLexer.LBRACE) depth++;
      if (type == TulleLexer.RBRACE && depth-- == 0) return;
      boolean forgotten = startsLine && token != start && type == TulleLexer.ID
          && token.getCharPositionInLine() <= start.getCharPositionInLine();
      if (depth == 0 && forgotten && tokens.index() > first) return;
      boolean afresh = token != start && (startsLine || (tokens.index() > first && isPlainStart(token)));
      if (depth == 0 && Vocabulary.ITEMS.contains(type) && afresh) return;
      tokens.consume();
    }
  }

  /// Whether a word that begins items does so in the middle of a line too: not `size`, which may be a name, and not the `pattern` of `input pattern`.
  private static boolean isPlainStart(Token token) {
    return switch (token.getType()) {
      case TulleLexer.LET, TulleLexer.OUTPUT, TulleLexer.UPDATE, TulleLexer.NEXT, TulleLexer.REPEAT, TulleLexer.FOLD, TulleLexer.UNTIL ->
          true;
      default -> false;
    };
  }

  private static void skipToDeclaration(TokenStream tokens, Token start) {
    for (Token token = tokens.LT(1); token.getType() != Token.EOF; token = tokens.LT(1)) {
      boolean begins = Vocabulary.DECLARATIONS.contains(token.getType()) && token != start && Tokens.startsLine(tokens, token);
      if (begins) return;
      tokens.consume();
    }
  }
}
