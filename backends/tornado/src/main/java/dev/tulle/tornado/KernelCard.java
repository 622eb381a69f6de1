package dev.tulle.tornado;

import dev.tulle.kernel.ir.Buffer;
import dev.tulle.kernel.ir.Kernel;
import dev.tulle.kernel.launch.LaunchCard;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A [LaunchCard] and one line more, which says of each buffer whether the kernel only reads it (`r`) or writes it (`w`):
///
///     access rrw
///
/// @param written for each buffer
record KernelCard(LaunchCard launch, List<Boolean> written) {
  private static final Pattern TEXT = Pattern.compile("((?:.{0,12000}\n){4})access ([rw]{0,1000})\n");

  KernelCard {
    written = List.copyOf(written);
  }

  static KernelCard of(Kernel kernel) {
    return new KernelCard(LaunchCard.of(kernel), kernel.buffers().stream().map(b -> b.access() != Buffer.Access.READ).toList());
  }

  String text() {
    return launch.text(TornadoBackend.NAME) + "access " + written.stream().map(w -> w ? "w" : "r").collect(Collectors.joining()) + "\n";
  }

  /// @throws SecurityException for anything that [#text] does not write
  static KernelCard read(String kernel, String text) {
    Matcher card = TEXT.matcher(text);
    if (text.length() > LaunchCard.LONGEST || !card.matches()) throw foreign(kernel);
    LaunchCard launch = LaunchCard.read(TornadoBackend.NAME, kernel, card.group(1));
    if (card.group(2).length() != launch.buffers()) throw foreign(kernel);
    return new KernelCard(launch, card.group(2).chars().mapToObj(c -> c == 'w').toList());
  }

  private static SecurityException foreign(String kernel) {
    return new SecurityException("kernel " + kernel + ": its code is not for the backend '" + TornadoBackend.NAME + "'");
  }

  /// How many parameters the kernel has beside those that TornadoVM puts before them: sizes, buffers and the status words.
  int parameters() {
    return launch.sizes().size() + launch.buffers() + 1;
  }
}
