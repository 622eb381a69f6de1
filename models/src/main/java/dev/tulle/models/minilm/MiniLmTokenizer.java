package dev.tulle.models.minilm;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import dev.tulle.runtime.TulleException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/// WordPiece as all-MiniLM-L6-v2 was trained with: lower-cased, `[CLS]` first and `[SEP]` last, at most [#MOST_TOKENS] tokens, no padding.
public final class MiniLmTokenizer implements AutoCloseable {
  /// Where the model's authors cut (`max_seq_length`); it was not trained on more, although its table has 512 positions.
  public static final int MOST_TOKENS = 256;

  static {
    // Read by the library when it loads its native part: take the one for the CPU that is inside its jar, and report to nobody.
    setUnlessGiven("RUST_FLAVOR", "cpu");
    setUnlessGiven("ai.djl.offline", "true");
    setUnlessGiven("OPT_OUT_TRACKING", "true");
  }

  private final HuggingFaceTokenizer tokenizer;

  /// @param json the contents of `tokenizer.json`
  /// @throws TulleException `FILE` if that is no tokenizer, `DEVICE` if the library has no native part for this machine
  public MiniLmTokenizer(byte[] json) {
    try {
      // The file asks for padding to 128 tokens and for cutting there.
      tokenizer = HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(json), Map.of("padding", "false", "truncation", "false"));
    } catch (IOException e) {
      throw new TulleException(TulleException.Code.FILE, "not a tokenizer.json: " + e.getMessage(), e);
    } catch (RuntimeException | LinkageError e) {
      throw new TulleException(
          TulleException.Code.DEVICE,
          "the tokenizer could not be started on " + System.getProperty("os.name") + " " + System.getProperty("os.arch") + ": "
              + e.getMessage(),
          e);
    }
  }

  /// A sentence as the model reads it.
  ///
  /// @param length how many tokens the sentence has; more than `ids` if it was cut
  public record Tokens(int[] ids, int length) {
    public boolean cut() {
      return length > ids.length;
    }

    /// Whether there is nothing between the two marks.
    public boolean empty() {
      return length <= 2;
    }
  }

  /// The tokens of any text; of an empty one, `[CLS]` and `[SEP]`.
  public Tokens encode(String sentence) {
    // Half a surrogate pair is no character; the round trip puts a question mark in its place before native code sees it.
    var text = new String(sentence.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    var all = Arrays.stream(tokenizer.encode(text).getIds()).mapToInt(Math::toIntExact).toArray();
    if (all.length <= MOST_TOKENS) return new Tokens(all, all.length);
    var kept = Arrays.copyOf(all, MOST_TOKENS);
    kept[MOST_TOKENS - 1] = all[all.length - 1]; // the sentence still ends with [SEP]
    return new Tokens(kept, all.length);
  }

  @Override
  public void close() {
    tokenizer.close();
  }

  private static void setUnlessGiven(String property, String value) {
    if (System.getProperty(property) == null && System.getenv(property) == null) System.setProperty(property, value);
  }
}
