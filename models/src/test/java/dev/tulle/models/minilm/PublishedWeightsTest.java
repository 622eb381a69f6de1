package dev.tulle.models.minilm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tulle.models.DenseWeight;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The readers on the real files: names, orientation and tokens are right if a network written independently gives the published similarities.
class PublishedWeightsTest {
  private static MiniLmTokenizer tokenizer;
  private static List<DenseWeight> weights;

  @BeforeAll
  static void read() {
    var files = PublishedModel.orSkip();
    tokenizer = new MiniLmTokenizer(files.tokenizer());
    weights = files.weights();
  }

  @AfterAll
  static void close() {
    if (tokenizer != null) tokenizer.close();
  }

  @Test
  void similarSentencesHaveThePublishedCosine() {
    assertEquals(0.75534, cosine("A man is eating food.", "A man is eating a piece of bread."), 0.00001);
  }

  @Test
  void unrelatedSentencesHaveACosineNearZero() {
    assertEquals(0.0, cosine("A man is eating food.", "The parliament passed a new budget."), 0.15);
  }

  @Test
  void matricesHaveOutputsAsRows() {
    var shapes = weights.stream().filter(w -> w.name().startsWith("b6.w")).map(w -> w.name() + w.shape()).toList();
    assertEquals(
        List.of("b6.wdown[384, 1536]", "b6.wk[12, 32, 384]", "b6.wo[384, 12, 32]", "b6.wq[12, 32, 384]", "b6.wup[1536, 384]",
            "b6.wv[12, 32, 384]"),
        shapes);
  }

  @Test
  void everyWeightOfTheModelIsRead() {
    assertEquals(5 + 6 * 16, weights.size());
    var elements = weights.stream().mapToLong(w -> w.values().length).sum();
    assertEquals(22_565_376, elements);
    assertEquals(36, weights.stream().filter(w -> MiniLmWeights.linearNames().contains(w.name())).count());
  }

  @Test
  void sentenceIsLowerCasedAndNotPadded() {
    var tokens = tokenizer.encode("A man is eating food.");
    assertArrayEquals(new int[] {101, 1037, 2158, 2003, 5983, 2833, 1012, 102}, tokens.ids());
    assertFalse(tokens.cut());
  }

  @Test
  void emptySentenceHasTheTwoMarks() {
    assertArrayEquals(new int[] {101, 102}, tokenizer.encode("").ids());
    assertArrayEquals(new int[] {101, 102}, tokenizer.encode(" \t\n").ids());
  }

  @Test
  void textBeyondTheModelIsCutAndStillEndsWithItsMark() {
    var tokens = tokenizer.encode("word ".repeat(10_000));
    assertEquals(256, tokens.ids().length);
    assertEquals(10_002, tokens.length());
    assertTrue(tokens.cut());
    assertEquals(102, tokens.ids()[255]);
  }

  @Test
  void anyTextHasTokens() {
    for (var text : List.of("\0", "\uD83D", "\uDC00x", "日本語", "😀", "x".repeat(5000), "[CLS] [PAD]")) {
      var ids = tokenizer.encode(text).ids();
      assertEquals(101, ids[0], text);
      assertEquals(102, ids[ids.length - 1], text);
    }
  }

  private static double cosine(String a, String b) {
    var network = new DoubleMiniLm(weights);
    return DoubleMiniLm.dot(network.embed(tokenizer.encode(a).ids()), network.embed(tokenizer.encode(b).ids()));
  }
}
