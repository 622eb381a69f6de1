package dev.tulle.runtime.plan;

import dev.tulle.kernel.interpret.ScalarEvaluator;
import dev.tulle.kernel.ir.Buffer;
import dev.tulle.kernel.ir.Expr;
import dev.tulle.kernel.ir.Kernel;
import dev.tulle.kernel.ir.Scalar;
import dev.tulle.kernel.ir.Stmt;
import dev.tulle.kernel.ir.Traversal;
import dev.tulle.kernel.ir.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Whether a plan holds together: every name resolves, to something of the right type, and every launch gives a kernel what it wants. Sizes
/// are not known here; that buffers are as large as kernels believe is checked at each run.
public final class CheckPlan {
  private final Plan plan;
  private final Map<String, Kernel> kernels = new HashMap<>();
  private final Map<String, Plan.Size> sizes = new HashMap<>();
  private final Map<String, Plan.PlanBuffer> buffers = new HashMap<>();
  /// Of the loops around a step.
  private final Set<String> counters = new LinkedHashSet<>();
  private final Set<String> stateBuffers = new HashSet<>();
  /// Sizes that no step so far has measured.
  private final Set<String> unmeasured = new HashSet<>();
  private final List<String> problems = new ArrayList<>();

  private CheckPlan(Plan plan) {
    this.plan = plan;
  }

  /// What is wrong, in words; empty if nothing is.
  public static List<String> problems(Plan plan, List<Kernel> kernels) {
    CheckPlan check = new CheckPlan(plan);
    check.all(kernels);
    return List.copyOf(check.problems);
  }

  private void require(boolean holds, String message) {
    if (!holds) problems.add(message);
  }

  private <T> void declare(Map<String, T> names, String kind, String name, T value) {
    require(names.put(name, value) == null, "there are two " + kind + " '" + name + "'");
  }

  private void all(List<Kernel> all) {
    require(plan.version() == Plan.VERSION, "the plan has version " + plan.version());
    all.forEach(k -> declare(kernels, "kernels", k.name(), k));
    plan.sizes().forEach(s -> declare(sizes, "sizes", s.name(), s));
    plan.buffers().forEach(b -> declare(buffers, "buffers", b.name(), b));
    plan.sizes().forEach(this::size);
    plan.requirements().forEach(r -> expression("the requirement " + r.text(), r.condition(), Type.BOOL));
    ports();
    plan.buffers().forEach(this::buffer);
    updates();
    steps(plan.open(), Plan.Lifetime.OPEN);
    steps(plan.run(), Plan.Lifetime.RUN);
    steps(plan.commit(), Plan.Lifetime.STATE);
    for (Plan.Site site : plan.sites()) {
      require(site.axes().size() == site.extents().size(), "the site '" + site.message() + "' has other axes than extents");
      site.extents().forEach(e -> expression("an extent of a site", e, Type.I64));
      expression("the size of a site", site.size(), Type.I64);
    }
    launched(plan.open());
    launched(plan.run());
    launched(plan.commit());
    plan.commit().forEach(this::cannotFail);
    unmeasured.forEach(name -> require(false, "nothing measures the size '" + name + "'"));
  }

  private void size(Plan.Size size) {
    require(size.type() == Scalar.I32 || size.type() == Scalar.I64, "the size '" + size.name() + "' is " + size.type());
    if (size.origin() == Plan.Origin.MEASURED) unmeasured.add(size.name());
    if (size.origin() != Plan.Origin.STORED) return;
    boolean found = Stream.concat(plan.inputs().stream(), plan.weights().stream())
        .anyMatch(p -> size.name().equals(StoredBuffers.stored(p)) && StoredBuffers.counts(p.storage()));
    require(found && size.type() == Scalar.I64, "the size '" + size.name() + "' counts the elements of no sparse input or weight");
  }

  private void expression(String owner, Expr e, Type type) {
    if (!e.type().equals(type) || !ScalarEvaluator.accepts(e)) {
      problems.add(owner + " is no " + type + " over sizes");
      return;
    }
    Traversal.walk(
        e, node -> {
          if (node instanceof Expr.Ref ref) {
            require(sizes.containsKey(ref.name()) && ref.type().equals(Type.I64),
                owner + " mentions '" + ref.name() + "', which is no size");
          }
        });
  }

  private void ports() {
    Set<String> names = new HashSet<>();
    for (Plan.Port port : Stream.of(plan.inputs(), plan.weights(), plan.outputs(), plan.states()).flatMap(List::stream).toList()) {
      require(names.add(port.name()), "there are two ports '" + port.name() + "'");
      port.axes().forEach(e -> known("an axis of '" + port.name() + "'", e));
      port.values().ifPresent(v -> expression("the range of '" + port.name() + "'", v.extent(), Type.I64));
      require(port.values().isEmpty() || port.element().isInteger(), "'" + port.name() + "' has an index range but no integers");
      require(!port.pattern() || port.element() == Scalar.BOOL, "the pattern '" + port.name() + "' is " + port.element());
      format(port);
    }
    plan.inputs().forEach(p -> boundPort(p, Plan.Lifetime.INPUT));
    plan.weights().forEach(p -> boundPort(p, Plan.Lifetime.WEIGHT));
    for (Plan.Port port : plan.outputs()) {
      boolean possible = switch (port.storage()) {
        case DENSE, BITMAP, MEMBERS -> true;
        case CSR, NM, BLOCKS -> false;
      };
      require(possible, "the output '" + port.name() + "' cannot be stored as " + port.storage());
      portBuffers(port, Plan.Lifetime.OUTPUT);
    }
    for (Plan.Port port : plan.states()) {
      require(!StoredBuffers.counts(port.storage()) && port.storage() != Plan.Storage.NM,
          "the state '" + port.name() + "' cannot be stored as " + port.storage());
      portBuffers(port, Plan.Lifetime.STATE);
      if (StoredBuffers.counts(port.storage()) || port.storage() == Plan.Storage.NM) continue;
      StoredBuffers.of(port).keySet().forEach(stateBuffers::add);
    }
  }

  private void format(Plan.Port port) {
    List<Integer> format = port.format();
    boolean fits = switch (port.storage()) {
      case DENSE, BITMAP, MEMBERS -> format.isEmpty();
      case CSR -> format.isEmpty() && !port.axes().isEmpty();
      case NM -> format.size() == 2 && 1 <= format.get(0) && format.get(0) <= format.get(1) && !port.axes().isEmpty();
      case BLOCKS -> format.size() == 2 && format.get(0) >= 1 && format.get(1) >= 1 && port.axes().size() >= 2;
    };
    require(fits, "'" + port.name() + "' of rank " + port.axes().size() + " cannot be stored as " + port.storage() + format);
  }

  private void boundPort(Plan.Port port, Plan.Lifetime lifetime) {
    require(port.storage() != Plan.Storage.MEMBERS, "'" + port.name() + "' is bound, but stored as MEMBERS");
    boolean counted = !StoredBuffers.counts(port.storage()) || sizes.containsKey(StoredBuffers.stored(port));
    require(counted, "there is no size '" + StoredBuffers.stored(port) + "'");
    portBuffers(port, lifetime);
  }

  private void portBuffers(Plan.Port port, Plan.Lifetime lifetime) {
    StoredBuffers.of(port)
        .forEach(
            (name, element) -> {
              Plan.PlanBuffer buffer = buffers.get(name);
              boolean fits = buffer != null && buffer.element() == element && buffer.lifetime() == lifetime;
              require(fits, "'" + port.name() + "' needs a buffer '" + name + "' of " + element + " and lifetime " + lifetime);
            });
  }

  private void buffer(Plan.PlanBuffer buffer) {
    buffer.shape().forEach(e -> expression("the shape of buffer '" + buffer.name() + "'", e, Type.I64));
    List<Plan.Port> owners = switch (buffer.lifetime()) {
      case INPUT -> plan.inputs();
      case WEIGHT -> plan.weights();
      case OUTPUT -> plan.outputs();
      case OPEN, STATE, RUN, CONSTANT -> null;
    };
    require(buffer.constant().isEmpty() || buffer.lifetime() == Plan.Lifetime.CONSTANT,
        "the buffer '" + buffer.name() + "' has values but is no constant");
    if (owners == null) return;
    boolean owned = owners.stream().anyMatch(p -> StoredBuffers.of(p).containsKey(buffer.name()));
    require(owned, "the buffer '" + buffer.name() + "' of lifetime " + buffer.lifetime() + " belongs to nothing");
  }

  private void steps(List<Plan.Step> steps, Plan.Lifetime stage) {
    for (Plan.Step step : steps) {
      switch (step) {
        case Plan.Launch launch -> launch(launch, stage);
        case Plan.Loop loop -> loop(loop, stage);
        case Plan.Either either -> {
          known("a condition of the run", either.condition(), Type.BOOL);
          either.then().forEach(l -> launch(l, stage));
          either.otherwise().forEach(l -> launch(l, stage));
        }
        case Plan.Measure measure -> measure(measure, stage);
      }
    }
  }

  private void measure(Plan.Measure measure, Plan.Lifetime stage) {
    String owner = "the measure of '" + measure.size() + "'";
    Plan.PlanBuffer buffer = buffers.get(measure.buffer());
    boolean fits = buffer != null && buffer.element() == Scalar.I32 && buffer.shape().isEmpty();
    require(fits, owner + " reads '" + measure.buffer() + "', which is no number");
    if (fits) access(owner, buffer, Buffer.Access.READ, stage);
    require(stage == Plan.Lifetime.RUN && counters.isEmpty(), owner + " is not at the level of the run");
    require(unmeasured.remove(measure.size()), owner + " finds no size that waits for it");
  }

  /// An expression over sizes that are known by now.
  private void known(String owner, Expr e) {
    known(owner, e, Type.I64);
  }

  private void known(String owner, Expr e, Type type) {
    expression(owner, e, type);
    for (String name : unmeasured) require(!mentions(e, name), owner + " mentions '" + name + "' before it is measured");
  }

  private static boolean mentions(Expr e, String size) {
    boolean[] found = {false};
    Traversal.walk(e, node -> found[0] |= node instanceof Expr.Ref ref && ref.name().equals(size));
    return found[0];
  }

  /// Each state at most once, and nothing that is a state itself for its new value.
  private void updates() {
    Set<String> used = new HashSet<>();
    for (Plan.Swap swap : plan.updates()) {
      if (!alike("the update of '" + swap.first() + "'", swap)) continue;
      boolean fits = stateBuffers.contains(swap.first()) && !stateBuffers.contains(swap.second())
          && buffers.get(swap.second()).lifetime() == Plan.Lifetime.STATE && used.add(swap.first()) && used.add(swap.second());
      require(fits, "'" + swap.second() + "' is no new value of the state '" + swap.first() + "'");
    }
  }

  private boolean alike(String owner, Plan.Swap swap) {
    Plan.PlanBuffer first = buffers.get(swap.first());
    Plan.PlanBuffer second = buffers.get(swap.second());
    boolean alike = first != null && second != null && first.element() == second.element() && first.shape().equals(second.shape());
    require(alike, owner + " swaps '" + swap.first() + "' and '" + swap.second() + "', which are not alike");
    return alike;
  }

  private void loop(Plan.Loop loop, Plan.Lifetime stage) {
    String owner = "the loop over '" + loop.counter() + "'";
    known("the count of " + owner, loop.count());
    Set<String> swapped = new HashSet<>();
    for (Plan.Swap swap : loop.swaps()) {
      if (!alike(owner, swap)) continue;
      require(swapped.add(swap.first()) && swapped.add(swap.second()),
          owner + " swaps '" + swap.first() + "' or '" + swap.second() + "' twice");
      access(owner, buffers.get(swap.first()), Buffer.Access.READ_WRITE, stage);
      access(owner, buffers.get(swap.second()), Buffer.Access.READ_WRITE, stage);
    }
    loop.until().ifPresent(name -> {
      Plan.PlanBuffer flag = buffers.get(name);
      boolean fits = flag != null && flag.element() == Scalar.I32 && flag.shape().isEmpty();
      require(fits, owner + " ends by '" + name + "', which is no number");
      if (fits) access(owner, flag, Buffer.Access.READ, stage);
    });
    boolean free = !sizes.containsKey(loop.counter()) && counters.add(loop.counter());
    require(free, owner + " has a counter whose name is taken");
    require(counters.size() <= Plan.Loop.DEEPEST, owner + " is in too many others");
    if (counters.size() <= Plan.Loop.DEEPEST) steps(loop.steps(), stage);
    if (free) counters.remove(loop.counter());
  }

  private void launch(Plan.Launch launch, Plan.Lifetime stage) {
    Kernel kernel = kernels.get(launch.kernel());
    if (kernel == null) {
      problems.add("there is no kernel '" + launch.kernel() + "'");
      return;
    }
    String owner = "the launch of '" + kernel.name() + "'";
    require(launch.sizes().size() == kernel.sizes().size() && launch.buffers().size() == kernel.buffers().size(),
        owner + " has arguments too many");
    for (Kernel.SizeParameter parameter : kernel.sizes()) {
      String name = launch.sizes().getOrDefault(parameter.name(), "");
      Plan.Size size = sizes.get(name);
      boolean known = size != null && (size.type() == parameter.type() || parameter.type() == Scalar.I64);
      require((known || counters.contains(name)) && !unmeasured.contains(name), owner + " has no size for '" + parameter.name() + "'");
    }
    Map<String, Buffer.Access> used = new HashMap<>();
    for (Buffer parameter : kernel.buffers()) {
      Plan.PlanBuffer buffer = buffers.get(launch.buffers().getOrDefault(parameter.name(), ""));
      if (buffer == null || buffer.element() != parameter.element()) {
        problems.add(owner + " has no buffer of " + parameter.element() + " for '" + parameter.name() + "'");
        continue;
      }
      access(owner, buffer, parameter.access(), stage);
      Buffer.Access other = used.put(buffer.name(), parameter.access());
      boolean disjoint = other == null || other == Buffer.Access.READ && parameter.access() == Buffer.Access.READ;
      require(disjoint, owner + " writes to '" + buffer.name() + "' and has it twice");
    }
  }

  /// What the first stage may touch is bound or kept; what is bound or kept, the second only reads; the third writes states and nothing else.
  private void access(String owner, Plan.PlanBuffer buffer, Buffer.Access access, Plan.Lifetime stage) {
    boolean opening = stage == Plan.Lifetime.OPEN;
    boolean writes = access != Buffer.Access.READ;
    buffer.shape().forEach(e -> known("the shape of '" + buffer.name() + "' in " + owner, e));
    boolean allowed = switch (buffer.lifetime()) {
      case WEIGHT, CONSTANT -> !writes;
      case INPUT -> !opening && !writes;
      case OPEN -> opening || !writes;
      case STATE -> !opening && (stage == Plan.Lifetime.STATE || !writes || !stateBuffers.contains(buffer.name()));
      case RUN, OUTPUT -> !opening && (stage != Plan.Lifetime.STATE || !writes);
    };
    require(allowed,
        owner + " may not " + (writes ? "write" : "read") + " '" + buffer.name() + "', whose lifetime is " + buffer.lifetime());
  }

  private void cannotFail(Plan.Step step) {
    Optional<Kernel> kernel = step instanceof Plan.Launch l ? Optional.ofNullable(kernels.get(l.kernel())) : Optional.empty();
    require(kernel.isPresent(), "what is done at the end of a run is no launch");
    kernel.ifPresent(k -> Traversal.walk(k.body(),
        s -> require(!(s instanceof Stmt.Fail), "the launch of '" + k.name() + "' could fail at the end of a run"), _ -> {}));
  }

  /// The sites of a kernel are those of each plan that launches it.
  private void launched(List<Plan.Step> steps) {
    for (Plan.Step step : steps) {
      switch (step) {
        case Plan.Launch launch -> {
          if (kernels.containsKey(launch.kernel())) sites(kernels.get(launch.kernel()));
        }
        case Plan.Loop loop -> launched(loop.steps());
        case Plan.Either either -> {
          launched(List.copyOf(either.then()));
          launched(List.copyOf(either.otherwise()));
        }
        case Plan.Measure _ -> {}
      }
    }
  }

  private void sites(Kernel kernel) {
    Traversal.walk(
        kernel.body(), s -> {
          if (s instanceof Stmt.Fail fail)
            require(fail.site() < plan.sites().size(), "kernel '" + kernel.name() + "' fails at a site that is none");
        }, _ -> {});
  }

  /// The first problem of several, for a message.
  public static Optional<String> first(List<String> problems) {
    if (problems.isEmpty()) return Optional.empty();
    return Optional.of(problems.getFirst() + (problems.size() > 1 ? " (and " + (problems.size() - 1) + " more)" : ""));
  }
}
