package dev.tulle.dsl.syntax;

import dev.tulle.dsl.source.Source;
import java.util.Random;

/// Syntax trees for tests of other packages.
public final class Trees {
  private Trees() {}

  /// A tree as a text without places: trees that mean the same have the same text.
  public static String text(SyntaxFile file) {
    return TreeText.of(file);
  }

  /// A program of every construct.
  public static String program(long seed) {
    return SyntaxPrinter.print(new RandomTrees(seed).file());
  }

  /// The same program with other blanks, line breaks and comments between its words.
  public static String disturbed(String program, long seed) {
    Random random = new Random(seed);
    var text = new StringBuilder();
    for (Lexemes.Lexeme word : Lexemes.of(new Source("disturbed", program))) {
      text.append(switch (random.nextInt(12)) {
        case 0 -> "\n";
        case 1 -> "\n\n\n  ";
        case 2 -> "\r\n\t";
        case 3 -> " // note " + random.nextInt(1000) + "  \n";
        case 4 -> "\n  // alone " + random.nextInt(1000) + "\n\n";
        default -> " ";
      }).append(word.text());
      if (word.isComment()) text.append('\n');
    }
    return text.append(random.nextBoolean() ? "\n" : "  // the end").toString();
  }
}
