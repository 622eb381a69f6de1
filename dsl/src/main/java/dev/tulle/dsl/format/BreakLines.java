package dev.tulle.dsl.format;

import dev.tulle.dsl.grammar.TulleLexer;
import java.util.ArrayList;
import java.util.List;

/// Writes one line of a program as lines of text: as it is if it is short, else broken at its loosest operators, and what is still too long again.
final class BreakLines {
  private static final int INDENT = 2;
  /// Looser than any operator: behind the `=` of a definition.
  private static final int DEFINED = 0;
  /// Tighter than any: behind commas in brackets.
  private static final int TIGHTEST = 9;

  private BreakLines() {}

  static List<String> write(Line line) {
    List<String> written = new ArrayList<>(at(INDENT * line.depth(), line.words()));
    if (!line.comment().isEmpty()) written.add(written.removeLast() + "  " + line.comment());
    return written;
  }

  /// The first line begins at column `indent`, further ones two columns behind it.
  private static List<String> at(int indent, List<Word> words) {
    List<List<Word>> commented = atComments(words);
    if (commented.size() > 1 || words.getLast().isComment()) return commented(indent, commented);
    String whole = " ".repeat(indent) + text(words);
    if (whole.length() <= Formatter.WIDTH) return List.of(whole);
    for (int rank = DEFINED; rank < TIGHTEST; rank++) {
      List<List<Word>> parts = atRank(words, rank);
      if (parts.size() > 1) return filled(indent, parts);
    }
    List<List<Word>> parts = inBrackets(words);
    return parts.size() > 1 ? filled(indent, parts) : List.of(whole);
  }

  /// A comment ends its line.
  private static List<String> commented(int indent, List<List<Word>> parts) {
    List<String> lines = new ArrayList<>();
    for (List<Word> part : parts) {
      int here = lines.isEmpty() ? indent : indent + INDENT;
      Word last = part.getLast();
      List<Word> code = last.isComment() ? part.subList(0, part.size() - 1) : part;
      if (!code.isEmpty()) lines.addAll(at(here, code));
      if (last.isComment() && (last.startsLine() || code.isEmpty())) lines.add(" ".repeat(here) + last.text());
      else if (last.isComment()) lines.add(lines.removeLast() + "  " + last.text());
    }
    return lines;
  }

  private static List<List<Word>> atComments(List<Word> words) {
    List<List<Word>> parts = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < words.size(); i++) {
      if (!words.get(i).isComment() && i < words.size() - 1) continue;
      parts.add(words.subList(from, i + 1));
      from = i + 1;
    }
    return parts;
  }

  /// As many parts on a line as fit.
  private static List<String> filled(int indent, List<List<Word>> parts) {
    List<String> lines = new ArrayList<>();
    List<Word> line = new ArrayList<>();
    for (List<Word> part : parts) {
      int here = lines.isEmpty() ? indent : indent + INDENT;
      List<Word> longer = new ArrayList<>(line);
      longer.addAll(part);
      if (!line.isEmpty() && here + text(longer).length() > Formatter.WIDTH) {
        lines.addAll(at(here, line));
        longer = part;
      }
      line = new ArrayList<>(longer);
    }
    lines.addAll(at(lines.isEmpty() ? indent : indent + INDENT, line));
    return lines;
  }

  private static List<List<Word>> atRank(List<Word> words, int rank) {
    List<List<Word>> parts = new ArrayList<>();
    int depth = -unclosed(words);
    int from = 0;
    for (int i = 0; i < words.size(); i++) {
      depth += nesting(words.get(i));
      boolean before = depth == 0 && i > from && rank(words, i) == rank;
      boolean behind = depth == 0 && i > 0 && rank == DEFINED && words.get(i - 1).type() == TulleLexer.ASSIGN && parts.isEmpty();
      if (!before && !behind) continue;
      parts.add(words.subList(from, i));
      from = i;
    }
    parts.add(words.subList(from, words.size()));
    return parts;
  }

  /// How loosely the operator at `i` binds; more than all ranks if no line may begin with it.
  private static int rank(List<Word> words, int i) {
    return switch (words.get(i).type()) {
      case TulleLexer.WHERE, TulleLexer.WITH, TulleLexer.ORDER, TulleLexer.AS, TulleLexer.ARROW -> 1;
      case TulleLexer.THEN, TulleLexer.ELSE -> 2;
      case TulleLexer.OR -> 3;
      case TulleLexer.AND -> 4;
      case TulleLexer.EQ, TulleLexer.NE, TulleLexer.LT, TulleLexer.LE, TulleLexer.GT, TulleLexer.GE -> 5;
      case TulleLexer.PLUS -> 6;
      case TulleLexer.MINUS -> Spacing.isSign(words.subList(0, i + 1)) ? TIGHTEST : 6;
      case TulleLexer.STAR, TulleLexer.SLASH, TulleLexer.PERCENT -> 7;
      case TulleLexer.COALESCE -> 8;
      default -> TIGHTEST;
    };
  }

  /// Breaks inside the longest brackets: behind their commas, else at the loosest operator in them.
  private static List<List<Word>> inBrackets(List<Word> words) {
    int[] longest = longestBrackets(words);
    int open = longest[0];
    int close = longest[1];
    if (close - open < 2) return List.of(words);
    List<Word> inside = words.subList(open + 1, close);
    List<List<Word>> parts = atCommas(inside);
    for (int rank = DEFINED; parts.size() == 1 && rank < TIGHTEST; rank++) parts = atRank(inside, rank);
    if (parts.size() == 1) parts = inBrackets(inside);
    if (parts.size() == 1) return List.of(words);
    List<List<Word>> all = new ArrayList<>();
    int at = open + 1;
    for (List<Word> part : parts) {
      int from = all.isEmpty() ? 0 : at;
      at += part.size();
      all.add(words.subList(from, all.size() == parts.size() - 1 ? words.size() : at));
    }
    return all;
  }

  private static int[] longestBrackets(List<Word> words) {
    int[] longest = {0, 0};
    int depth = -unclosed(words);
    int open = 0;
    for (int i = 0; i < words.size(); i++) {
      int nesting = nesting(words.get(i));
      if (nesting > 0 && depth == 0) open = i;
      depth += nesting;
      if (nesting < 0 && depth == 0 && i - open > longest[1] - longest[0]) longest = new int[] {open, i};
    }
    return longest;
  }

  private static List<List<Word>> atCommas(List<Word> words) {
    List<List<Word>> parts = new ArrayList<>();
    int depth = 0;
    int from = 0;
    for (int i = 0; i < words.size(); i++) {
      depth += nesting(words.get(i));
      if (depth != 0 || words.get(i).type() != TulleLexer.COMMA || i == words.size() - 1) continue;
      parts.add(words.subList(from, i + 1));
      from = i + 1;
    }
    parts.add(words.subList(from, words.size()));
    return parts;
  }

  /// How many brackets are open at the end: what stands behind them is broken like the rest.
  private static int unclosed(List<Word> words) {
    return Math.max(0, words.stream().mapToInt(BreakLines::nesting).sum());
  }

  private static int nesting(Word word) {
    return switch (word.type()) {
      case TulleLexer.LPAREN, TulleLexer.LBRACKET -> 1;
      case TulleLexer.RPAREN, TulleLexer.RBRACKET -> -1;
      default -> 0;
    };
  }

  private static String text(List<Word> words) {
    StringBuilder text = new StringBuilder();
    for (Word word : words) {
      if (word.spaceBefore() && !text.isEmpty()) text.append(' ');
      text.append(word.text());
    }
    return text.toString();
  }
}
