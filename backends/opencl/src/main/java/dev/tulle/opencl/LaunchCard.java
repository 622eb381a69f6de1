package dev.tulle.opencl;

import dev.tulle.kernel.emit.SourceEmitter;
import dev.tulle.kernel.ir.Kernel;
import dev.tulle.kernel.ir.Scalar;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What has to be known of a kernel to launch it, beside its source: the binary part of its code, as text.
///
///     opencl 1
///     items 64
///     sizes i32 i64
///     buffers 3
///
/// @param items the most items of a phase; 0 if a group is one item
/// @param sizes the types of the size parameters, `I32` or `I64`
/// @param buffers how many buffers
record LaunchCard(int items, List<Scalar> sizes, int buffers) {
  private static final Pattern TEXT = Pattern.compile("opencl 1\nitems (\\d{1,7})\nsizes((?: i32| i64){0,1000})\nbuffers (\\d{1,4})\n");

  static LaunchCard of(Kernel kernel) {
    return new LaunchCard(SourceEmitter.items(kernel), kernel.sizes().stream().map(Kernel.SizeParameter::type).toList(),
        kernel.buffers().size());
  }

  byte[] bytes() {
    String types = sizes.stream().map(s -> s == Scalar.I64 ? " i64" : " i32").collect(Collectors.joining());
    return ("opencl 1\nitems " + items + "\nsizes" + types + "\nbuffers " + buffers + "\n").getBytes(StandardCharsets.US_ASCII);
  }

  /// @throws SecurityException for anything that [#bytes] does not write
  static LaunchCard read(String kernel, byte[] bytes) {
    Matcher card = TEXT.matcher(new String(bytes, StandardCharsets.US_ASCII));
    if (bytes.length > 1 << 14 || !card.matches()) throw new SecurityException("kernel " + kernel + ": its code is not for OpenCL");
    List<Scalar> sizes = Stream.of(card.group(2).split(" "))
        .filter(t -> !t.isEmpty())
        .map(t -> t.equals("i64") ? Scalar.I64 : Scalar.I32)
        .toList();
    return new LaunchCard(Integer.parseInt(card.group(1)), sizes, Integer.parseInt(card.group(3)));
  }

  /// Bytes of all arguments: a buffer is handed over by its address, and the status words are one buffer more.
  long argumentBytes() {
    return sizes.stream().mapToLong(Scalar::bytes).sum() + 8L * (buffers + 1);
  }
}
