package dev.tulle.runtime.bundle;

import dev.tulle.kernel.CompilerBug;
import dev.tulle.kernel.device.KernelCode;
import dev.tulle.kernel.ir.Kernel;
import dev.tulle.kernel.text.KernelPrinter;
import dev.tulle.runtime.file.Disk;
import dev.tulle.runtime.file.StrictJson;
import dev.tulle.runtime.file.Zips;
import dev.tulle.runtime.plan.Plan;
import dev.tulle.runtime.plan.PlanWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.ZipOutputStream;

/// Writes bundles: the same bundle gives the same bytes.
public final class BundleWriter {
  private BundleWriter() {}

  /// Writes a `.bolt` file, or replaces one as a whole.
  ///
  /// @throws CompilerBug if the bundle does not hold together
  /// @throws dev.tulle.runtime.TulleException `FILE` if it cannot be written
  public static void write(Bundle bundle, Path file) {
    CheckBundle.check(bundle);
    SortedMap<String, byte[]> entries = entries(bundle);
    SortedMap<String, String> digests = new TreeMap<>();
    entries.forEach((name, bytes) -> digests.put(name, Digest.of(bytes)));
    byte[] manifest = StrictJson.pretty(Manifest.of(bundle, digests));
    Disk.write(file, out -> zip(manifest, entries, out));
  }

  private static SortedMap<String, byte[]> entries(Bundle bundle) {
    SortedMap<String, byte[]> entries = new TreeMap<>();
    bundle.spec().ifPresent(spec -> entries.put(Entries.SPEC, spec.getBytes(StandardCharsets.UTF_8)));
    for (TargetCode target : bundle.targets()) {
      String name = target.target().name();
      target.initial().ifPresent(p -> entries.put(Entries.initial(name), StrictJson.pretty(PlanWriter.write(p))));
      target.existence().ifPresent(p -> entries.put(Entries.existence(name), StrictJson.pretty(PlanWriter.write(p))));
      for (Plan plan : target.plans()) entries.put(Entries.plan(name, plan.entry()), StrictJson.pretty(PlanWriter.write(plan)));
      for (Kernel kernel : target.kernels()) {
        entries.put(Entries.ir(name, kernel.name()), KernelPrinter.print(kernel).getBytes(StandardCharsets.UTF_8));
      }
      for (KernelCode code : target.code()) {
        entries.put(Entries.source(name, code.kernel()), code.source().getBytes(StandardCharsets.UTF_8));
        entries.put(Entries.code(name, code.kernel()), code.binary());
      }
    }
    entries.forEach(
        (name, bytes) -> {
          if (bytes.length > Entries.limit(name)) throw new CompilerBug("bundle entry " + name + " has " + bytes.length + " bytes");
        });
    return entries;
  }

  private static void zip(byte[] manifest, Map<String, byte[]> entries, OutputStream out) throws IOException {
    ZipOutputStream zip = new ZipOutputStream(out);
    put(zip, Entries.MANIFEST, manifest);
    for (Map.Entry<String, byte[]> entry : entries.entrySet()) put(zip, entry.getKey(), entry.getValue());
    zip.finish();
  }

  private static void put(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
    zip.putNextEntry(Zips.entry(name));
    zip.write(bytes);
    zip.closeEntry();
  }
}
