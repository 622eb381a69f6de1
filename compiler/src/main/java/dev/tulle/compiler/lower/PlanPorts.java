package dev.tulle.compiler.lower;

import dev.tulle.compiler.pass.ReadModel;
import dev.tulle.compiler.tensor.Declaration;
import dev.tulle.compiler.tensor.Declaration.Role;
import dev.tulle.compiler.tensor.Declaration.Storage;
import dev.tulle.compiler.tensor.Measure;
import dev.tulle.compiler.tensor.Program;
import dev.tulle.compiler.tensor.Step;
import dev.tulle.compiler.tensor.Term;
import dev.tulle.kernel.ir.Build;
import dev.tulle.kernel.ir.Expr;
import dev.tulle.kernel.ir.Scalar;
import dev.tulle.kernel.ir.Type;
import dev.tulle.runtime.plan.Plan;
import dev.tulle.runtime.plan.Plan.Lifetime;
import dev.tulle.runtime.plan.Plan.PlanBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What a plan says of data: sizes, ports and buffers, by the conventions of [Plan.Storage].
final class PlanPorts {
  private final Program program;
  private final Set<Scratch> scratch;
  private final Set<String> open;
  private final IndexInputs indexInputs;

  /// @param scratch what kernels need for themselves
  /// @param open tensors that are computed when the weights are bound
  PlanPorts(Program program, Set<Scratch> scratch, Set<String> open) {
    this.program = program;
    this.scratch = scratch;
    this.open = open;
    this.indexInputs = new IndexInputs(program, this::extent);
  }

  Expr extent(Term term) {
    return Extents.of(term, Scalar.I64, name -> Build.ref(name, Type.I64));
  }

  List<Plan.Size> sizes() {
    Set<String> inShapes = new LinkedHashSet<>();
    for (Declaration d : program.declarations().values()) {
      boolean bound = d.role() == Role.INPUT || d.role() == Role.WEIGHT;
      for (Term t : d.extents()) if (bound && t instanceof Term.SizeOf(String name)) inShapes.add(name);
    }
    Set<String> measured = new LinkedHashSet<>();
    for (Step step : program.steps()) if (step instanceof Measure m) measured.add(m.size());
    List<Plan.Size> sizes = new ArrayList<>();
    for (Program.Size s : program.sizes()) {
      Plan.Origin bound = s.given() && !inShapes.contains(s.name()) ? Plan.Origin.GIVEN : Plan.Origin.SHAPE;
      Plan.Origin origin = measured.contains(s.name()) ? Plan.Origin.MEASURED : bound;
      sizes.add(new Plan.Size(s.name(), Scalar.I32, origin, s.doc()));
    }
    for (Declaration d : program.declarations().values()) {
      switch (d.storage()) {
        case Storage.Csr _, Storage.Blocks _ -> sizes.add(new Plan.Size(Storages.storedSize(d.name()), Scalar.I64, Plan.Origin.STORED, ""));
        case Storage.Dense _, Storage.Nm _ -> {}
      }
    }
    return sizes;
  }

  List<Plan.Port> ports(Role role) {
    List<Plan.Port> ports = new ArrayList<>();
    Set<String> members = new LinkedHashSet<>();
    program.all(role).forEach(d -> members.add(ReadModel.membersOf(d.name())));
    for (Declaration d : program.all(role)) if (!members.contains(d.name())) ports.add(port(d));
    return ports;
  }

  private Plan.Port port(Declaration d) {
    boolean computed = d.role() == Role.OUTPUT || d.role() == Role.STATE;
    boolean sparse = computed && program.declarations().containsKey(ReadModel.membersOf(d.name()));
    Plan.Storage storage = switch (d.storage()) {
      case Storage.Dense _ -> sparse ? Plan.Storage.MEMBERS : d.pattern() ? Plan.Storage.BITMAP : Plan.Storage.DENSE;
      case Storage.Csr _ -> Plan.Storage.CSR;
      case Storage.Nm _ -> Plan.Storage.NM;
      case Storage.Blocks _ -> Plan.Storage.BLOCKS;
    };
    List<Integer> format = switch (d.storage()) {
      case Storage.Nm(int n, int m) -> List.of(n, m);
      case Storage.Blocks(int rows, int columns) -> List.of(rows, columns);
      case Storage.Dense _, Storage.Csr _ -> List.of();
    };
    List<Expr> axes = d.extents().stream().map(this::extent).toList();
    return new Plan.Port(d.name(), d.pattern(), Storages.scalar(d.element()), axes, storage, format, d.doc(), indexInputs.of(d.name()));
  }

  /// What takes the place of what after a run.
  List<Plan.Swap> updates() {
    return program.all(Role.STATE)
        .stream()
        .map(d -> new Plan.Swap(d.name(), ReadModel.nextOf(d.name())))
        .filter(swap -> program.declarations().containsKey(swap.second()))
        .toList();
  }

  List<PlanBuffer> buffers() {
    Map<String, PlanBuffer> buffers = new LinkedHashMap<>();
    for (Declaration d : program.declarations().values()) {
      for (PlanBuffer b : buffersOf(d)) buffers.put(b.name(), b);
    }
    for (Scratch s : scratch) {
      put(buffers, s.name(), s.element(), s.extents().stream().map(this::extent).toList(),
          open.contains(s.owner()) ? Lifetime.OPEN : Lifetime.RUN);
    }
    return List.copyOf(buffers.values());
  }

  private static void put(Map<String, PlanBuffer> buffers, String name, Scalar element, List<Expr> shape, Lifetime lifetime) {
    buffers.put(name, new PlanBuffer(name, element, shape, lifetime, List.of()));
  }

  private List<PlanBuffer> buffersOf(Declaration d) {
    if (d.role() == Role.VALUE) return List.of();
    Lifetime lifetime = switch (d.role()) {
      case INPUT -> Lifetime.INPUT;
      case WEIGHT -> Lifetime.WEIGHT;
      case CONSTANT -> Lifetime.CONSTANT;
      case LOCAL, VALUE -> open.contains(d.name()) ? Lifetime.OPEN : Lifetime.RUN;
      case OUTPUT -> Lifetime.OUTPUT;
      case STATE, NEXT -> Lifetime.STATE;
    };
    List<Expr> axes = d.extents().stream().map(this::extent).toList();
    int rank = axes.size();
    Scalar element = Storages.scalar(d.element());
    Expr stored = Build.ref(Storages.storedSize(d.name()), Type.I64);
    Map<String, PlanBuffer> all = new LinkedHashMap<>();
    switch (d.storage()) {
      case Storage.Dense _ -> all.put(d.name(), new PlanBuffer(d.name(), element, axes, lifetime, d.values()));
      case Storage.Csr _ -> {
        Expr rows = product(axes.subList(0, rank - 1));
        put(all, Storages.offsets(d.name()), Scalar.I64, List.of(Build.add(rows, 1)), lifetime);
        put(all, Storages.indices(d.name()), Scalar.I32, List.of(stored), lifetime);
        put(all, Storages.values(d.name()), element, List.of(stored), lifetime);
      }
      case Storage.Nm(int n, int m) -> {
        List<Expr> slots = new ArrayList<>(axes);
        slots.set(rank - 1, Build.mul(Build.div(axes.getLast(), m), n));
        put(all, Storages.indices(d.name()), Scalar.I32, slots, lifetime);
        put(all, Storages.values(d.name()), element, slots, lifetime);
      }
      case Storage.Blocks(int rows, int columns) -> {
        Expr blockRows = Build.div(Build.add(axes.get(rank - 2), rows - 1L), rows);
        Expr offsets = Build.add(Build.mul(product(axes.subList(0, rank - 2)), blockRows), 1);
        put(all, Storages.offsets(d.name()), Scalar.I64, List.of(offsets), lifetime);
        put(all, Storages.indices(d.name()), Scalar.I32, List.of(stored), lifetime);
        put(all, Storages.values(d.name()), element, List.of(stored, Build.i64(rows), Build.i64(columns)), lifetime);
      }
    }
    return List.copyOf(all.values());
  }

  private static Expr product(List<Expr> extents) {
    return extents.stream().reduce(Build.i64(1), Build::mul);
  }
}
