package dev.tulle.runtime.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tulle.kernel.ir.Expr;
import dev.tulle.kernel.ir.Scalar;
import dev.tulle.kernel.ir.Type;
import dev.tulle.kernel.text.KernelParser;
import dev.tulle.kernel.text.KernelTextException;
import dev.tulle.runtime.TulleException;
import dev.tulle.runtime.TulleException.Code;
import dev.tulle.runtime.file.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads what [PlanWriter] writes, from anyone: the form is checked here, what the names refer to by [CheckPlan].
public final class PlanReader {
  /// The types of the names in expressions.
  private final Map<String, Type> sizes = new HashMap<>();

  private PlanReader() {}

  /// @param where the file and entry, for messages
  /// @throws TulleException `VERSION` for another version of the format, `FILE` for anything else that is no plan
  public static Plan read(String where, ObjectNode json) {
    return new PlanReader().plan(new JsonObject(where, json));
  }

  private Plan plan(JsonObject json) {
    long version = json.integer("version");
    if (version != Plan.VERSION) {
      throw new TulleException(Code.VERSION,
          json.where() + ": is a plan of version " + version + ", but this runtime reads version " + Plan.VERSION);
    }
    json.only("version", "model", "entry", "doc", "parameters", "sizes", "requirements", "inputs", "weights", "outputs", "states",
        "updates", "buffers", "open", "run", "commit",
        "sites");
    List<Plan.Size> all = json.objects("sizes", PlanReader::size);
    all.forEach(size -> sizes.put(size.name(), Type.I64));
    return new Plan(
        Plan.VERSION,
        json.text("model"),
        json.text("entry"),
        json.text("doc"),
        json.objects("parameters", o -> new Plan.Parameter(o.only("name", "value").text("name"), o.text("value"))),
        all,
        json.objects("requirements", o -> new Plan.Requirement(expression(o.only("condition", "text"), "condition"), o.text("text"))),
        json.objects("inputs", this::port),
        json.objects("weights", this::port),
        json.objects("outputs", this::port),
        json.objects("states", this::port),
        json.objects("updates", PlanReader::swap),
        json.objects("buffers", this::buffer),
        json.objects("open", o -> step(o, 0)),
        json.objects("run", o -> step(o, 0)),
        json.objects("commit", o -> step(o, 0)),
        json.objects("sites", this::site));
  }

  private static Plan.Size size(JsonObject json) {
    json.only("name", "type", "origin", "doc");
    return new Plan.Size(json.text("name"), json.word("type", Scalar.class), json.word("origin", Plan.Origin.class), json.text("doc"));
  }

  private Plan.Port port(JsonObject json) {
    json.only("name", "pattern", "element", "axes", "storage", "format", "doc", "values");
    return new Plan.Port(
        json.text("name"),
        json.truth("pattern"),
        json.word("element", Scalar.class),
        expressions(json, "axes"),
        json.word("storage", Plan.Storage.class),
        json.list("format", PlanReader::extent),
        json.text("doc"),
        json.optional("values").map(o -> new Plan.IndexRange(expression(o.only("extent", "reader"), "extent"), o.text("reader"))));
  }

  private static int extent(String where, JsonNode item) {
    if (!item.isInt()) throw new TulleException(Code.FILE, where + ": must be an integer");
    return item.intValue();
  }

  private Plan.PlanBuffer buffer(JsonObject json) {
    json.only("name", "element", "shape", "lifetime", "constant");
    return new Plan.PlanBuffer(
        json.text("name"),
        json.word("element", Scalar.class),
        expressions(json, "shape"),
        json.word("lifetime", Plan.Lifetime.class),
        json.list("constant", PlanReader::number));
  }

  private static double number(String where, JsonNode item) {
    if (item.isNumber()) return item.doubleValue();
    return switch (item.asText()) {
      case "NaN" -> Double.NaN;
      case "Infinity" -> Double.POSITIVE_INFINITY;
      case "-Infinity" -> Double.NEGATIVE_INFINITY;
      default -> throw new TulleException(Code.FILE, where + ": must be a number");
    };
  }

  private Plan.Step step(JsonObject json, int depth) {
    if (json.json().has("measures")) return new Plan.Measure(json.only("measures", "buffer").text("measures"), json.text("buffer"));
    if (json.json().has("if")) {
      json.only("if", "then", "else");
      return new Plan.Either(expression(json, "if"), json.objects("then", PlanReader::launch), json.objects("else", PlanReader::launch));
    }
    if (!json.json().has("counter")) return launch(json);
    if (depth == Plan.Loop.DEEPEST) throw json.error("is a loop in more than " + Plan.Loop.DEEPEST + " others");
    json.only("counter", "count", "steps", "swaps", "until");
    return new Plan.Loop(
        json.text("counter"),
        expression(json, "count"),
        json.objects("steps", o -> step(o, depth + 1)),
        json.objects("swaps", PlanReader::swap),
        json.json().has("until") ? Optional.of(json.text("until")) : Optional.empty());
  }

  private static Plan.Swap swap(JsonObject json) {
    return new Plan.Swap(json.only("first", "second").text("first"), json.text("second"));
  }

  private static Plan.Launch launch(JsonObject json) {
    return new Plan.Launch(json.only("kernel", "buffers", "sizes").text("kernel"), json.map("buffers"), json.map("sizes"));
  }

  private Plan.Site site(JsonObject json) {
    json.only("message", "axes", "extents", "size");
    return new Plan.Site(json.text("message"), json.texts("axes"), expressions(json, "extents"), expression(json, "size"));
  }

  private List<Expr> expressions(JsonObject json, String key) {
    return json.list(
        key, (where, item) -> {
          if (!item.isTextual()) throw new TulleException(Code.FILE, where + ": must be a text");
          return parse(where, item.textValue());
        });
  }

  private Expr expression(JsonObject json, String key) {
    return parse(json.where() + "/" + key, json.text(key));
  }

  private Expr parse(String where, String text) {
    try {
      return KernelParser.expression(text, sizes);
    } catch (KernelTextException e) {
      throw new TulleException(Code.FILE, where + ": is no expression over the sizes of the plan: " + e.getMessage(), e);
    }
  }
}
