package dev.tulle.runtime.bundle;

import dev.tulle.kernel.device.KernelCode;
import dev.tulle.kernel.device.Target;
import dev.tulle.kernel.ir.Kernel;
import dev.tulle.kernel.text.KernelParser;
import dev.tulle.kernel.text.KernelTextException;
import dev.tulle.runtime.TulleException;
import dev.tulle.runtime.TulleException.Code;
import dev.tulle.runtime.file.Disk;
import dev.tulle.runtime.file.JsonObject;
import dev.tulle.runtime.file.StrictJson;
import dev.tulle.runtime.plan.CheckPlan;
import dev.tulle.runtime.plan.Plan;
import dev.tulle.runtime.plan.PlanReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Reads bundles, which may come from anyone: sizes, names, digests and every reference are checked before anything is believed. The code
/// itself is checked by the device that loads it.
public final class BundleReader {
  private final Path file;
  private final SortedMap<String, byte[]> entries;

  private BundleReader(Path file, SortedMap<String, byte[]> entries) {
    this.file = file;
    this.entries = entries;
  }

  /// @throws TulleException `FILE` for what is no bundle or a truncated one, `VERSION` for another format version, `UNTRUSTED` for an
  ///     altered one or one that does not
  ///     hold together
  public static Bundle read(Path file) {
    try {
      return new BundleReader(file, ReadEntries.of(file)).bundle();
    } catch (IOException e) {
      throw Disk.error(file, e);
    }
  }

  private Bundle bundle() {
    byte[] text = entries.remove(Entries.MANIFEST);
    if (text == null) throw new TulleException(Code.FILE, file + ": is no bundle: it has no " + Entries.MANIFEST);
    JsonObject manifest = new JsonObject(where(Entries.MANIFEST), StrictJson.parse(where(Entries.MANIFEST), text));
    long version = manifest.integer("version");
    if (version != Manifest.VERSION) {
      throw new TulleException(
          Code.VERSION, file + ": is a bundle of version " + version + ", but this runtime reads version " + Manifest.VERSION
              + "; compile the model again");
    }
    SortedMap<String, String> digests = checkDigests(manifest.map("digests"));
    Optional<String> spec = Optional.ofNullable(entries.get(Entries.SPEC)).map(BundleReader::utf8);
    List<TargetCode> targets = manifest.objects("targets", this::target);
    if (targets.isEmpty()) throw manifest.error("has no target");
    Bundle bundle = new Bundle(targets, spec);
    CheckPlan.first(CheckBundle.problems(bundle))
        .ifPresent(
            problem -> {
              throw untrusted(problem);
            });
    if (!StrictJson.text(Manifest.of(bundle, digests)).equals(StrictJson.text(manifest.json()))) {
      throw untrusted("its manifest does not say what is in it");
    }
    return bundle;
  }

  private String where(String entry) {
    return file + ", entry '" + entry + "'";
  }

  private TulleException untrusted(String problem) {
    return new TulleException(Code.UNTRUSTED,
        file + ": " + problem + "; the bundle was altered or damaged: get it again, or compile the model again");
  }

  private static String utf8(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private SortedMap<String, String> checkDigests(Map<String, String> digests) {
    if (!digests.keySet().equals(entries.keySet())) throw untrusted("it has other entries than its manifest lists");
    entries.forEach(
        (name, bytes) -> {
          if (!digests.get(name).equals(Digest.of(bytes))) throw untrusted("entry '" + name + "' is not the one that was written");
        });
    return new TreeMap<>(digests);
  }

  private TargetCode target(JsonObject json) {
    Target target = new Target(
        json.text("backend"), json.text("name"), json.integer("lanes", 1, 1024), json.integer("vectorRegisters", 0, 1 << 16),
        json.integer("groupMemory"), json.integer("groupItems", 1, 1 << 16), json.truth("matrices"),
        json.integer("instructions", 0, 1 << 16));
    Optional<Plan> initial = planIfThere(Entries.initial(target.name()));
    Optional<Plan> existence = planIfThere(Entries.existence(target.name()));
    List<Plan> plans = json.texts("entries").stream().map(e -> plan(Entries.plan(target.name(), e))).toList();
    if (plans.isEmpty()) throw json.error("has no program");
    List<Kernel> kernels = new ArrayList<>();
    List<KernelCode> code = new ArrayList<>();
    for (String name : json.texts("kernels")) {
      kernels.add(kernel(target, name));
      code.add(new KernelCode(name, utf8(entry(Entries.source(target.name(), name))), entry(Entries.code(target.name(), name))));
    }
    return new TargetCode(target, initial, existence, plans, kernels, code);
  }

  private Optional<Plan> planIfThere(String entry) {
    return entries.containsKey(entry) ? Optional.of(plan(entry)) : Optional.empty();
  }

  private Plan plan(String entry) {
    return PlanReader.read(where(entry), StrictJson.parse(where(entry), entry(entry)));
  }

  private Kernel kernel(Target target, String name) {
    String entry = Entries.ir(target.name(), name);
    try {
      Kernel kernel = KernelParser.parse(utf8(entry(entry)));
      if (!kernel.name().equals(name)) throw untrusted("entry '" + entry + "' has kernel '" + kernel.name() + "'");
      return kernel;
    } catch (KernelTextException e) {
      throw new TulleException(Code.FILE, where(entry) + ": is no kernel: " + e.getMessage(), e);
    }
  }

  private byte[] entry(String name) {
    byte[] bytes = entries.get(name);
    if (bytes == null) throw untrusted("it has no entry '" + name + "'");
    return bytes;
  }
}
