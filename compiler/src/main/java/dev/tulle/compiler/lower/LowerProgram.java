package dev.tulle.compiler.lower;

import dev.tulle.compiler.analysis.Panels;
import dev.tulle.compiler.tensor.Declaration.Role;
import dev.tulle.compiler.analysis.Contraction;
import dev.tulle.compiler.tensor.Either;
import dev.tulle.compiler.tensor.Fold;
import dev.tulle.compiler.tensor.Listing;
import dev.tulle.compiler.tensor.Measure;
import dev.tulle.compiler.tensor.Program;
import dev.tulle.compiler.tensor.Repeat;
import dev.tulle.compiler.tensor.Statement;
import dev.tulle.compiler.tensor.Statement.Stage;
import dev.tulle.compiler.tensor.Step;
import dev.tulle.compiler.tensor.TensorPrinter;
import dev.tulle.compiler.tensor.Term;
import dev.tulle.compiler.tensor.Terms;
import dev.tulle.dsl.model.RowOperator;
import dev.tulle.kernel.device.Target;
import dev.tulle.kernel.ir.Kernel;
import dev.tulle.runtime.plan.Plan;
import dev.tulle.runtime.plan.Plan.Launch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A whole program: a kernel for each statement, fold and list, in order.
public final class LowerProgram implements KernelBuilder.Requests {
  private final Program program;
  private final Target target;
  private final Kernels kernels;
  private final List<Plan.Site> sites = new ArrayList<>();
  private final Set<Scratch> scratch = new LinkedHashSet<>();
  /// Of the loops around the statement at hand.
  private final Map<String, Term> rounds = new LinkedHashMap<>();
  private final Set<String> stops = new LinkedHashSet<>();
  private final Map<Step, Launch> launches = new IdentityHashMap<>();
  /// Statements that are computed in another way where the sizes turn out so.
  private final Map<Statement, Tiled> tiled = new IdentityHashMap<>();

  /// @param condition over sizes
  private record Tiled(Term condition, Launch launch) {}

  private LowerProgram(Program program, Target target, Kernels kernels) {
    this.program = program;
    this.target = target;
    this.kernels = kernels;
  }

  /// @param kernels of the programs before, which this one can share; grows by its own
  public static Plan lower(Program program, Target target, Kernels kernels) {
    LowerProgram lowering = new LowerProgram(program, target, kernels);
    program.steps().forEach(lowering::step);
    return lowering.plan();
  }

  @Override
  public int site(Plan.Site site) {
    int known = sites.indexOf(site);
    if (known >= 0) return known;
    sites.add(site);
    return sites.size() - 1;
  }

  @Override
  public void scratch(Scratch wanted) {
    scratch.add(wanted);
  }

  @Override
  public Map<String, Term> rounds() {
    return rounds;
  }

  @Override
  public Set<String> stops() {
    return stops;
  }

  private void step(Step step) {
    switch (step) {
      case Statement s -> statement(s);
      case Fold f -> {
        KernelBuilder builder = new KernelBuilder(program, target, this);
        launches.put(f, add(builder, new LowerFold(builder, f).lower(kernels.freshName(name(f)))));
      }
      case Listing l -> {
        KernelBuilder builder = new KernelBuilder(program, target, this);
        launches.put(l, add(builder, new LowerListing(builder, l).lower(kernels.freshName(name(l)))));
      }
      case Measure _ -> {}
      case Either e -> e.statements().forEach(this::statement);
      case Repeat r -> {
        rounds.put(r.counter(), r.count());
        r.until().ifPresent(stops::add);
        r.body().forEach(this::step);
        r.until().ifPresent(stops::remove);
        rounds.remove(r.counter());
      }
    }
  }

  private static String name(Fold f) {
    return f.carried().getFirst().tensor();
  }

  private static String name(Listing l) {
    return l.list().orElse(l.count());
  }

  private void statement(Statement s) {
    List<String> doc = List.of(TensorPrinter.print(s));
    Optional<Contraction> contraction = target.isParallel() ? Contraction.of(program, s) : Optional.empty();
    if (contraction.isPresent()) {
      KernelBuilder builder = new KernelBuilder(program, target, this);
      Kernel kernel = new LowerContraction(builder, s, contraction.get()).lower(kernels.freshName(s.target()), doc);
      Term condition = contraction.get().isWorthwhile();
      tiled.put(s, new Tiled(condition, add(builder, kernel)));
      if (condition.equals(Terms.TRUE)) return;
    }
    KernelBuilder builder = new KernelBuilder(program, target, this);
    launches.put(s, add(builder, lower(s, kernels.freshName(s.target()), doc, builder)));
  }

  /// The schedule is chosen by what the statement's value is.
  private static Kernel lower(Statement s, String name, List<String> doc, KernelBuilder builder) {
    return switch (s.value()) {
      case Term.Selection selection -> new LowerSelection(builder, s, selection).lower(name, doc);
      case Term.RowOperation r when r.operator() == RowOperator.CUMSUM -> new LowerScan(builder, s, r).lower(name, doc);
      case Term.RowOperation r -> new LowerOrder(builder, s, r).lower(name, doc);
      case Term.Number _, Term.SizeOf _, Term.IndexOf _, Term.Element _, Term.Exists _ -> new LowerStatement(builder).lower(name, doc, s);
      case Term.Apply _, Term.Cast _, Term.Choose _, Term.Reduce _ when Panels.areReadBy(s) && !builder.target.isParallel() ->
          new LowerPanels(builder).lower(name, doc, s);
      case Term.Apply _, Term.Cast _, Term.Choose _, Term.Reduce _ -> new LowerStatement(builder).lower(name, doc, s);
    };
  }

  private Launch add(KernelBuilder builder, Kernel kernel) {
    Kernel shared = kernels.add(kernel);
    Map<String, String> buffers = new HashMap<>();
    Map<String, String> sizes = new HashMap<>();
    for (int i = 0; i < kernel.buffers().size(); i++) {
      buffers.put(shared.buffers().get(i).name(), builder.bufferBindings().get(kernel.buffers().get(i).name()));
    }
    for (int i = 0; i < kernel.sizes().size(); i++) {
      sizes.put(shared.sizes().get(i).name(), builder.sizeBindings().get(kernel.sizes().get(i).name()));
    }
    return new Launch(shared.name(), buffers, sizes);
  }

  private Plan plan() {
    List<Plan.Step> open = new ArrayList<>();
    List<Plan.Step> run = new ArrayList<>();
    Set<String> atOpen = new LinkedHashSet<>();
    program.steps().stream().filter(s -> s.stage() == Stage.OPEN).flatMap(Step::writes).forEach(atOpen::add);
    PlanPorts ports = new PlanPorts(program, scratch, atOpen);
    List<Plan.Step> commit = new ArrayList<>();
    for (Step step : program.steps()) {
      add(step, ports, switch (step.stage()) {
        case OPEN -> open;
        case RUN -> run;
        case COMMIT -> commit;
      });
    }
    return new Plan(
        Plan.VERSION,
        program.name(),
        program.entry(),
        program.doc(),
        program.parameters().entrySet().stream().map(p -> new Plan.Parameter(p.getKey(), p.getValue())).toList(),
        ports.sizes(),
        program.requirements().stream().map(r -> new Plan.Requirement(ports.extent(r.condition()), r.text())).toList(),
        ports.ports(Role.INPUT),
        ports.ports(Role.WEIGHT),
        ports.ports(Role.OUTPUT),
        ports.ports(Role.STATE),
        ports.updates(),
        ports.buffers(),
        open,
        run,
        commit,
        sites);
  }

  private void add(Step step, PlanPorts ports, List<Plan.Step> to) {
    switch (step) {
      case Statement s when tiled.containsKey(s) -> to.addAll(ways(s, Terms.TRUE, ports));
      case Statement s -> to.add(launches.get(s));
      case Listing l -> to.add(launches.get(l));
      case Measure m -> to.add(new Plan.Measure(m.size(), m.tensor()));
      case Fold f -> to.add(launches.get(f));
      case Either e when e.statements().anyMatch(tiled::containsKey) -> {
        e.then().forEach(s -> to.addAll(ways(s, e.condition(), ports)));
        e.otherwise().forEach(s -> to.addAll(ways(s, Terms.not(e.condition()), ports)));
      }
      case Either e -> to.add(new Plan.Either(ports.extent(e.condition()), launches(e.then()), launches(e.otherwise())));
      case Repeat r -> {
        List<Plan.Step> body = new ArrayList<>();
        r.body().forEach(inner -> add(inner, ports, body));
        List<Plan.Swap> swaps = r.carried()
            .stream()
            .filter(c -> !c.next().equals(c.tensor()))
            .map(c -> new Plan.Swap(c.tensor(), c.next()))
            .toList();
        to.add(new Plan.Loop(r.counter(), ports.extent(r.count()), body, swaps, r.until()));
      }
    }
  }

  /// A statement that is computed where `condition` holds, in one way or another.
  private List<Plan.Step> ways(Statement s, Term condition, PlanPorts ports) {
    Tiled other = tiled.get(s);
    boolean always = other != null && other.condition().equals(Terms.TRUE);
    List<Launch> here = List.of(always ? other.launch() : launches.get(s));
    if (other == null || always) {
      return condition.equals(Terms.TRUE) ? List.copyOf(here) : List.of(new Plan.Either(ports.extent(condition), here, List.of()));
    }
    if (condition.equals(Terms.TRUE)) return List.of(new Plan.Either(ports.extent(other.condition()), List.of(other.launch()), here));
    return List.of(
        new Plan.Either(ports.extent(Terms.and(condition, other.condition())), List.of(other.launch()), List.of()),
        new Plan.Either(ports.extent(Terms.and(condition, Terms.not(other.condition()))), here, List.of()));
  }

  private List<Launch> launches(List<Statement> statements) {
    return statements.stream().map(launches::get).toList();
  }
}
