package dev.tulle.runtime.bundle;

import static dev.tulle.runtime.Refusals.refuses;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tulle.kernel.CompilerBug;
import dev.tulle.kernel.device.KernelCode;
import dev.tulle.kernel.interpret.InterpreterBackend;
import dev.tulle.runtime.Devices;
import dev.tulle.runtime.Model;
import dev.tulle.runtime.Sketches;
import dev.tulle.runtime.TulleException;
import dev.tulle.runtime.TulleException.Code;
import dev.tulle.runtime.plan.Plan;
import dev.tulle.runtime.file.WeightSource;
import dev.tulle.runtime.session.Session;
import dev.tulle.runtime.tensor.Tensor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleTest {
  private static final String PLAN = "targets/interpreter-1/plan.json";

  @TempDir
  Path folder;
  private final Bundle bundle = Sketches.linear().bundle(1, 8);
  private Path file;

  @BeforeEach
  void write() {
    file = folder.resolve("linear.bolt");
    BundleWriter.write(bundle, file);
  }

  private Map<String, byte[]> entries() throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(Files.readAllBytes(file)))) {
      for (ZipEntry e = zip.getNextEntry(); e != null; e = zip.getNextEntry()) entries.put(e.getName(), zip.readAllBytes());
    }
    return entries;
  }

  private Path zip(Map<String, byte[]> entries) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> e : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(e.getKey()));
        zip.write(e.getValue());
        zip.closeEntry();
      }
    }
    return Files.write(folder.resolve("other.bolt"), bytes.toByteArray());
  }

  /// The bundle with an entry replaced, the manifest's digest too if asked for.
  private Path altered(String entry, boolean forged, UnaryOperator<String> change) throws IOException {
    Map<String, byte[]> entries = entries();
    byte[] old = entries.get(entry);
    byte[] changed = change.apply(new String(old, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
    assertTrue(!Arrays.equals(old, changed), "the change changes nothing");
    entries.put(entry, changed);
    if (forged) {
      String manifest = new String(entries.get("manifest.json"), StandardCharsets.UTF_8);
      entries.put("manifest.json", manifest.replace(line(entry, old), line(entry, changed)).getBytes(StandardCharsets.UTF_8));
    }
    return zip(entries);
  }

  private static String line(String entry, byte[] bytes) {
    return "\"" + entry + "\" : \"" + Digest.of(bytes) + "\"";
  }

  @Test
  void readsWhatItWrote() {
    assertSame(bundle, BundleReader.read(file));
  }

  private static void assertSame(Bundle expected, Bundle found) {
    assertEquals(expected.spec(), found.spec());
    assertEquals(expected.targets().size(), found.targets().size());
    for (int i = 0; i < expected.targets().size(); i++) {
      TargetCode a = expected.targets().get(i);
      TargetCode b = found.targets().get(i);
      assertEquals(a.target(), b.target());
      assertEquals(a.all(), b.all());
      assertEquals(a.kernels(), b.kernels());
      for (int k = 0; k < a.code().size(); k++) {
        assertEquals(a.code().get(k).kernel(), b.code().get(k).kernel());
        assertEquals(a.code().get(k).source(), b.code().get(k).source());
        assertArrayEquals(a.code().get(k).binary(), b.code().get(k).binary());
      }
    }
  }

  @Test
  void runsFromTheFile() {
    Tensor w = Tensor.of(new float[] {1, 2}, 1, 2);
    try (Session session = Model.load(file).open(Devices.of(new InterpreterBackend()), WeightSource.of(Map.of("w", w)))) {
      assertArrayEquals(new float[] {25.5f}, session.run(Map.of("x", w)).tensor("y").toFloats());
    }
  }

  @Test
  void writesTheSameBytes() throws IOException {
    Path again = folder.resolve("again.bolt");
    BundleWriter.write(Sketches.linear().bundle(1, 8), again);
    assertEquals(-1, Files.mismatch(file, again));
  }

  @Test
  void everyTruncationIsRefused() throws IOException {
    byte[] good = Files.readAllBytes(file);
    for (int length = 0; length < good.length; length += 1 + length / 20) {
      Path cut = Files.write(folder.resolve("cut.bolt"), Arrays.copyOf(good, length));
      refuses(Code.FILE, () -> BundleReader.read(cut), "cut.bolt");
    }
  }

  @Test
  void everyAlteredByteIsRefusedOrHarmless() throws IOException {
    byte[] good = Files.readAllBytes(file);
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    int refused = 0;
    for (int i = 0; i < 200; i++) {
      byte[] bad = good.clone();
      int at = random.nextInt(good.length);
      bad[at] ^= (byte) (1 << random.nextInt(8));
      Path path = Files.write(folder.resolve("bad.bolt"), bad);
      try {
        assertSame(bundle, BundleReader.read(path));
      } catch (TulleException e) {
        assertTrue(List.of(Code.FILE, Code.UNTRUSTED, Code.VERSION).contains(e.code()),
            () -> "byte " + at + ", seed " + seed + ": " + e.getMessage());
        refused++;
      }
    }
    assertTrue(refused > 100, "only " + refused + " of 200 refused, seed " + seed);
  }

  @Test
  void anotherVersionIsRefused() throws IOException {
    Path other = altered("manifest.json", false, s -> s.replaceFirst("\"version\" : 4", "\"version\" : 5"));
    refuses(Code.VERSION, () -> BundleReader.read(other), "version 5", "reads version 4", "compile the model again");
    Path plan = altered(PLAN, true, s -> s.replaceFirst("\"version\" : " + Plan.VERSION, "\"version\" : 7"));
    refuses(Code.VERSION, () -> BundleReader.read(plan), PLAN, "plan of version 7");
  }

  @Test
  void alteredEntriesAreRefused() throws IOException {
    Path code = altered("targets/interpreter-8/product.code", false, s -> s.replace("0.0f", "1.0f"));
    refuses(Code.UNTRUSTED, () -> BundleReader.read(code), "other.bolt", "targets/interpreter-8/product.code", "compile the model again");
    Path manifest = altered("manifest.json", false, s -> s.replace("port x", "port z"));
    refuses(Code.UNTRUSTED, () -> BundleReader.read(manifest), "its manifest does not say what is in it");
    Map<String, byte[]> more = entries();
    more.put("../evil", new byte[1]);
    refuses(Code.UNTRUSTED, () -> BundleReader.read(zip(more)), "other entries than its manifest lists");
    Map<String, byte[]> fewer = entries();
    fewer.remove("spec.tulle");
    refuses(Code.UNTRUSTED, () -> BundleReader.read(zip(fewer)), "other entries than its manifest lists");
  }

  @Test
  void forgedPlansMustHoldTogether() throws IOException {
    refusesPlan(s -> s.replace("\"dot\" : \"dot\"", "\"dot\" : \"dut\""), "the launch of 'product' has no buffer of F32 for 'dot'");
    refusesPlan(s -> s.replace("\"dot\" : \"dot\"", "\"dot\" : \"x\""),
        "the launch of 'product' may not write 'x', whose lifetime is INPUT");
    refusesPlan(s -> s.replace("\"kernel\" : \"product\"", "\"kernel\" : \"nothing\""), "there is no kernel 'nothing'");
    refusesPlan(s -> s.replaceFirst("\"element\" : \"f32\"", "\"element\" : \"i32\""), "'x' needs a buffer 'x' of I32");
    refusesPlan(s -> s.replace("\"lifetime\" : \"run\"", "\"lifetime\" : \"weight\""), "belongs to nothing");
    Path unknown = altered(PLAN, true, s -> s.replace("\"F\", \"D\"", "\"F\", \"Q\""));
    refuses(Code.FILE, () -> BundleReader.read(unknown), PLAN, "weights/0/axes/1", "no name 'Q'");
    Path key = altered(PLAN, true, s -> s.replaceFirst("\"doc\"", "\"dock\""));
    refuses(Code.FILE, () -> BundleReader.read(key), "unknown key 'dock'");
    Path word = altered(PLAN, true, s -> s.replace("\"lifetime\" : \"run\"", "\"lifetime\" : \"walk\""));
    refuses(Code.FILE, () -> BundleReader.read(word), "'lifetime' cannot be 'walk'");
  }

  private void refusesPlan(UnaryOperator<String> change, String problem) throws IOException {
    Path path = altered(PLAN, true, change);
    refuses(Code.UNTRUSTED, () -> BundleReader.read(path), "target interpreter-1", problem);
  }

  @Test
  void forgedKernelsMustBeKernels() throws IOException {
    String entry = "targets/interpreter-1/product.kir";
    Path other = altered(entry, true, s -> s.replace("kernel product", "kernel produce"));
    refuses(Code.UNTRUSTED, () -> BundleReader.read(other), entry, "has kernel 'produce'");
    Path none = altered(entry, true, s -> s.replace("grid t", "grid"));
    refuses(Code.FILE, () -> BundleReader.read(none), entry, "is no kernel");
    Path code = altered("targets/interpreter-8/product.code", true, s -> s.replace("{", "("));
    refuses(
        Code.UNTRUSTED,
        () -> Model.load(code)
            .open(Devices.of(new InterpreterBackend()), WeightSource.of(Map.of("w", Tensor.of(new float[2], 1, 2))))
            .close(),
        "the code of model `Linear` is refused", "product");
  }

  @Test
  void bombsAreRefused() throws IOException {
    Map<String, byte[]> entries = entries();
    entries.put("targets/interpreter-1/product.kir", new byte[Entries.limit("x.kir") + 1]);
    refuses(Code.FILE, () -> BundleReader.read(zip(entries)), "product.kir", "more than 16777216 bytes");
  }

  @Test
  void whatIsNoBundleIsRefused() throws IOException {
    refuses(Code.FILE, () -> BundleReader.read(folder.resolve("none.bolt")), "no such file or folder", "none.bolt");
    refuses(Code.FILE, () -> BundleReader.read(folder), "is a folder");
    refuses(Code.FILE, () -> BundleReader.read(zip(Map.of("a", new byte[1]))), "it has no manifest.json");
    refuses(Code.FILE, () -> BundleReader.read(zip(Map.of("manifest.json", new byte[] {'['}))), "is no JSON");
  }

  @Test
  void aBundleOfOursThatDoesNotHoldTogetherIsOurBug() {
    TargetCode t = bundle.targets().getFirst();
    Bundle wrong = new Bundle(
        List.of(new TargetCode(t.target(), t.initial(), t.existence(), t.plans(), t.kernels(), List.<KernelCode> of())),
        Optional.empty());
    assertTrue(assertThrows(CompilerBug.class, () -> Model.of(wrong)).getMessage().contains("one code for each kernel"));
    assertThrows(CompilerBug.class, () -> BundleWriter.write(wrong, file));
  }
}
