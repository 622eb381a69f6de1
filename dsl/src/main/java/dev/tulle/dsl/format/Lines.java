package dev.tulle.dsl.format;

import dev.tulle.dsl.grammar.TulleLexer;
import dev.tulle.dsl.syntax.Children;
import dev.tulle.dsl.syntax.Declaration;
import dev.tulle.dsl.syntax.Item;
import dev.tulle.dsl.syntax.Lexemes.Lexeme;
import dev.tulle.dsl.syntax.Node;
import dev.tulle.dsl.syntax.SyntaxFile;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Cuts a program into its lines: braces end heads and blocks, items begin where the tree says.
final class Lines {
  private final List<Lexeme> lexemes;
  private final Set<Integer> starts = new HashSet<>();
  private final List<Line> lines = new ArrayList<>();
  private int depth;
  /// The line that is being read: its words, and whether it follows a blank line.
  private List<Word> words = new ArrayList<>();
  private boolean blank;

  Lines(SyntaxFile file, List<Lexeme> lexemes) {
    this.lexemes = lexemes;
    collectStarts(file);
  }

  private void collectStarts(Node node) {
    if (node instanceof Item i) starts.add(i.span().start());
    if (node instanceof Declaration d) starts.add(d.span().start());
    Children.of(node).forEach(this::collectStarts);
  }

  List<Line> all() {
    for (int i = 0; i < lexemes.size(); i++) {
      Lexeme lexeme = lexemes.get(i);
      if (lexeme.isComment()) comment(i);
      else word(i);
    }
    finish();
    return lines;
  }

  private void word(int i) {
    Lexeme lexeme = lexemes.get(i);
    if (lexeme.type() == TulleLexer.RBRACE) {
      finish();
      depth--;
      begin(i);
      add(i);
      finish();
      return;
    }
    if (starts.contains(lexeme.start())) finish();
    if (words.isEmpty()) begin(i);
    add(i);
    if (lexeme.type() == TulleLexer.LBRACE) {
      finish();
      depth++;
    }
  }

  private void comment(int i) {
    boolean own = i == 0 || lexemes.get(i - 1).line() < lexemes.get(i).line();
    boolean between = words.isEmpty() || beginsLine(next(i));
    if (own && between) {
      finish();
      begin(i);
      add(i);
      finish();
    } else if (between && endsHere(i)) {
      finish();
      Line last = lines.removeLast();
      lines.add(new Line(last.depth(), last.blankBefore(), last.words(), lexemes.get(i).text()));
    } else {
      add(i);
    }
  }

  /// Whether the line before has room for a comment at its end.
  private boolean endsHere(int i) {
    return !words.isEmpty() || lines.getLast().comment().isEmpty() && !lexemes.get(i - 1).isComment();
  }

  /// The word behind a comment, behind all that follow it; −1 at the end.
  private int next(int i) {
    for (int k = i + 1; k < lexemes.size(); k++) if (!lexemes.get(k).isComment()) return k;
    return -1;
  }

  private boolean beginsLine(int i) {
    return i < 0 || lexemes.get(i).type() == TulleLexer.RBRACE || starts.contains(lexemes.get(i).start());
  }

  private void begin(int i) {
    boolean first = lines.isEmpty();
    boolean opened = !first && endsWith(lines.getLast(), TulleLexer.LBRACE);
    boolean closes = lexemes.get(i).type() == TulleLexer.RBRACE;
    boolean apart = i > 0 && lexemes.get(i).line() > lexemes.get(i - 1).line() + 1;
    // declarations stand apart, with the comments above them; imports need not
    boolean declaration = depth == 0 && !first && !isComment(lines.getLast()) && lexemes.get(i).type() != TulleLexer.IMPORT;
    blank = !first && !opened && !closes && (apart || declaration);
  }

  private static boolean isComment(Line line) {
    return line.words().getLast().isComment();
  }

  private static boolean endsWith(Line line, int type) {
    return !line.words().isEmpty() && line.words().getLast().type() == type;
  }

  private void add(int i) {
    Lexeme lexeme = lexemes.get(i);
    boolean own = lexeme.isComment() && (i == 0 || lexemes.get(i - 1).line() < lexeme.line());
    words.add(new Word(lexeme.type(), lexeme.text(), !words.isEmpty() && Spacing.between(words, lexeme), lexeme.isComment(), own));
  }

  private void finish() {
    if (words.isEmpty()) return;
    lines.add(new Line(depth, blank, words, ""));
    words = new ArrayList<>();
  }
}
