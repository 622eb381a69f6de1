package dev.tulle.cuda;

import dev.tulle.kernel.device.Target;
import dev.tulle.kernel.emit.CudaDialect;
import dev.tulle.kernel.emit.Names;
import dev.tulle.kernel.emit.SourceEmitter;
import dev.tulle.kernel.ir.Kernel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// What `nvcc` makes of many kernels, in numbers: whether it takes them all, and what of a GPU each needs.
///
/// @param kernels in the order given
public record NvccReport(List<Usage> kernels) {
  private static final int SOURCES = 2;
  private static final Pattern ENTRY = Pattern.compile("Compiling entry function '(\\w+)'");
  private static final Pattern STACK = Pattern.compile("(\\d+) bytes stack frame, (\\d+) bytes spill stores, (\\d+) bytes spill loads");
  private static final Pattern USED = Pattern.compile("Used (\\d+) registers");
  private static final Pattern SHARED = Pattern.compile("(\\d+) bytes smem");

  public NvccReport {
    kernels = List.copyOf(kernels);
  }

  /// @param registers of a thread
  /// @param spills bytes that a thread writes to memory because it has too few registers
  /// @param stack bytes of a thread in memory: spills, and arrays of its own
  /// @param shared bytes of a group
  public record Usage(String kernel, int registers, int spills, int stack, int shared) {}

  /// Compiles kernels for one GPU as they are compiled ahead of time, but many in one file: starting the compiler takes longer than compiling
  /// most of them.
  ///
  /// @param target as in [CudaBackend#target]
  /// @return empty if no `nvcc` is on the PATH
  /// @throws IOException with what the compiler printed if it does not take a kernel
  public static Optional<NvccReport> of(List<Kernel> kernels, Target target) throws IOException {
    return of(kernels, target, List.of());
  }

  /// As [#of], hardly optimised, eight times as fast: whether the compiler takes kernels, and about how much of a GPU they need.
  public static Optional<NvccReport> quick(List<Kernel> kernels, Target target) throws IOException {
    return of(kernels, target, List.of("-Xcicc", "-O1", "-Xptxas", "-O1"));
  }

  private static Optional<NvccReport> of(List<Kernel> kernels, Target target, List<String> effort) throws IOException {
    Optional<Nvcc> nvcc = Nvcc.find(System.getenv("PATH"));
    if (nvcc.isEmpty()) return Optional.empty();
    List<StringBuilder> sources = new ArrayList<>();
    for (int i = 0; i < SOURCES; i++) sources.add(new StringBuilder());
    for (int i = 0; i < kernels.size(); i++) {
      Kernel k = kernels.get(i);
      Kernel named = new Kernel(unique(i, k), k.doc(), k.sizes(), k.facts(), k.buffers(), k.grid(), k.body());
      // The namespace keeps its helpers from those of the others.
      sources.get(i % SOURCES)
          .append("namespace in_" + i + " {\n" + SourceEmitter.emit(named, target, new CudaDialect()) + "}\n");
    }
    Path folder = Files.createTempDirectory("tulle-nvcc");
    try {
      // Warning 177: a kernel may name a value that nothing reads.
      List<String> options = new ArrayList<>(List.of("-Werror", "all-warnings", "-diag-suppress=177", "-Xptxas", "-v"));
      options.addAll(effort);
      String log = nvcc.get().compile(sources.stream().map(StringBuilder::toString).toList(), target.instructions(), folder, options);
      return Optional.of(new NvccReport(usages(kernels, log)));
    } finally {
      Nvcc.delete(folder);
    }
  }

  private static String unique(int number, Kernel kernel) {
    return "k" + number + "_" + kernel.name();
  }

  private static List<Usage> usages(List<Kernel> kernels, String log) throws IOException {
    Map<String, String> parts = new HashMap<>();
    Matcher entry = ENTRY.matcher(log);
    int start = -1;
    String name = "";
    while (entry.find()) {
      if (start >= 0) parts.put(name, log.substring(start, entry.start()));
      name = entry.group(1);
      start = entry.end();
    }
    if (start >= 0) parts.put(name, log.substring(start));
    List<Usage> usages = new ArrayList<>();
    for (int i = 0; i < kernels.size(); i++) {
      String part = parts.get(Names.ofKernel(unique(i, kernels.get(i))));
      if (part == null) throw new IOException("nvcc says nothing of kernel " + kernels.get(i).name());
      usages.add(
          new Usage(kernels.get(i).name(), number(USED, 1, part), number(STACK, 2, part), number(STACK, 1, part), number(SHARED, 1, part)));
    }
    return usages;
  }

  private static int number(Pattern pattern, int group, String text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find() ? Integer.parseInt(matcher.group(group)) : 0;
  }

  /// The places of the kernels that need the most registers, and of those the ones that spill the most first.
  public List<Integer> largest(int count) {
    Comparator<Integer> size = Comparator.<Integer> comparingInt(i -> kernels.get(i).registers())
        .thenComparingInt(i -> kernels.get(i).spills());
    return IntStream.range(0, kernels.size()).boxed().sorted(size.reversed()).limit(count).toList();
  }

  /// The kernels as a table, the largest first.
  public String table() {
    String head = String.format("%-40s %9s %7s %7s %7s%n", "kernel", "registers", "spills", "stack", "shared");
    return largest(kernels.size()).stream()
        .map(kernels::get)
        .map(u -> String.format("%-40s %9d %7d %7d %7d%n", u.kernel(), u.registers(), u.spills(), u.stack(), u.shared()))
        .collect(Collectors.joining("", head, ""));
  }
}
