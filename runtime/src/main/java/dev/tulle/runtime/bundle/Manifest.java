package dev.tulle.runtime.bundle;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tulle.kernel.device.Target;
import dev.tulle.kernel.ir.Kernel;
import dev.tulle.kernel.text.KernelPrinter;
import dev.tulle.runtime.file.StrictJson;
import dev.tulle.runtime.plan.Plan;
import dev.tulle.runtime.plan.PlanWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.stream.Collectors;

/// `manifest.json`: what is in a bundle, in a form that people can read too. All of it follows from the other entries, so a reader compares
/// it with them as a whole.
final class Manifest {
  /// Of the bundle format.
  static final int VERSION = 4;

  private Manifest() {}

  /// @param digests SHA-256 of every entry but the manifest, in hexadecimal
  static ObjectNode of(Bundle bundle, SortedMap<String, String> digests) {
    Plan plan = bundle.plan();
    ObjectNode json = StrictJson.object().put("version", VERSION).put("model", plan.model()).put("doc", plan.doc());
    PlanWriter.parameters(json, plan.parameters());
    ports(json.putArray("weights"), plan.weights());
    ports(json.putArray("states"), plan.states());
    ArrayNode programs = json.putArray("programs");
    bundle.plans().forEach(p -> program(programs.addObject(), p));
    ArrayNode targets = json.putArray("targets");
    bundle.targets().forEach(t -> target(targets.addObject(), t));
    // What a target can do is said nowhere else.
    json.put("targetsDigest", Digest.of(targets.toString().getBytes(StandardCharsets.UTF_8)));
    ObjectNode hashes = json.putObject("digests");
    digests.forEach(hashes::put);
    return json;
  }

  private static void program(ObjectNode json, Plan plan) {
    json.put("entry", plan.entry()).put("doc", plan.doc());
    ArrayNode sizes = json.putArray("sizes");
    plan.sizes()
        .forEach(
            s -> sizes.addObject().put("name", s.name()).put("origin", s.origin().name().toLowerCase(Locale.ROOT)).put("doc", s.doc()));
    ports(json.putArray("inputs"), plan.inputs());
    ports(json.putArray("outputs"), plan.outputs());
  }

  private static void ports(ArrayNode array, List<Plan.Port> ports) {
    for (Plan.Port port : ports) {
      String axes = port.axes().stream().map(KernelPrinter::print).collect(Collectors.joining(", ", "[", "]"));
      array.addObject()
          .put("name", port.name())
          .put("type", (port.pattern() ? "pattern" : port.element().name().toLowerCase(Locale.ROOT)) + axes)
          .put("storage", port.storage().name().toLowerCase(Locale.ROOT))
          .put("doc", port.doc());
    }
  }

  private static void target(ObjectNode json, TargetCode code) {
    Target target = code.target();
    json.put("backend", target.backend())
        .put("name", target.name())
        .put("lanes", target.lanes())
        .put("vectorRegisters", target.vectorRegisters())
        .put("groupMemory", target.groupMemory())
        .put("groupItems", target.groupItems())
        .put("matrices", target.matrices())
        .put("instructions", target.instructions());
    ArrayNode entries = json.putArray("entries");
    code.plans().stream().map(Plan::entry).forEach(entries::add);
    ArrayNode kernels = json.putArray("kernels");
    code.kernels().stream().map(Kernel::name).forEach(kernels::add);
  }
}
