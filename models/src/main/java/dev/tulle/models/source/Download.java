package dev.tulle.models.source;

import dev.tulle.runtime.TulleException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.function.Consumer;

/// Fetches one file whose size and digest are known. An interrupted download goes on where it stopped, the file appears only when it is whole and right, and of two
/// processes that want it one waits for the other.
///
/// @param size in bytes; not one more is read
/// @param sha256 in lower-case hexadecimal
record Download(URI address, long size, String sha256) {
  private static final int STEPS_SHOWN = 10;

  /// @throws TulleException `FILE` if the file cannot be had, or is not the right one
  void to(Path file, Consumer<String> progress) {
    var part = file.resolveSibling(file.getFileName() + ".part");
    // Locks of files hold between processes only, the monitor holds between threads.
    synchronized (Download.class) {
      fetch(file, part, progress);
    }
  }

  private void fetch(Path file, Path part, Consumer<String> progress) {
    try (var channel = FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      channel.lock();
      if (Files.exists(file) && MavenArtifact.sha256(file).equals(sha256)) return; // by the process that held the lock
      if (channel.size() > size) channel.truncate(0);
      if (channel.size() < size) fetchRest(channel, progress);
      channel.force(true);
      var found = MavenArtifact.sha256(part);
      if (channel.size() != size || !found.equals(sha256)) {
        var length = channel.size();
        channel.truncate(0);
        throw failure("is not the file that was expected: " + length + " bytes with SHA-256 " + found + ", not " + size + " with " + sha256,
            null);
      }
    } catch (IOException e) {
      throw failure("could not be fetched (" + describe(e) + ")", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure("was not fetched: interrupted", e);
    }
    try {
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      // Another process may have moved it in the meantime.
      if (!Files.exists(file)) throw failure("could not be stored as " + file + " (" + describe(e) + ")", e);
    }
  }

  private void fetchRest(FileChannel channel, Consumer<String> progress) throws IOException, InterruptedException {
    var present = channel.size();
    try (var client = HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).connectTimeout(Duration.ofSeconds(30)).build()) {
      var request = HttpRequest.newBuilder(address);
      if (present > 0) request.header("Range", "bytes=" + present + "-");
      var response = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream body = response.body()) {
        switch (response.statusCode()) {
          case 200 -> channel.truncate(0);
          case 206 -> channel.position(present);
          default -> throw new IOException("HTTP status " + response.statusCode());
        }
        progress.accept("fetching " + address + " (" + megabytes(size) + " MB, once)");
        copy(body, channel, progress);
      }
    }
  }

  private void copy(InputStream body, FileChannel channel, Consumer<String> progress) throws IOException {
    OutputStream out = Channels.newOutputStream(channel);
    var buffer = new byte[1 << 16];
    var written = channel.position();
    var shown = written * STEPS_SHOWN / size;
    for (int n; written < size && (n = body.read(buffer, 0, (int) Math.min(buffer.length, size - written))) >= 0;) {
      out.write(buffer, 0, n);
      written += n;
      if (written * STEPS_SHOWN / size > shown) {
        shown = written * STEPS_SHOWN / size;
        progress.accept("  " + megabytes(written) + " of " + megabytes(size) + " MB");
      }
    }
    if (written < size) throw new IOException("the connection ended after " + written + " of " + size + " bytes; run again to go on");
  }

  private TulleException failure(String what, Exception cause) {
    return new TulleException(
        TulleException.Code.FILE, address + " " + what
            + ". Without a way to it, put the file into the local Maven repository, or set TULLE_MAVEN_REPOSITORY to a mirror",
        cause);
  }

  private static String describe(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  private static long megabytes(long bytes) {
    return Math.round(bytes / 1e6);
  }
}
