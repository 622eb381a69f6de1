package dev.tulle.cuda;

import dev.tulle.kernel.launch.LaunchCard;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The binary part of a kernel's code: how it is launched, as text, and the machine code if a compiler was there.
///
///     cuda 1
///     items 64
///     sizes i32 i64
///     buffers 3
///     cubin sm_90 12345
///     …12345 bytes…
record CudaCode(LaunchCard card, Optional<Cubin> cubin) {
  private static final int HEADER_LINES = 5;
  private static final Pattern CUBIN = Pattern.compile("cubin sm_([1-9]\\d{1,2}) (\\d{1,9})\n");
  private static final String WITHOUT = "no cubin\n";

  /// Machine code.
  ///
  /// @param instructions compute capability that it was made for: 90 for 9.0
  record Cubin(int instructions, byte[] bytes) {}

  byte[] bytes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    String head = cubin.map(c -> "cubin " + CudaTargets.architecture(c.instructions()) + " " + c.bytes().length + "\n").orElse(WITHOUT);
    out.writeBytes((card.text(CudaBackend.NAME) + head).getBytes(StandardCharsets.US_ASCII));
    cubin.ifPresent(c -> out.writeBytes(c.bytes()));
    return out.toByteArray();
  }

  /// @throws SecurityException for anything that [#bytes] does not write
  static CudaCode read(String kernel, byte[] bytes) {
    int[] ends = new int[HEADER_LINES];
    int lines = 0;
    for (int i = 0; lines < HEADER_LINES && i < Math.min(bytes.length, 2 * LaunchCard.LONGEST); i++)
      if (bytes[i] == '\n') ends[lines++] = i + 1;
    if (lines < HEADER_LINES) throw refused(kernel, "it has no header");
    String head = new String(bytes, 0, ends[HEADER_LINES - 1], StandardCharsets.US_ASCII);
    LaunchCard card = LaunchCard.read(CudaBackend.NAME, kernel, head.substring(0, ends[HEADER_LINES - 2]));
    String last = head.substring(ends[HEADER_LINES - 2]);
    byte[] rest = Arrays.copyOfRange(bytes, ends[HEADER_LINES - 1], bytes.length);
    Matcher cubin = CUBIN.matcher(last);
    if (last.equals(WITHOUT) && rest.length == 0) return new CudaCode(card, Optional.empty());
    if (!cubin.matches() || Integer.parseInt(cubin.group(2)) != rest.length) throw refused(kernel, "its machine code is cut");
    if (!Elf.isWhole(rest)) throw refused(kernel, "its machine code is no whole ELF file");
    return new CudaCode(card, Optional.of(new Cubin(Integer.parseInt(cubin.group(1)), rest)));
  }

  private static SecurityException refused(String kernel, String why) {
    return new SecurityException("kernel " + kernel + ": its code is not for the backend '" + CudaBackend.NAME + "': " + why);
  }
}
