package dev.tulle.kernel.launch;

import dev.tulle.kernel.device.DeviceException;
import dev.tulle.kernel.emit.SourceEmitter;
import dev.tulle.kernel.ir.Kernel;
import dev.tulle.kernel.ir.Scalar;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What has to be known of a kernel to launch it, beside its source, as text that starts with the backend's name.
///
///     opencl 1
///     items 64
///     sizes i32 i64
///     buffers 3
///
/// @param items the most items of a phase; 0 if a group is one item
/// @param each whether a group needs that many, since they keep values from phase to phase: `items 64 each`
/// @param sizes the types of the size parameters, `I32` or `I64`
/// @param buffers how many buffers
public record LaunchCard(int items, boolean each, List<Scalar> sizes, int buffers) {
  /// The most characters of the text.
  public static final int LONGEST = 1 << 14;

  private static final Pattern TEXT = Pattern
      .compile("(\\w+) 1\nitems (\\d{1,7})( each)?\nsizes((?: i32| i64){0,1000})\nbuffers (\\d{1,4})\n");

  public LaunchCard {
    sizes = List.copyOf(sizes);
  }

  public static LaunchCard of(Kernel kernel) {
    return new LaunchCard(SourceEmitter.items(kernel), SourceEmitter.keeps(kernel),
        kernel.sizes().stream().map(Kernel.SizeParameter::type).toList(),
        kernel.buffers().size());
  }

  public String text(String backend) {
    String types = sizes.stream().map(s -> s == Scalar.I64 ? " i64" : " i32").collect(Collectors.joining());
    return backend + " 1\nitems " + items + (each ? " each" : "") + "\nsizes" + types + "\nbuffers " + buffers + "\n";
  }

  /// @throws SecurityException for anything that [#text] does not write for this backend
  public static LaunchCard read(String backend, String kernel, String text) {
    Matcher card = TEXT.matcher(text);
    if (text.length() > LONGEST || !card.matches() || !card.group(1).equals(backend))
      throw new SecurityException("kernel " + kernel + ": its code is not for the backend '" + backend + "'");
    List<Scalar> sizes = Stream.of(card.group(4).split(" "))
        .filter(t -> !t.isEmpty())
        .map(t -> t.equals("i64") ? Scalar.I64 : Scalar.I32)
        .toList();
    return new LaunchCard(Integer.parseInt(card.group(2)), card.group(3) != null, sizes, Integer.parseInt(card.group(5)));
  }

  /// Bytes of all arguments: a buffer is handed over by its address, and the status words are one buffer more.
  public long argumentBytes() {
    return sizes.stream().mapToLong(Scalar::bytes).sum() + 8L * (buffers + 1);
  }

  /// How many groups the grid has; 0 if an axis is empty.
  ///
  /// @param what the launch, for the message
  /// @throws DeviceException if no device could count them
  public static long groups(long[] grid, String what) {
    for (long extent : grid) if (extent <= 0) return 0;
    long groups = 1;
    for (long extent : grid) {
      if (extent > Long.MAX_VALUE / groups) throw new DeviceException(what + ": the grid has more than 2^63 groups");
      groups *= extent;
    }
    return groups;
  }
}
