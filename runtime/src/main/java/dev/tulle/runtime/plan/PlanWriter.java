package dev.tulle.runtime.plan;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tulle.kernel.ir.Expr;
import dev.tulle.kernel.text.KernelPrinter;
import dev.tulle.runtime.file.StrictJson;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/// A plan as JSON, version [Plan#VERSION]: an object for each record, with its components as keys; expressions as Kernel IR text, enums in
/// small letters.
public final class PlanWriter {
  private PlanWriter() {}

  /// The same plan gives the same JSON.
  public static ObjectNode write(Plan plan) {
    ObjectNode json = StrictJson.object()
        .put("version", plan.version())
        .put("model", plan.model())
        .put("entry", plan.entry())
        .put("doc", plan.doc());
    parameters(json, plan.parameters());
    objects(json, "sizes", plan.sizes(),
        (o, size) -> o.put("name", size.name()).put("type", word(size.type())).put("origin", word(size.origin())).put("doc", size.doc()));
    objects(json, "requirements", plan.requirements(), (o, r) -> o.put("condition", text(r.condition())).put("text", r.text()));
    objects(json, "inputs", plan.inputs(), PlanWriter::port);
    objects(json, "weights", plan.weights(), PlanWriter::port);
    objects(json, "outputs", plan.outputs(), PlanWriter::port);
    objects(json, "states", plan.states(), PlanWriter::port);
    objects(json, "updates", plan.updates(), PlanWriter::swap);
    objects(json, "buffers", plan.buffers(), PlanWriter::buffer);
    objects(json, "open", plan.open(), PlanWriter::step);
    objects(json, "run", plan.run(), PlanWriter::step);
    objects(json, "commit", plan.commit(), PlanWriter::step);
    objects(json, "sites", plan.sites(), PlanWriter::site);
    return json;
  }

  /// Adds the key `parameters`.
  public static void parameters(ObjectNode json, List<Plan.Parameter> parameters) {
    objects(json, "parameters", parameters, (o, p) -> o.put("name", p.name()).put("value", p.value()));
  }

  private static void port(ObjectNode json, Plan.Port port) {
    json.put("name", port.name()).put("pattern", port.pattern()).put("element", word(port.element()));
    texts(json, "axes", port.axes());
    json.put("storage", word(port.storage()));
    ArrayNode format = json.putArray("format");
    port.format().forEach(format::add);
    json.put("doc", port.doc());
    port.values().ifPresent(v -> json.putObject("values").put("extent", text(v.extent())).put("reader", v.reader()));
  }

  private static void buffer(ObjectNode json, Plan.PlanBuffer buffer) {
    json.put("name", buffer.name()).put("element", word(buffer.element()));
    texts(json, "shape", buffer.shape());
    json.put("lifetime", word(buffer.lifetime()));
    ArrayNode constant = json.putArray("constant");
    for (double value : buffer.constant()) {
      if (Double.isFinite(value)) constant.add(value);
      else constant.add(Double.toString(value));
    }
  }

  private static void step(ObjectNode json, Plan.Step step) {
    switch (step) {
      case Plan.Launch launch -> launch(json, launch);
      case Plan.Loop loop -> {
        json.put("counter", loop.counter()).put("count", text(loop.count()));
        objects(json, "steps", loop.steps(), PlanWriter::step);
        objects(json, "swaps", loop.swaps(), PlanWriter::swap);
        loop.until().ifPresent(flag -> json.put("until", flag));
      }
      case Plan.Either either -> {
        json.put("if", text(either.condition()));
        objects(json, "then", either.then(), PlanWriter::launch);
        objects(json, "else", either.otherwise(), PlanWriter::launch);
      }
      case Plan.Measure measure -> json.put("measures", measure.size()).put("buffer", measure.buffer());
    }
  }

  private static void swap(ObjectNode json, Plan.Swap swap) {
    json.put("first", swap.first()).put("second", swap.second());
  }

  private static void launch(ObjectNode json, Plan.Launch launch) {
    json.put("kernel", launch.kernel());
    names(json.putObject("buffers"), launch.buffers());
    names(json.putObject("sizes"), launch.sizes());
  }

  private static void names(ObjectNode json, Map<String, String> names) {
    new TreeMap<>(names).forEach(json::put);
  }

  private static void site(ObjectNode json, Plan.Site site) {
    json.put("message", site.message());
    ArrayNode axes = json.putArray("axes");
    site.axes().forEach(axes::add);
    texts(json, "extents", site.extents());
    json.put("size", text(site.size()));
  }

  private static <T> void objects(ObjectNode json, String key, List<T> items, BiConsumer<ObjectNode, T> fill) {
    ArrayNode array = json.putArray(key);
    for (T item : items) fill.accept(array.addObject(), item);
  }

  private static void texts(ObjectNode json, String key, List<Expr> expressions) {
    ArrayNode array = json.putArray(key);
    expressions.forEach(e -> array.add(text(e)));
  }

  private static String text(Expr e) {
    return KernelPrinter.print(e);
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
