package dev.tulle.cli;

import dev.tulle.runtime.TulleException;
import java.util.Arrays;
import java.util.Optional;

/// What `tulle explain R0103` says: the codes of wrong data and device trouble.
final class DataCodes {
  private DataCodes() {}

  /// @return empty if there is no such code
  static Optional<String> explain(String id) {
    return Arrays.stream(TulleException.Code.values())
        .filter(code -> code.id().equalsIgnoreCase(id))
        .findFirst()
        .map(code -> code.id() + ": " + text(code));
  }

  private static String text(TulleException.Code code) {
    return switch (code) {
      case NAME ->
          """
              a name that the program does not have, or one that is missing

              Every input and every weight must be bound, by exactly its name; those of a layer call carry its path (`b3.w`). A size that only the caller can say (`size HEIGHT`)
              must be given, too. The message names what is missing or too much.""";
      case TYPE ->
          """
              a wrong element type

              Data is never converted silently: an input declared `f32[N, D]` takes 32-bit floats. Convert the file, or declare the type that the data has.""";
      case SIZE ->
          """
              a wrong number of axes, or sizes that disagree

              A size that stands alone as an axis (`input x: f32[T, D]`) is found in the shape of what is bound; wherever else it occurs, it must be the same. The message names both
              places.""";
      case REQUIREMENT -> """
          a `require` of the program does not hold

          Sizes are known when data is bound; the program said what it needs of them, for instance `require N % BLOCK == 0`.""";
      case FORMAT ->
          """
              data that its stored format cannot hold

              `as nm(2, 4)` means that at most two elements of each group of four along the last axis are not zero; the last axis must be a multiple of four. `csr` data has sorted rows
              without repeated columns. Nothing is pruned silently: prune the data first, or choose another format with --as.""";
      case INDEX ->
          """
              an index in the data that points outside of the tensor it reads

              In `emb[ids[t], d]` every element of `ids` must be a row of `emb`. Write the read under `??` or in a `where` if outside should mean absent.""";
      case FILE -> """
          a file that is not what it says

          A bundle, a safetensors file or an array file is cut short, or its header contradicts its length. Nothing of it was used.""";
      case VERSION -> """
          a bundle of another format version

          Bundles are read by the versions of Tulle that know their format. Compile the program again.""";
      case UNTRUSTED ->
          """
              a bundle that was altered, or whose code wants what it may not

              The digest of an entry does not match, or a class in it names a method outside of what kernels need. Nothing of it was run. Compile the program again.""";
      case DEVICE -> """
          no device, or not the one that was asked for

          `tulle devices` lists every device and why it can or cannot be used.""";
      case MEMORY -> """
          not enough memory

          The message says how much was wanted. TULLE_OPTS=-Xmx8g gives Java more; off-heap buffers need room beside that.""";
      case STATE -> """
          use after close, or from two threads at once

          A session runs one call at a time; open one session for each thread.""";
    };
  }
}
