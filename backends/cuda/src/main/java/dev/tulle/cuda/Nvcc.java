package dev.tulle.cuda;

import dev.tulle.kernel.launch.ProgramCache;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/// The compiler of NVIDIA's toolkit, which makes machine code ahead of time and needs no GPU. Products are never fused with sums.
///
/// @param file the program
/// @param version what it says of itself
record Nvcc(Path file, String version) {
  private static final System.Logger LOG = System.getLogger(Nvcc.class.getPackageName());
  private static final AtomicBoolean SAID = new AtomicBoolean();
  private static final int LONGEST_LOG = 4000;
  /// The same for NVRTC, so that both make the same of a kernel.
  static final String NOT_FUSED = "-fmad=false";

  /// What a run printed, and how it ended.
  record Run(int exit, String log) {}

  /// The first one on a search path that says its version.
  static Optional<Nvcc> find(String path) {
    if (path == null) return Optional.empty();
    for (String folder : path.split(File.pathSeparator)) {
      for (String name : List.of("nvcc", "nvcc.exe")) {
        try {
          Path file = Path.of(folder, name);
          if (!folder.isEmpty() && Files.isRegularFile(file) && Files.isExecutable(file)) return version(file).map(v -> new Nvcc(file, v));
        } catch (InvalidPathException noFolder) {
          continue;
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<String> version(Path file) {
    try {
      Path log = Files.createTempFile("tulle-nvcc", ".log");
      try {
        Run run = run(List.of(file.toString(), "--version"), log);
        return run.exit() == 0 ? Optional.of(run.log()) : Optional.empty();
      } finally {
        Files.deleteIfExists(log);
      }
    } catch (IOException unusable) {
      return Optional.empty();
    }
  }

  /// The machine code of each source, from the cache or made now; what cannot be made is left out, which is said once, and compiled by the
  /// device then.
  Map<String, byte[]> compile(List<String> sources, int instructions, ProgramCache cache) {
    Map<String, byte[]> cubins = new LinkedHashMap<>();
    List<String> wanted = new ArrayList<>();
    for (String source : sources) {
      Optional<byte[]> kept = cache.find(key(source, instructions)).filter(Elf::isWhole);
      if (kept.isPresent()) cubins.put(source, kept.get());
      else wanted.add(source);
    }
    if (wanted.isEmpty()) return cubins;
    try {
      Path folder = Files.createTempDirectory("tulle-nvcc");
      try {
        compile(wanted, instructions, folder, List.of());
        for (int i = 0; i < wanted.size(); i++) {
          byte[] cubin = Files.readAllBytes(folder.resolve(i + ".cubin"));
          cubins.put(wanted.get(i), cubin);
          cache.keep(key(wanted.get(i), instructions), cubin);
        }
      } finally {
        delete(folder);
      }
    } catch (IOException failed) {
      if (SAID.compareAndSet(false, true))
        LOG.log(System.Logger.Level.WARNING, "no machine code is made ahead of time: " + file + ": " + failed.getMessage());
    }
    return cubins;
  }

  /// Compiles sources together: `N.cu` to `N.cubin` in a folder.
  ///
  /// @return what the compiler printed
  /// @throws IOException with what it printed if it does not take a source
  String compile(List<String> sources, int instructions, Path folder, List<String> options) throws IOException {
    List<String> command = new ArrayList<>(List.of(file.toString(), "-cubin", "-arch=" + CudaTargets.architecture(instructions), NOT_FUSED,
        "--threads", "0", "-odir", folder.toString()));
    command.addAll(options);
    for (int i = 0; i < sources.size(); i++) command.add(Files.writeString(folder.resolve(i + ".cu"), sources.get(i)).toString());
    Run run = run(command, folder.resolve("log"));
    if (run.exit() == 0) return run.log();
    throw new IOException(
        "nvcc ends with " + run.exit() + ": " + (run.log().length() <= LONGEST_LOG ? run.log() : run.log().substring(0, LONGEST_LOG)));
  }

  private ProgramCache.Key key(String source, int instructions) {
    return ProgramCache.key(List.of(source, CudaTargets.architecture(instructions), NOT_FUSED, version));
  }

  private static Run run(List<String> command, Path log) throws IOException {
    try {
      int exit = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start().waitFor();
      return new Run(exit, new String(Files.readAllBytes(log), StandardCharsets.UTF_8).strip());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while " + command.getFirst() + " ran", e);
    }
  }

  static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
    }
  }
}
