package dev.tulle.dsl.syntax;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tulle.dsl.grammar.TulleLexer;
import dev.tulle.dsl.grammar.TulleParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.antlr.v4.runtime.BaseErrorListener;
import org.antlr.v4.runtime.CharStream;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.Parser;
import org.antlr.v4.runtime.atn.ATNConfigSet;
import org.antlr.v4.runtime.atn.PredictionMode;
import org.antlr.v4.runtime.dfa.DFA;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The grammar has one reading for every text in the house: ANTLR's exact ambiguity detection reports nothing, with errors in the text or without.
class AmbiguityTest {
  static Stream<Path> texts() throws IOException {
    return Files.walk(Path.of("src")).filter(p -> p.toString().endsWith(".tulle")).sorted();
  }

  @ParameterizedTest
  @MethodSource("texts")
  void noTextHasTwoReadings(Path path) throws IOException {
    assertEquals(List.of(), ambiguities(CharStreams.fromPath(path)));
  }

  @Test
  void noRandomTextHasTwoReadings() {
    long first = new Random().nextLong();
    for (long seed = first; seed < first + 50; seed++) {
      assertEquals(List.of(), ambiguities(CharStreams.fromString(SyntaxPrinter.print(new RandomTrees(seed).file()))),
          "RandomTrees(" + seed + "L)");
    }
  }

  private static List<String> ambiguities(CharStream text) {
    var lexer = new TulleLexer(text);
    lexer.removeErrorListeners();
    var tokens = new CommonTokenStream(lexer);
    tokens.fill();
    ContextualWords.resolve(Tokens.visible(tokens, 0, tokens.size() - 1));
    var parser = new TulleParser(tokens);
    List<String> ambiguities = new ArrayList<>();
    parser.removeErrorListeners();
    parser.getInterpreter().setPredictionMode(PredictionMode.LL_EXACT_AMBIG_DETECTION);
    parser.addErrorListener(
        new BaseErrorListener() {
          @Override
          public void reportAmbiguity(Parser recognizer, DFA dfa, int start, int stop, boolean exact, BitSet alternatives,
              ATNConfigSet configs) {
            String rule = recognizer.getRuleNames()[recognizer.getATN().getDecisionState(dfa.decision).ruleIndex];
            ambiguities.add(rule + " " + alternatives + ": " + tokens.getText(tokens.get(start), tokens.get(stop)));
          }
        });
    parser.file();
    return ambiguities;
  }
}
