package dev.tulle.perf.peer;

import dev.tulle.models.source.MavenArtifact;
import dev.tulle.models.source.UserCache;
import dev.tulle.runtime.TulleException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/// The published jar of a peer.
public enum PeerJar {
  MKL(
      "org.bytedeco", "mkl", "2025.3-1.5.13", Optional.of("linux-x86_64-redist"), 159_518_741,
      "dd04c076cff9ea1df9bf6252d61517c8c861b90039719ca57d5cc21a7109c28e"),
  OPENBLAS(
      "org.bytedeco", "openblas", "0.3.31-1.5.13", Optional.of("linux-x86_64"), 19_701_299,
      "7a5e1494e0565b6e06a5d93f8b29993c9ed33239cb9ffab84909360f245b4688"),
  ONEDNN(
      "org.bytedeco", "dnnl", "3.11-1.5.13", Optional.of("linux-x86_64"), 26_715_075,
      "ee1f53d22b36862d8cda5cc260ac6f9764a04d2f34e2c3926bc526e2b79a6ffb"),
  LIBTORCH(
      "ai.djl.pytorch", "pytorch-native-cpu", "2.7.1", Optional.of("linux-x86_64"), 111_597_418,
      "1769928feaaa2389b4aa68390e7787ce1707290258b167d016a200fced4b8c39"),
  ONNX_RUNTIME(
      "com.microsoft.onnxruntime", "onnxruntime", "1.29.0", Optional.empty(), 54_400_660,
      "5933bbc0c6c4d89afc04bf7c11011de23a947509c1352e5bf5936e62a84e4d10");

  /// Whether a jar that is not on this machine may be fetched: `true` or not set.
  public static final String MAY_FETCH = "tulle.perf.peers";

  private final MavenArtifact artifact;

  PeerJar(String group, String name, String version, Optional<String> classifier, long size, String sha256) {
    artifact = new MavenArtifact(group, name, version, classifier, size, sha256);
  }

  /// The jar itself.
  Path file() throws Unavailable {
    Optional<Path> found = artifact.find();
    if (found.isPresent()) return found.get();
    if (!Boolean.getBoolean(MAY_FETCH)) throw new Unavailable("not on this machine; `--peers` fetches it");
    try {
      return artifact.obtain(System.err::println);
    } catch (TulleException e) {
      throw new Unavailable(e.getMessage());
    }
  }

  /// A folder with the shared libraries of the jar, all of them beside each other.
  Path unpacked() throws Unavailable {
    String platform = System.getProperty("os.name") + " " + System.getProperty("os.arch");
    if (!platform.equals("Linux amd64")) throw new Unavailable("its jar is for Linux on x86-64, and this is " + platform);
    Path jar = file();
    Path folder = UserCache.folder("peers").resolve(artifact.artifact() + "-" + artifact.version());
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      Files.createDirectories(folder);
      for (ZipEntry entry : zip.stream().filter(e -> e.getName().matches(".*\\.so(\\.\\d+)*")).toList()) unpack(zip, entry, folder);
    } catch (IOException e) {
      throw new Unavailable("cannot be unpacked: " + e.getMessage());
    }
    return folder;
  }

  /// Only the last part of the entry's name is used, so that none can leave the folder; other processes see the whole file or none.
  private static void unpack(ZipFile zip, ZipEntry entry, Path folder) throws IOException {
    Path file = folder.resolve(entry.getName().substring(entry.getName().lastIndexOf('/') + 1));
    if (Files.isRegularFile(file) && Files.size(file) == entry.getSize()) return;
    Path part = Files.createTempFile(folder, "", ".part");
    try (var in = zip.getInputStream(entry)) {
      Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
    }
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
