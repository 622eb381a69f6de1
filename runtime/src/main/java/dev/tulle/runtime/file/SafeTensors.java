package dev.tulle.runtime.file;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tulle.runtime.tensor.ElementType;
import dev.tulle.runtime.tensor.Shape;
import dev.tulle.runtime.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;

/// The safetensors format: a length, a JSON header, then the elements of all tensors without holes. The file is mapped, not read: a tensor
/// whose type Tulle has is the file's own memory, read-only. The whole header is checked when the file is opened: every offset inside the
/// file, no overlap, no hole.
public final class SafeTensors {
  private static final ValueLayout.OfLong LENGTH = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final long LONGEST_HEADER = 100_000_000;
  private static final String METADATA = "__metadata__";

  private final Path file;
  private final MemorySegment data;
  private final Map<String, Entry> entries;

  /// @param begin offset within the data, as `end`
  private record Entry(String name, String type, long[] shape, long begin, long end) {}

  private SafeTensors(Path file, MemorySegment data, Map<String, Entry> entries) {
    this.file = file;
    this.data = data;
    this.entries = entries;
  }

  /// Maps the file and checks its header.
  ///
  /// @throws dev.tulle.runtime.TulleException `FILE` naming the tensor and what is wrong
  public static SafeTensors open(Path file) {
    MemorySegment all = Disk.map(file);
    Place place = Place.of(file);
    if (all.byteSize() < 8)
      throw place.error("is no safetensors file: it has " + all.byteSize() + " bytes, fewer than the length at its start");
    long length = all.get(LENGTH, 0);
    if (length < 0 || length > LONGEST_HEADER) {
      throw place
          .error("is no safetensors file: its header would have " + Long.toUnsignedString(length) + " bytes, more than " + LONGEST_HEADER);
    }
    if (length > all.byteSize() - 8) {
      throw place.error("is cut off: its header has " + length + " bytes, but only " + (all.byteSize() - 8) + " follow the length");
    }
    MemorySegment data = all.asSlice(8 + length);
    Map<String, Entry> entries = new LinkedHashMap<>();
    StrictJson.parse(file + ", the header", all.asSlice(8, length).toArray(ValueLayout.JAVA_BYTE))
        .properties()
        .forEach(
            property -> {
              if (!property.getKey().equals(METADATA)) {
                entries.put(property.getKey(), entry(place.in(property.getKey()), property.getValue(), data.byteSize()));
              }
            });
    checkCoverage(place, entries.values(), data.byteSize());
    return new SafeTensors(file, data, entries);
  }

  private static Entry entry(Place place, JsonNode json, long dataBytes) {
    if (!json.path("dtype").isTextual() || !json.path("shape").isArray() || !json.path("data_offsets").isArray() || json.size() != 3) {
      throw place.error("must have dtype, shape and data_offsets, but is " + StrictJson.shortened(json));
    }
    long[] shape = numbers(place, "shape", json.get("shape"));
    long[] offsets = numbers(place, "data_offsets", json.get("data_offsets"));
    if (offsets.length != 2 || offsets[0] > offsets[1])
      throw place.error("data_offsets " + Shape.text(offsets) + " are not a begin and an end");
    if (offsets[1] > dataBytes) {
      throw place.error("data_offsets " + Shape.text(offsets) + " point outside of the file, which has " + dataBytes + " bytes of data");
    }
    String type = json.get("dtype").textValue();
    Optional<StoredType> known = type(type);
    if (known.isPresent()) {
      long expected = known.get().bytes(place, shape);
      if (expected != offsets[1] - offsets[0]) {
        throw place.error(
            type + " of shape " + Shape.text(shape) + " takes " + expected + " bytes, but data_offsets " + Shape.text(offsets) + " have "
                + (offsets[1] - offsets[0]));
      }
    }
    return new Entry(place.entry(), type, shape, offsets[0], offsets[1]);
  }

  private static long[] numbers(Place place, String key, JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false)
        .mapToLong(
            n -> {
              if (!n.isIntegralNumber() || !n.canConvertToLong() || n.longValue() < 0)
                throw place.error(key + " must be integers from 0, but is " + StrictJson.shortened(array));
              return n.longValue();
            })
        .toArray();
  }

  private static void checkCoverage(Place place, Iterable<Entry> entries, long dataBytes) {
    List<Entry> sorted = new ArrayList<>();
    entries.forEach(sorted::add);
    sorted.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
    long end = 0;
    String before = "the header";
    for (Entry entry : sorted) {
      if (entry.begin() < end)
        throw place.in(entry.name()).error("begins at byte " + entry.begin() + ", inside of '" + before + "', which ends at " + end);
      if (entry.begin() > end) throw place.in(entry.name())
          .error("begins at byte " + entry.begin() + ", but '" + before + "' ends at " + end + ": no tensor has the bytes between");
      end = entry.end();
      before = entry.name();
    }
    if (end != dataBytes) throw place.error("has " + dataBytes + " bytes of data, but its tensors end at " + end);
  }

  private static Optional<StoredType> type(String name) {
    for (StoredType type : StoredType.values()) if (type.name().equals(name)) return Optional.of(type);
    return Optional.empty();
  }

  /// The names of the tensors, in the order of the header.
  public Set<String> names() {
    return Collections.unmodifiableSet(entries.keySet());
  }

  /// The tensor of a name; empty if there is none.
  ///
  /// @throws dev.tulle.runtime.TulleException `FILE` if its type is not supported, or an integer does not fit `i32`
  public Optional<Tensor> find(String name) {
    return Optional.ofNullable(entries.get(name))
        .map(
            entry -> {
              Place place = Place.of(file).in(name);
              StoredType type = type(entry.type()).orElseThrow(
                  () -> place
                      .error("has elements of type " + entry.type() + ", which cannot be read; there are " + List.of(StoredType.values())));
              return type.read(place, data.asSlice(entry.begin(), entry.end() - entry.begin()), ByteOrder.LITTLE_ENDIAN, entry.shape());
            });
  }

  /// Writes tensors; the same tensors give the same bytes. Those whose size is a multiple of 64 come first, so that sessions can use them
  /// without a copy.
  ///
  /// @throws dev.tulle.runtime.TulleException `FILE` if the file cannot be written
  public static void write(Map<String, Tensor> tensors, Path file) {
    List<Map.Entry<String, Tensor>> sorted = new ArrayList<>(tensors.entrySet());
    Comparator<Map.Entry<String, Tensor>> odd = Comparator.comparing(e -> e.getValue().data().byteSize() % Tensor.ALIGNMENT != 0);
    sorted.sort(odd.thenComparing(Map.Entry.comparingByKey()));
    byte[] header = header(sorted);
    Disk.write(
        file,
        out -> {
          out.write(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(header.length).array());
          out.write(header);
          for (Map.Entry<String, Tensor> tensor : sorted) Disk.copy(tensor.getValue().data(), out);
        });
  }

  private static byte[] header(List<Map.Entry<String, Tensor>> tensors) {
    ObjectNode header = StrictJson.object();
    long offset = 0;
    for (Map.Entry<String, Tensor> named : tensors) {
      Tensor tensor = named.getValue();
      ObjectNode entry = header.putObject(named.getKey()).put("dtype", tensor.type() == ElementType.BOOL ? "BOOL" : tensor.type().name());
      for (long extent : tensor.shape()) entry.withArray("shape").add(extent);
      if (tensor.rank() == 0) entry.putArray("shape");
      long end = offset + tensor.data().byteSize();
      entry.putArray("data_offsets").add(offset).add(end);
      offset = end;
    }
    StringBuilder text = new StringBuilder(StrictJson.text(header));
    int bytes = text.toString().getBytes(StandardCharsets.UTF_8).length;
    text.repeat(' ', Math.floorMod(-(8 + bytes), Tensor.ALIGNMENT));
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }
}
