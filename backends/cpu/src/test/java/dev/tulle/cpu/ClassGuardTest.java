package dev.tulle.cpu;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tulle.kernel.device.Device;
import dev.tulle.kernel.device.KernelCode;
import dev.tulle.kernel.probe.ProbeKernels;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ClassGuardTest {
  private static final String CLASS = "tulle.kernels.bad";

  /// A class that does the statement, and what the refusal must name.
  record Forbidden(String statement, String named) {
    @Override
    public String toString() {
      return statement;
    }
  }

  static Stream<Forbidden> forbidden() {
    return Stream.of(
        new Forbidden("System.exit(1);", "java/lang/System"),
        new Forbidden("dev.tulle.cpu.Memory.ALL.reinterpret(8);", "MemorySegment.reinterpret"),
        new Forbidden("java.lang.foreign.Linker.nativeLinker();", "java/lang/foreign/Linker"),
        new Forbidden("new java.io.File(\"x\").delete();", "java/io/File"),
        new Forbidden("Class.forName(null);", "java/lang/Class"),
        new Forbidden("new Object().getClass();", "java/lang/Object.getClass"),
        new Forbidden("new bad().getClass();", "java/lang/Object.getClass"),
        new Forbidden("Runnable r = () -> {};", "lambda$run$0"),
        new Forbidden("Thread.sleep(1);", "java/lang/Thread"),
        new Forbidden("dev.tulle.cpu.CpuOptions.standard();", "dev/tulle/cpu/CpuOptions"),
        new Forbidden("Math.random();", "java/lang/Math.random"),
        new Forbidden("Float.parseFloat(null);", "java/lang/Float.parseFloat"),
        new Forbidden("dev.tulle.cpu.Memory.ALL.getString(0);", "MemorySegment.getString"),
        new Forbidden("ClassLoader.getSystemClassLoader();", "java/lang/ClassLoader"),
        new Forbidden("java.lang.invoke.MethodHandles.lookup();", "java/lang/invoke/MethodHandles"),
        new Forbidden("try { int x = 1; } finally { throw new Error(); }", "java/lang/Error"));
  }

  @ParameterizedTest
  @MethodSource("forbidden")
  void whatNoKernelNeedsIsRefused(Forbidden forbidden) {
    byte[] binary = compile("public final class bad { public static void run() throws Throwable { " + forbidden.statement + " } }");
    SecurityException refused = assertThrows(SecurityException.class, () -> ClassGuard.check(CLASS, binary));
    assertTrue(refused.getMessage().startsWith("class " + CLASS + " "), refused.getMessage());
    assertTrue(refused.getMessage().contains(forbidden.named), refused.getMessage());
  }

  static Stream<Forbidden> shapes() {
    return Stream.of(
        new Forbidden("public final class bad extends Number { public int intValue() { return 0; } public long longValue() { return 0; } "
            + "public float floatValue() { return 0; } public double doubleValue() { return 0; } }", "extends"),
        new Forbidden("public final class bad implements Cloneable {}", "implements"),
        new Forbidden("public final class bad { static native void run(); }", "NATIVE"),
        new Forbidden("public final class bad { public void finalize() {} }", "finalize"),
        new Forbidden("public final class bad { static int counter; }", "counter"));
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void whatIsNotShapedLikeAKernelIsRefused(Forbidden shape) {
    SecurityException refused = assertThrows(SecurityException.class, () -> ClassGuard.check(CLASS, compile(shape.statement)));
    assertTrue(refused.getMessage().contains(shape.named), refused.getMessage());
  }

  @Test
  void aClassUnderAnotherNameIsRefused() {
    byte[] binary = probe();
    assertThrows(SecurityException.class, () -> ClassGuard.check("tulle.kernels.other", binary));
  }

  @Test
  void aDamagedClassIsRefusedWhereverItIsCut() {
    byte[] binary = probe();
    String name = "tulle.kernels.probe_row_sum";
    assertDoesNotThrow(() -> ClassGuard.check(name, binary));
    try (Device device = CpuBackend.open(CpuTargets.SCALAR, CpuOptions.threads(1))) {
      for (int length = 0; length < binary.length; length += 7) {
        KernelCode cut = new KernelCode("probe_row_sum", "", Arrays.copyOf(binary, length));
        assertThrows(SecurityException.class, () -> device.load(List.of(cut)), "cut after " + length + " bytes");
      }
    }
  }

  @Test
  void aHugeClassIsRefusedUnread() {
    SecurityException refused = assertThrows(SecurityException.class, () -> ClassGuard.check(CLASS, new byte[ClassGuard.LARGEST + 1]));
    assertEquals("class " + CLASS + " has 1048577 bytes, more than 1048576", refused.getMessage());
  }

  private static byte[] probe() {
    return new CpuBackend().compile(List.of(ProbeKernels.rowSum()), CpuTargets.SCALAR).getFirst().binary();
  }

  private static byte[] compile(String text) {
    return JavaCompilation.compile(List.of(new JavaCompilation.Source("bad", "package " + JavaDialect.PACKAGE + ";\n" + text)), false)
        .getFirst()
        .binary();
  }
}
