package dev.tulle.models.splatting;

import dev.tulle.runtime.TulleException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A PLY file, "binary_little_endian": elements, each a table with named columns of numbers. No word of its header is believed that its
/// length contradicts.
///
/// @param elements by name, in the order of the file
record Ply(Map<String, Element> elements) {
  private static final int LONGEST_HEADER = 1 << 16;
  private static final String END = "end_header";

  /// One table.
  ///
  /// @param data just its rows
  record Element(String name, long count, Map<String, Property> properties, long stride, MemorySegment data) {
    Optional<Column> find(String property) {
      return Optional.ofNullable(properties.get(property)).map(p -> row -> p.kind().read(data, row * stride + p.offset()));
    }

    /// @throws TulleException `FILE` if there is no such column
    Column column(String property) {
      return find(property).orElseThrow(() -> wrong("its element `" + name + "` has no property `" + property + "`"));
    }

    /// The numbers of `name_0`, `name_1` and so on.
    Column[] columns(String property, int number) {
      var columns = new Column[number];
      for (var i = 0; i < number; i++) columns[i] = column(property + i);
      return columns;
    }
  }

  /// Reads the number of a row, which is at least 0 and below the element's count.
  interface Column {
    double at(long row);
  }

  /// @param offset from the beginning of a row
  record Property(Kind kind, long offset) {}

  private enum Kind {
    CHAR(1),
    UCHAR(1),
    SHORT(2),
    USHORT(2),
    INT(4),
    UINT(4),
    FLOAT(4),
    DOUBLE(8);

    private static final ValueLayout.OfShort SHORTS = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INTS = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfFloat FLOATS = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfDouble DOUBLES = ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final int bytes;

    Kind(int bytes) {
      this.bytes = bytes;
    }

    static Kind of(String word) {
      return switch (word) {
        case "char", "int8" -> CHAR;
        case "uchar", "uint8" -> UCHAR;
        case "short", "int16" -> SHORT;
        case "ushort", "uint16" -> USHORT;
        case "int", "int32" -> INT;
        case "uint", "uint32" -> UINT;
        case "float", "float32" -> FLOAT;
        case "double", "float64" -> DOUBLE;
        case "list" -> throw wrong("its header has a list, which no scene of Gaussians has");
        default -> throw wrong("its header has a property of the unknown type `" + shown(word) + "`");
      };
    }

    double read(MemorySegment data, long at) {
      return switch (this) {
        case CHAR -> data.get(ValueLayout.JAVA_BYTE, at);
        case UCHAR -> Byte.toUnsignedInt(data.get(ValueLayout.JAVA_BYTE, at));
        case SHORT -> data.get(SHORTS, at);
        case USHORT -> Short.toUnsignedInt(data.get(SHORTS, at));
        case INT -> data.get(INTS, at);
        case UINT -> Integer.toUnsignedLong(data.get(INTS, at));
        case FLOAT -> data.get(FLOATS, at);
        case DOUBLE -> data.get(DOUBLES, at);
      };
    }
  }

  /// An element while its header is read.
  private record Draft(String name, long count, Map<String, Property> properties) {
    long stride() {
      return properties.values().stream().mapToLong(p -> p.kind().bytes).sum();
    }
  }

  /// @param file the whole file
  /// @throws TulleException `FILE` that says what is wrong with it
  static Ply read(MemorySegment file) {
    var header = new String(
        file.asSlice(0, Math.min(LONGEST_HEADER, file.byteSize())).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.ISO_8859_1);
    var end = header.indexOf("\n" + END);
    var rows = end < 0 ? -1 : header.indexOf('\n', end + 1) + 1;
    if (rows <= 0) throw wrong("no `" + END + "` ends its header");
    var lines = header.substring(0, end).lines().map(String::strip).toList();
    if (!lines.getFirst().equals("ply")) throw wrong("it does not begin with `ply`");
    return new Ply(cut(drafts(lines.subList(1, lines.size())), file, rows));
  }

  private static List<Draft> drafts(List<String> lines) {
    var drafts = new ArrayList<Draft>();
    var format = "none";
    for (var line : lines) {
      var words = line.split("\\s+");
      switch (words[0]) {
        case "", "comment", "obj_info" -> {}
        case "format" -> format = words.length > 1 ? words[1] : "none";
        case "element" -> drafts.add(element(words, line));
        case "property" -> property(drafts, words, line);
        default -> throw wrong("its header says `" + shown(line) + "`");
      }
    }
    if (!format.equals("binary_little_endian")) throw wrong("its format is " + shown(format) + "; binary_little_endian can be read");
    return drafts;
  }

  private static Draft element(String[] words, String line) {
    try {
      if (words.length == 3) {
        var count = Long.parseLong(words[2]);
        if (count >= 0) return new Draft(words[1], count, new LinkedHashMap<>());
      }
    } catch (NumberFormatException _) {
      // Said below, as for any other element without a count.
    }
    throw wrong("its header says `" + shown(line) + "`, which is no element with a count");
  }

  private static void property(List<Draft> drafts, String[] words, String line) {
    if (drafts.isEmpty() || words.length < 3) throw wrong("its header says `" + shown(line) + "`, which is no property of an element");
    var properties = drafts.getLast().properties();
    var property = new Property(Kind.of(words[1]), drafts.getLast().stride());
    if (properties.put(words[2], property) != null) throw wrong("its header has the property `" + shown(words[2]) + "` twice");
  }

  private static Map<String, Element> cut(List<Draft> drafts, MemorySegment file, long begin) {
    var elements = new LinkedHashMap<String, Element>();
    var at = begin;
    for (var draft : drafts) {
      var stride = draft.stride();
      var room = file.byteSize() - at;
      if (stride > 0 && draft.count() > room / stride) {
        throw wrong(
            "it is cut short: its header promises " + draft.count() + " times " + stride + " bytes of `" + shown(draft.name())
                + "`, and " + room + " bytes are left");
      }
      var data = file.asSlice(at, draft.count() * stride);
      var element = new Element(draft.name(), draft.count(), draft.properties(), stride, data);
      if (elements.put(draft.name(), element) != null) throw wrong("its header has the element `" + shown(draft.name()) + "` twice");
      at += data.byteSize();
    }
    if (at != file.byteSize()) throw wrong("it has " + (file.byteSize() - at) + " bytes more than its header says");
    return elements;
  }

  /// @throws TulleException `FILE` if there is none of this name
  Element element(String name) {
    return Optional.ofNullable(elements.get(name)).orElseThrow(() -> wrong("it has no element `" + name + "`"));
  }

  /// What a file says, short enough for a message.
  private static String shown(String text) {
    return (text.length() <= 60 ? text : text.substring(0, 60) + "…").replaceAll("[^ -~…]", "?");
  }

  private static TulleException wrong(String message) {
    return new TulleException(TulleException.Code.FILE, message);
  }
}
