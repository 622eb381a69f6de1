package dev.tulle.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/// The libraries of a GPU that is not there: see `README.md` beside their source. Built once for each run of the tests.
final class Emulator {
  private static final List<String> SOURCES = List.of("driver.cpp", "nvrtc.cpp", "cudart.cpp", "kernel.h");

  private Emulator() {}

  /// Why there cannot be one here.
  static Optional<String> missing() {
    if (!System.getProperty("os.name").equals("Linux") || !System.getProperty("os.arch").equals("amd64"))
      return Optional.of("the emulated GPU is for Linux on x86-64");
    boolean compiler = Stream.of(System.getenv("PATH").split(File.pathSeparator)).anyMatch(p -> Files.isExecutable(Path.of(p, "g++")));
    return compiler ? Optional.empty() : Optional.of("the emulated GPU needs `g++` on the PATH");
  }

  private static final class Built {
    static final Path FOLDER = build();
  }

  /// The folder with the libraries, by the names that the presets want.
  static Path folder() {
    return Built.FOLDER;
  }

  private static Path build() {
    try {
      Path folder = Files.createDirectories(Path.of("target", "emulator").toAbsolutePath());
      for (String source : SOURCES) {
        try (InputStream in = Objects.requireNonNull(Emulator.class.getResourceAsStream("/emulator/" + source))) {
          Files.copy(in, folder.resolve(source), StandardCopyOption.REPLACE_EXISTING);
        }
      }
      List<Process> compilers = new ArrayList<>();
      compilers.add(library(folder, "driver.cpp", "libcuda.so.1"));
      compilers.add(library(folder, "nvrtc.cpp", "libnvrtc.so.13"));
      compilers.add(library(folder, "cudart.cpp", "libcudart.so.13"));
      for (Process compiler : compilers) {
        String log = new String(compiler.getInputStream().readAllBytes());
        assertEquals(0, compiler.waitFor(), log);
      }
      return folder;
    } catch (IOException | InterruptedException e) {
      throw new AssertionError("the emulated GPU cannot be built", e);
    }
  }

  /// With the version of its symbols that the presets ask for.
  private static Process library(Path folder, String source, String name) throws IOException {
    Path versions = Files.writeString(folder.resolve(name + ".map"), name + " { global: *; };\n");
    return new ProcessBuilder("g++", "-std=c++17", "-O1", "-fPIC", "-shared", "-DHEADERS=\"" + folder + "\"", "-Wl,-soname," + name,
        "-Wl,--version-script," + versions, "-o", folder.resolve(name).toString(), folder.resolve(source).toString(), "-ldl")
            .redirectErrorStream(true)
            .start();
  }
}
