package dev.tulle.runtime.session;

import dev.tulle.runtime.TulleException;
import dev.tulle.runtime.TulleException.Code;
import dev.tulle.runtime.plan.Plan;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Names in messages, and whether all that are needed are there.
final class Names {
  private static final int SHOWN = 20;

  private Names() {}

  static String list(List<Plan.Port> ports) {
    return list(ports, Plan.Port::name);
  }

  static TulleException noEntry(String model, String entry, Collection<String> entries) {
    if (entries.contains("")) {
      return new TulleException(Code.NAME,
          "model `" + model + "` has no entry `" + entry + "`; it has one program, which is run without a name");
    }
    String what = entry.isEmpty() ? "has several programs: say which entry to run" : "has no entry `" + entry + "`";
    return new TulleException(Code.NAME, "model `" + model + "` " + what + "; it has " + list(entries, n -> n));
  }

  static <T> String list(Collection<T> items, Function<T, String> name) {
    if (items.isEmpty()) return "none";
    String more = items.size() > SHOWN ? " and " + (items.size() - SHOWN) + " more" : "";
    return items.stream().limit(SHOWN).map(i -> "`" + name.apply(i) + "`").collect(Collectors.joining(", ")) + more;
  }

  private static String program(Plan plan) {
    return plan.entry().isEmpty() ? "model `" + plan.model() + "`" : "entry `" + plan.entry() + "`";
  }

  /// @throws TulleException `NAME` for an input without data, and for data that no input wants
  static void checkInputs(Plan plan, Collection<String> bound) {
    for (Plan.Port port : plan.inputs()) {
      if (!bound.contains(port.name()))
        throw new TulleException(Code.NAME, "no data is bound to input `" + port.name() + "` of " + program(plan));
    }
    for (String name : bound) {
      if (plan.inputs().stream().noneMatch(p -> p.name().equals(name))) {
        throw new TulleException(Code.NAME, program(plan) + " has no input `" + name + "`; it has " + list(plan.inputs()));
      }
    }
  }
}
