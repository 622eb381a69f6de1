package dev.tulle.runtime.file;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tulle.runtime.TulleException;
import dev.tulle.runtime.TulleException.Code;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;

/// Reads an object of a file whose keys are known: each getter says in its error where in the file the wrong value stands.
///
/// @param where the file, the entry and the path of keys
public record JsonObject(String where, ObjectNode json) {
  /// Refuses keys that nobody asks for.
  public JsonObject only(String... keys) {
    Set<String> known = Set.of(keys);
    json.fieldNames()
        .forEachRemaining(
            key -> {
              if (!known.contains(key)) throw error("has an unknown key '" + key + "'");
            });
    return this;
  }

  public TulleException error(String message) {
    return new TulleException(Code.FILE, where + ": " + message);
  }

  private JsonNode get(String key, String what) {
    JsonNode value = json.get(key);
    if (value == null) throw error("has no '" + key + "'");
    return switch (what) {
      case "a text" -> checked(value, key, what, value.isTextual());
      case "a truth" -> checked(value, key, what, value.isBoolean());
      case "an integer" -> checked(value, key, what, value.isIntegralNumber() && value.canConvertToLong());
      case "a list" -> checked(value, key, what, value.isArray());
      default -> checked(value, key, what, value.isObject());
    };
  }

  private JsonNode checked(JsonNode value, String key, String what, boolean fits) {
    if (!fits) throw error("'" + key + "' must be " + what + ", but is " + StrictJson.shortened(value));
    return value;
  }

  public String text(String key) {
    return get(key, "a text").textValue();
  }

  public boolean truth(String key) {
    return get(key, "a truth").booleanValue();
  }

  public long integer(String key) {
    return get(key, "an integer").longValue();
  }

  /// A number from `low` to `high`.
  public int integer(String key, int low, int high) {
    long value = integer(key);
    if (value < low || value > high) throw error("'" + key + "' must be " + low + " to " + high + ", but is " + value);
    return (int) value;
  }

  /// A constant by its name in small letters.
  public <E extends Enum<E>> E word(String key, Class<E> type) {
    String word = text(key);
    for (E constant : type.getEnumConstants()) if (constant.name().toLowerCase(Locale.ROOT).equals(word)) return constant;
    throw error("'" + key + "' cannot be '" + word + "'");
  }

  public JsonObject object(String key) {
    return new JsonObject(where + "/" + key, (ObjectNode) get(key, "an object"));
  }

  public Optional<JsonObject> optional(String key) {
    return json.has(key) ? Optional.of(object(key)) : Optional.empty();
  }

  /// A list of objects.
  public <T> List<T> objects(String key, Function<JsonObject, T> read) {
    return list(
        key, (place, item) -> {
          if (!(item instanceof ObjectNode object)) throw new TulleException(Code.FILE, place + ": must be an object");
          return read.apply(new JsonObject(place, object));
        });
  }

  /// A list of texts.
  public List<String> texts(String key) {
    return list(
        key, (place, item) -> {
          if (!item.isTextual()) throw new TulleException(Code.FILE, place + ": must be a text");
          return item.textValue();
        });
  }

  /// A list of anything; `read` gets where the item stands.
  public <T> List<T> list(String key, BiFunction<String, JsonNode, T> read) {
    List<T> items = new ArrayList<>();
    for (JsonNode item : get(key, "a list")) items.add(read.apply(where + "/" + key + "/" + items.size(), item));
    return items;
  }

  /// An object whose values are texts, in its order.
  public Map<String, String> map(String key) {
    JsonObject object = object(key);
    Map<String, String> map = new LinkedHashMap<>();
    object.json().fieldNames().forEachRemaining(name -> map.put(name, object.text(name)));
    return map;
  }
}
