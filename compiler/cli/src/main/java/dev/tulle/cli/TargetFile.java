package dev.tulle.cli;

import java.nio.file.Files;
import java.nio.file.Path;

/// Files that a command will write: what can be known to fail is said before the work, not after it.
public final class TargetFile {
  private TargetFile() {}

  /// A file that exists is replaced in the end, as a whole.
  ///
  /// @throws UserError if nothing can be written there
  public static void check(Path file) {
    if (Files.isDirectory(file)) throw new UserError("cannot write " + file + ": it is a folder");
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || !Files.exists(folder)) throw new UserError("cannot write " + file + ": there is no folder " + folder);
    if (!Files.isDirectory(folder)) throw new UserError("cannot write " + file + ": " + folder + " is no folder");
    boolean allowed = Files.exists(file) && !Files.isRegularFile(file) ? Files.isWritable(file) : Files.isWritable(folder);
    if (!allowed) throw new UserError("cannot write " + file + ": not allowed");
  }
}
