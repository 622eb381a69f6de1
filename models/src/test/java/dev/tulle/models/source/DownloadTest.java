package dev.tulle.models.source;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tulle.runtime.TulleException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Downloads from a repository on this machine that serves one file, with or without ranges, whole or cut off.
class DownloadTest {
  private final byte[] content = new byte[300_000];
  private final List<String> ranges = new ArrayList<>();
  private boolean honoursRanges = true;
  private int bytesServed = Integer.MAX_VALUE;
  private int status = 200;
  private HttpServer server;
  @TempDir
  Path folder;

  @BeforeEach
  void serve() throws IOException {
    new Random(7).nextBytes(content);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/data.jar", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      var range = exchange.getRequestHeaders().getFirst("Range");
      ranges.add(String.valueOf(range));
      var from = range == null || !honoursRanges ? 0 : Integer.parseInt(range.replaceAll("[^0-9]", ""));
      exchange.sendResponseHeaders(from > 0 ? 206 : status, 0);
      exchange.getResponseBody().write(content, from, Math.min(bytesServed, content.length - from));
    }
  }

  private void download(byte[] expected) throws Exception {
    var digest = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(expected));
    var address = URI.create("http://" + server.getAddress().getHostString() + ":" + server.getAddress().getPort() + "/data.jar");
    new Download(address, expected.length, digest).to(folder.resolve("data.jar"), line -> {});
  }

  @Test
  void wholeFileArrives() throws Exception {
    download(content);
    assertArrayEquals(content, Files.readAllBytes(folder.resolve("data.jar")));
    assertFalse(Files.exists(folder.resolve("data.jar.part")));
  }

  @Test
  void interruptedDownloadGoesOnWhereItStopped() throws Exception {
    bytesServed = 100_000;
    var failure = assertThrows(TulleException.class, () -> download(content));
    assertTrue(failure.getMessage().contains("100000 of 300000 bytes"), failure.getMessage());
    assertFalse(Files.exists(folder.resolve("data.jar")));
    bytesServed = Integer.MAX_VALUE;
    download(content);
    assertEquals(List.of("null", "bytes=100000-"), ranges);
    assertArrayEquals(content, Files.readAllBytes(folder.resolve("data.jar")));
  }

  @Test
  void serverWithoutRangesStartsOver() throws Exception {
    Files.write(folder.resolve("data.jar.part"), new byte[1000]);
    honoursRanges = false;
    download(content);
    assertArrayEquals(content, Files.readAllBytes(folder.resolve("data.jar")));
  }

  @Test
  void anotherFileOfTheSameSizeIsRefusedAndForgotten() throws Exception {
    var other = Arrays.copyOf(content, content.length);
    other[5]++;
    var failure = assertThrows(TulleException.class, () -> download(other));
    assertTrue(failure.getMessage().contains("SHA-256"), failure.getMessage());
    assertFalse(Files.exists(folder.resolve("data.jar")));
    assertEquals(0, Files.size(folder.resolve("data.jar.part")));
  }

  @Test
  void longerFileIsNotReadToItsEnd() {
    assertThrows(TulleException.class, () -> download(new byte[10]));
    assertEquals(0, folder.resolve("data.jar.part").toFile().length());
  }

  @Test
  void missingFileIsReportedWithItsAddress() {
    status = 404;
    var failure = assertThrows(TulleException.class, () -> download(content));
    assertTrue(failure.getMessage().contains("/data.jar could not be fetched (HTTP status 404)"), failure.getMessage());
  }
}
