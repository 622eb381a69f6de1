package dev.tulle.cli.data;

import dev.tulle.dsl.model.ElementType;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// Writes results for NumPy: a dense one as `.npy`; a sparse one as `.npz` with `indices` (i64, one row for each element) and `values`. `bf16`, which NumPy does not have,
/// is written as `f32`.
public final class NumpyFile {
  private static final int ALIGNMENT = 64;
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};

  private NumpyFile() {}

  public static void write(Result result, Path path) throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(path), 1 << 16)) {
      if (result.sparse()) writeSparse(result, out);
      else writeDense(result, out);
    }
  }

  private static void writeDense(Result result, OutputStream out) throws IOException {
    header(type(result.element()), result.shape(), out);
    Encoder encoder = new Encoder(out);
    result.elements().forEach((_, value) -> encoder.put(result.element(), value));
    encoder.finish();
  }

  private static void writeSparse(Result result, OutputStream out) throws IOException {
    long[] count = {0};
    result.elements().forEach((_, _) -> count[0]++);
    long[] shape = result.shape();
    ZipOutputStream zip = new ZipOutputStream(out);
    zip.putNextEntry(new ZipEntry("indices.npy"));
    header("<i8", new long[] {count[0], shape.length}, zip);
    Encoder indices = new Encoder(zip);
    long[] index = new long[shape.length];
    result.elements()
        .forEach(
            (position, _) -> {
              long rest = position;
              for (int axis = shape.length - 1; axis >= 0; axis--) {
                index[axis] = rest % shape[axis];
                rest /= shape[axis];
              }
              for (long i : index) indices.putLong(i);
            });
    indices.finish();
    zip.closeEntry();
    zip.putNextEntry(new ZipEntry("values.npy"));
    header(type(result.element()), count, zip);
    Encoder values = new Encoder(zip);
    result.elements().forEach((_, value) -> values.put(result.element(), value));
    values.finish();
    zip.closeEntry();
    zip.finish();
  }

  private static String type(ElementType element) {
    return switch (element) {
      case F32, BF16 -> "<f4";
      case F16 -> "<f2";
      case I32 -> "<i4";
      case I8 -> "|i1";
      case U8 -> "|u1";
      case BOOL -> "|b1";
    };
  }

  /// Version 1.0: magic, length of the text, the text padded with spaces so that the data is aligned.
  private static void header(String type, long[] shape, OutputStream out) throws IOException {
    String extents = Arrays.stream(shape).mapToObj(extent -> extent + ",").collect(Collectors.joining(" "));
    String text = "{'descr': '" + type + "', 'fortran_order': False, 'shape': (" + extents + "), }";
    int unpadded = MAGIC.length + Short.BYTES + text.length() + 1;
    String padded = text + " ".repeat(Math.floorMod(-unpadded, ALIGNMENT)) + "\n";
    out.write(MAGIC);
    out.write(padded.length() & 0xff);
    out.write(padded.length() >> 8);
    out.write(padded.getBytes(StandardCharsets.US_ASCII));
  }

  /// Little-endian elements; an error of the stream is kept until the end, as visitors cannot throw it.
  private static final class Encoder {
    private final OutputStream out;
    private final ByteBuffer buffer = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
    private IOException failure;

    Encoder(OutputStream out) {
      this.out = out;
    }

    void put(ElementType element, double value) {
      if (buffer.remaining() < Long.BYTES) drain();
      switch (element) {
        case F32, BF16 -> buffer.putFloat((float) value);
        case F16 -> buffer.putShort(Float.floatToFloat16((float) value));
        case I32 -> buffer.putInt((int) value);
        case I8, U8, BOOL -> buffer.put((byte) (int) value);
      }
    }

    void putLong(long value) {
      if (buffer.remaining() < Long.BYTES) drain();
      buffer.putLong(value);
    }

    void finish() throws IOException {
      drain();
      if (failure != null) throw failure;
    }

    private void drain() {
      try {
        if (failure == null) out.write(buffer.array(), 0, buffer.position());
      } catch (IOException e) {
        failure = e;
      }
      buffer.clear();
    }
  }
}
