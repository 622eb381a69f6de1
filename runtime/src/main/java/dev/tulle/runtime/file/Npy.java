package dev.tulle.runtime.file;

import dev.tulle.runtime.tensor.ElementType;
import dev.tulle.runtime.tensor.Shape;
import dev.tulle.runtime.tensor.Tensor;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;

/// NumPy's format for one array, versions 1 to 3. `f8` is rounded to `f32`, integers of other widths are read as `i32` when all of them
/// fit, big-endian and Fortran-ordered arrays are turned around. Written are `f2`, `f4`, `i1`, `u1`, `i4`, `i8` and `b1`; a `bf16` tensor
/// is written as `f4`, which holds it exactly.
public final class Npy {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int LONGEST_HEADER = 1 << 16;

  private Npy() {}

  /// A `.npy` file, without a copy where the array is little-endian, in C order and of a type that Tulle has: its memory is then the file,
  /// read-only.
  ///
  /// @throws dev.tulle.runtime.TulleException `FILE` naming what is wrong
  public static Tensor read(Path file) {
    return read(Place.of(file), Disk.map(file));
  }

  /// @throws dev.tulle.runtime.TulleException `FILE` if the file cannot be written
  public static void write(Tensor tensor, Path file) {
    Disk.write(file, out -> write(tensor, out));
  }

  static Tensor read(Place place, MemorySegment file) {
    Preamble preamble = preamble(place, file.asSlice(0, Math.min(file.byteSize(), 12)));
    long start = preamble.length() + preamble.headerBytes();
    if (start > file.byteSize()) {
      throw place.error(
          "the header should have " + preamble.headerBytes() + " bytes, but the file ends after " + (file.byteSize() - preamble.length()));
    }
    NpyHeader header = header(place, preamble, file.asSlice(preamble.length(), preamble.headerBytes()));
    long expected = header.type().bytes(place, header.shape());
    long found = file.byteSize() - start;
    if (found != expected) {
      throw place
          .error("shape " + Shape.text(header.shape()) + " of " + header.type() + " takes " + expected + " bytes, but there are " + found);
    }
    return elements(place, header, file.asSlice(start));
  }

  /// The fixed part before the header.
  ///
  /// @param length its own bytes
  record Preamble(int version, int length, long headerBytes) {}

  /// @param bytes the first 12 bytes, or fewer if there are no more
  static Preamble preamble(Place place, MemorySegment bytes) {
    if (bytes.byteSize() < 10 || MemorySegment.mismatch(bytes, 0, 6, MemorySegment.ofArray(MAGIC), 0, 6) != -1) {
      throw place.error("is no .npy: it does not begin with \\x93NUMPY");
    }
    int version = bytes.get(ValueLayout.JAVA_BYTE, 6);
    if (version < 1 || version > 3) throw place.error(".npy of version " + version + "; versions 1 to 3 can be read");
    if (version > 1 && bytes.byteSize() < 12) throw place.error("the file ends within the header");
    long length = version == 1 ? Short.toUnsignedInt(bytes.get(ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), 8))
        : Integer.toUnsignedLong(bytes.get(ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), 8));
    if (length > LONGEST_HEADER) throw place.error("the header has " + length + " bytes; at most " + LONGEST_HEADER + " are read");
    return new Preamble(version, version == 1 ? 10 : 12, length);
  }

  static NpyHeader header(Place place, Preamble preamble, MemorySegment text) {
    var charset = preamble.version() == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1;
    return NpyHeader.parse(place, new String(text.toArray(ValueLayout.JAVA_BYTE), charset));
  }

  /// @param data exactly the bytes of the header's shape
  static Tensor elements(Place place, NpyHeader header, MemorySegment data) {
    long[] shape = header.shape();
    if (!header.fortran() || shape.length < 2) return header.type().read(place, data, header.order(), shape);
    long[] reversed = new long[shape.length];
    for (int axis = 0; axis < shape.length; axis++) reversed[axis] = shape[shape.length - 1 - axis];
    return transposed(header.type().read(place, data, header.order(), reversed), shape);
  }

  private static Tensor transposed(Tensor from, long[] shape) {
    Tensor to = Tensor.zeros(from.type(), shape);
    int bytes = from.type().bytes();
    long[] index = new long[shape.length];
    for (long i = 0; i < to.count(); i++) {
      long source = 0;
      for (int axis = shape.length - 1; axis >= 0; axis--) source = source * shape[axis] + index[axis];
      MemorySegment.copy(from.data(), source * bytes, to.data(), i * bytes, bytes);
      for (int axis = shape.length - 1; axis >= 0 && ++index[axis] == shape[axis]; axis--) index[axis] = 0;
    }
    return to;
  }

  static void write(Tensor tensor, OutputStream out) throws IOException {
    Tensor stored = tensor.type() == ElementType.BF16 ? tensor.to(ElementType.F32) : tensor;
    out.write(prefix(stored));
    Disk.copy(stored.data(), out);
  }

  /// Preamble and header of version 1, padded so that the elements start at a multiple of 64.
  private static byte[] prefix(Tensor tensor) {
    String descr = switch (tensor.type()) {
      case F32 -> "<f4";
      case F16 -> "<f2";
      case I32 -> "<i4";
      case I64 -> "<i8";
      case I8 -> "|i1";
      case U8 -> "|u1";
      case BOOL -> "|b1";
      case BF16 -> throw new IllegalArgumentException("bf16 is widened before it is written");
    };
    String extents = Arrays.stream(tensor.shape()).mapToObj(n -> n + (tensor.rank() == 1 ? "," : "")).collect(Collectors.joining(", "));
    String header = "{'descr': '" + descr + "', 'fortran_order': False, 'shape': (" + extents + "), }";
    int length = (MAGIC.length + 4 + header.length() + 1 + 63) / 64 * 64;
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) ' ');
    System.arraycopy(MAGIC, 0, bytes, 0, MAGIC.length);
    bytes[6] = 1;
    bytes[7] = 0;
    bytes[8] = (byte) (length - 10);
    bytes[9] = (byte) (length - 10 >> 8);
    System.arraycopy(header.getBytes(StandardCharsets.ISO_8859_1), 0, bytes, 10, header.length());
    bytes[length - 1] = '\n';
    return bytes;
  }
}
