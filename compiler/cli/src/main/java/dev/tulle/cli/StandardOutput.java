package dev.tulle.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.util.Optional;

/// Standard output. When nobody reads it any more (`tulle … | head -1`), the rest is dropped and the command goes on: it may have files to write. Any other trouble, such as
/// a full disk, is kept to be said.
final class StandardOutput extends FilterOutputStream {
  private IOException failure;

  StandardOutput() {
    super(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out)));
  }

  private interface Action {
    void run() throws IOException;
  }

  private void unlessFailed(Action action) {
    if (failure != null) return;
    try {
      action.run();
    } catch (IOException e) {
      failure = e;
    }
  }

  @Override
  public void write(int b) {
    unlessFailed(() -> out.write(b));
  }

  @Override
  public void write(byte[] bytes, int from, int length) {
    unlessFailed(() -> out.write(bytes, from, length));
  }

  @Override
  public void flush() {
    unlessFailed(() -> out.flush());
  }

  /// Why not everything that somebody wants to read was written.
  Optional<String> trouble() {
    return Optional.ofNullable(failure).map(Throwable::getMessage).filter(message -> !message.toLowerCase().contains("pipe"));
  }
}
