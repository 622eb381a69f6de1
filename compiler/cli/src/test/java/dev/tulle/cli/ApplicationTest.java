package dev.tulle.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tulle.cpu.CpuBackend;
import dev.tulle.kernel.ir.Kernel;
import dev.tulle.runtime.Model;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The application of the README, compiled and run with nothing of ours on its class path but the runtime and the CPU backend (and what these two need).
class ApplicationTest {
  private static final List<Class<?>> LIBRARIES = List.of(Model.class, CpuBackend.class, Kernel.class, ObjectMapper.class,
      JsonFactory.class, JsonProperty.class);

  @TempDir
  private Path folder;

  @Test
  void theReadmesApplicationRunsTheReadmesProgram() throws Exception {
    String readme = Files.readString(Path.of("../../README.md"));
    Path program = Files.writeString(folder.resolve("attention.tulle"), fenced(readme, "```\n"));
    Files.writeString(folder.resolve("Application.java"), fenced(readme, "```java\n"));
    Terminal compiled = Terminal.run("compile", program.toString());
    assertEquals(ExitStatus.OK, compiled.status(), compiled.err());

    int status = ToolProvider.getSystemJavaCompiler()
        .run(
            null, null, null, "-proc:none", "-cp", classPath(), "-d", folder.toString(), folder.resolve("Application.java").toString());
    assertEquals(0, status, "the application does not compile");
    Process process = new ProcessBuilder(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(), "--add-modules", "jdk.incubator.vector", "-cp",
        classPath() + File.pathSeparator + folder, "Application").directory(folder.toFile())
            .redirectError(folder.resolve("err").toFile())
            .start();
    String out = new String(process.getInputStream().readAllBytes());
    assertEquals(0, process.waitFor(), Files.readString(folder.resolve("err")));
    assertTrue(out.startsWith("f32[8, 300, 64]"), out);
  }

  @Test
  void anApplicationShipsNeitherLanguageNorCompiler() throws Exception {
    URL[] urls = locations().map(location -> {
      try {
        return location.toUri().toURL();
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }).toArray(URL[]::new);
    try (URLClassLoader loader = new URLClassLoader(urls, ClassLoader.getPlatformClassLoader())) {
      assertEquals(Model.class.getName(), loader.loadClass(Model.class.getName()).getName());
      for (String ours : List.of("dev.tulle.dsl.Front", "dev.tulle.compiler.Compiler", "dev.tulle.cli.Main",
          "org.antlr.v4.runtime.Parser")) {
        assertThrows(ClassNotFoundException.class, () -> loader.loadClass(ours), ours);
      }
    }
  }

  /// The first block of the page that is fenced so.
  private static String fenced(String page, String fence) {
    int start = page.indexOf(fence) + fence.length();
    return page.substring(start, page.indexOf("```", start));
  }

  private static String classPath() {
    return locations().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
  }

  private static Stream<Path> locations() {
    return LIBRARIES.stream().map(library -> {
      try {
        return Path.of(library.getProtectionDomain().getCodeSource().getLocation().toURI());
      } catch (URISyntaxException e) {
        throw new IllegalStateException(e);
      }
    });
  }
}
