package dev.tulle.runtime.file;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tulle.runtime.TulleException;
import dev.tulle.runtime.TulleException.Code;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// JSON as Tulle reads it: nesting is bounded, no key stands twice, nothing follows the end.
public final class StrictJson {
  /// Loops of a plan take two levels each.
  private static final int DEEPEST_NESTING = 80;
  private static final int LONGEST_STRING = 1 << 24;
  private static final JsonMapper MAPPER = JsonMapper.builder(
      JsonFactory.builder()
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(DEEPEST_NESTING).maxStringLength(LONGEST_STRING).build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build())
      .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
      .build();

  private StrictJson() {}

  /// An empty object to fill.
  public static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /// @param where the file and entry, for messages
  /// @throws TulleException `FILE` for what is no JSON object
  public static ObjectNode parse(String where, byte[] text) {
    try {
      if (MAPPER.readTree(text) instanceof ObjectNode object) return object;
      throw new TulleException(Code.FILE, where + ": is no JSON object");
    } catch (JsonProcessingException e) {
      throw new TulleException(Code.FILE, where + ": is no JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException("reading memory", e);
    }
  }

  /// On one line.
  public static String text(JsonNode json) {
    return json.toString();
  }

  /// Indented for people.
  public static byte[] pretty(JsonNode json) {
    try {
      String text = MAPPER.writer(SerializationFeature.INDENT_OUTPUT).writeValueAsString(json);
      return (text.replace(System.lineSeparator(), "\n") + "\n").getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("writing memory", e);
    }
  }

  /// For messages.
  static String shortened(JsonNode json) {
    String text = json.toString();
    return text.length() <= 80 ? text : text.substring(0, 80) + "…";
  }
}
