package dev.tulle.cpu;

import dev.tulle.kernel.CompilerBug;
import dev.tulle.kernel.device.KernelCode;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.CodeAttribute;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/// Runs the JDK's compiler on kernels, all in memory and in one go.
final class JavaCompilation {
  /// The JIT never compiles a method with more bytecodes (`-XX:-DontCompileHugeMethods` aside), which makes it some 13 times slower.
  static final int HUGE_METHOD = 8000;

  record Source(String kernel, String text) {}

  private JavaCompilation() {}

  static List<KernelCode> compile(List<Source> sources, boolean vectors) {
    if (sources.isEmpty()) return List.of();
    Set<String> classes = new HashSet<>();
    for (Source s : sources) {
      if (!classes.add(JavaDialect.className(s.kernel)))
        throw new CompilerBug("two kernels have the class " + JavaDialect.className(s.kernel));
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    if (compiler == null) {
      throw new UnsupportedOperationException(
          "compiling for the CPU needs a JDK (its module jdk.compiler); this Java runtime has none: install a JDK 25 and start with it");
    }
    Map<String, byte[]> binaries = run(compiler, sources, vectors);
    return sources.stream()
        .map(s -> new KernelCode(s.kernel, s.text, checked(s.kernel, binaries.get(JavaDialect.className(s.kernel)))))
        .toList();
  }

  private static Map<String, byte[]> run(JavaCompiler compiler, List<Source> sources, boolean vectors) {
    DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
    List<String> options = new ArrayList<>(List.of("-proc:none", "-nowarn", "-Xlint:none", "-g:source,lines", "-classpath", classPath()));
    if (vectors) options.addAll(List.of("--add-modules", CpuTargets.MODULE));
    try (Files files = new Files(compiler.getStandardFileManager(problems, null, StandardCharsets.UTF_8))) {
      boolean compiled = compiler.getTask(null, files, problems, options, null, sources.stream().map(Text::new).toList()).call();
      if (!compiled) throw new CompilerBug("generated Java does not compile:\n" + report(problems));
      return files.classes();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private static String report(DiagnosticCollector<JavaFileObject> problems) {
    return problems.getDiagnostics()
        .stream()
        .filter(d -> d.getKind() == Diagnostic.Kind.ERROR)
        .limit(5)
        .map(Object::toString)
        .collect(Collectors.joining("\n"));
  }

  /// Where [Memory] comes from, the one class of ours that kernels use.
  private static String classPath() {
    CodeSource source = Memory.class.getProtectionDomain().getCodeSource();
    if (source == null) return System.getProperty("java.class.path");
    try {
      return Path.of(source.getLocation().toURI()).toString();
    } catch (URISyntaxException | IllegalArgumentException notAFile) {
      return System.getProperty("java.class.path").replace(';', File.pathSeparatorChar);
    }
  }

  private static byte[] checked(String kernel, byte[] binary) {
    if (binary == null) throw new CompilerBug("no class for kernel " + kernel);
    for (MethodModel method : ClassFile.of().parse(binary).methods()) {
      int length = method.code().map(c -> ((CodeAttribute) c).codeLength()).orElse(0);
      if (length > HUGE_METHOD) {
        throw new CompilerBug(
            "kernel " + kernel + ": method " + method.methodName() + " has " + length + " bytecodes, more than the " + HUGE_METHOD
                + " that the JIT compiles; the kernel has to be split");
      }
    }
    return binary;
  }

  private static final class Text extends SimpleJavaFileObject {
    private final String text;

    Text(Source source) {
      super(URI.create("kernel:///" + JavaDialect.PACKAGE.replace('.', '/') + "/" + JavaDialect.className(source.kernel) + ".java"),
          Kind.SOURCE);
      text = source.text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }

  private static final class Binary extends SimpleJavaFileObject {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    Binary(String name) {
      super(URI.create("class:///" + name.replace('.', '/') + ".class"), Kind.CLASS);
    }

    @Override
    public OutputStream openOutputStream() {
      return bytes;
    }
  }

  /// Keeps what the compiler writes.
  private static final class Files extends ForwardingJavaFileManager<JavaFileManager> {
    private final Map<String, Binary> written = new HashMap<>();

    Files(JavaFileManager standard) {
      super(standard);
    }

    @Override
    public JavaFileObject getJavaFileForOutput(Location location, String name, JavaFileObject.Kind kind, FileObject sibling) {
      return written.computeIfAbsent(name, Binary::new);
    }

    /// By simple name.
    Map<String, byte[]> classes() {
      return written.entrySet()
          .stream()
          .collect(Collectors.toMap(e -> e.getKey().substring(e.getKey().lastIndexOf('.') + 1), e -> e.getValue().bytes.toByteArray()));
    }
  }
}
