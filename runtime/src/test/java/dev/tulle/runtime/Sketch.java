package dev.tulle.runtime;

import dev.tulle.kernel.device.Backend;
import dev.tulle.kernel.device.Target;
import dev.tulle.kernel.interpret.InterpreterBackend;
import dev.tulle.kernel.ir.Buffer;
import dev.tulle.kernel.ir.Build;
import dev.tulle.kernel.ir.Expr;
import dev.tulle.kernel.ir.Kernel;
import dev.tulle.kernel.ir.Scalar;
import dev.tulle.kernel.ir.Type;
import dev.tulle.kernel.text.KernelParser;
import dev.tulle.kernel.text.KernelTextException;
import dev.tulle.runtime.bundle.Bundle;
import dev.tulle.runtime.bundle.TargetCode;
import dev.tulle.runtime.file.WeightSource;
import dev.tulle.runtime.plan.Plan;
import dev.tulle.runtime.plan.Plan.Lifetime;
import dev.tulle.runtime.plan.Plan.Origin;
import dev.tulle.runtime.plan.Plan.Storage;
import dev.tulle.runtime.plan.StoredBuffers;
import dev.tulle.runtime.session.Session;
import dev.tulle.runtime.tensor.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A plan written by hand, for tests. Launches map a kernel's sizes and buffers to those of the plan with the same name, `_` standing for
/// `.`.
public class Sketch {
  private final String model;
  private final List<Plan.Size> sizes = new ArrayList<>();
  private final List<Plan.Requirement> requirements = new ArrayList<>();
  private final List<Plan.Port> inputs = new ArrayList<>();
  private final List<Plan.Port> weights = new ArrayList<>();
  private final List<Plan.Port> outputs = new ArrayList<>();
  private final List<Plan.PlanBuffer> buffers = new ArrayList<>();
  private final List<Plan.Step> open = new ArrayList<>();
  private final List<Plan.Step> run = new ArrayList<>();
  private final List<Plan.Site> sites = new ArrayList<>();
  private final List<Kernel> kernels = new ArrayList<>();

  public Sketch(String model) {
    this.model = model;
  }

  public Sketch sizes(String... names) {
    for (String name : names) sizes.add(new Plan.Size(name, Scalar.I32, Origin.SHAPE, "size " + name));
    return this;
  }

  public Sketch given(String name) {
    sizes.add(new Plan.Size(name, Scalar.I32, Origin.GIVEN, ""));
    return this;
  }

  /// A size that the run measures.
  public Sketch measured(String name) {
    sizes.add(new Plan.Size(name, Scalar.I32, Origin.MEASURED, ""));
    return this;
  }

  public Sketch measure(String size, String buffer) {
    run.add(new Plan.Measure(size, buffer));
    return this;
  }

  public Sketch require(String condition) {
    requirements.add(new Plan.Requirement(expression(condition), condition));
    return this;
  }

  public Sketch input(String name, Scalar element, String... axes) {
    return input(name, element, Storage.DENSE, List.of(), axes);
  }

  public Sketch input(String name, Scalar element, Storage storage, List<Integer> format, String... axes) {
    return bound(inputs, Lifetime.INPUT, port(name, element, storage, format, Optional.empty(), axes));
  }

  /// An integer input whose elements are positions below `extent`.
  public Sketch indices(String name, String extent, String reader, String... axes) {
    Optional<Plan.IndexRange> range = Optional.of(new Plan.IndexRange(expression(extent), reader));
    return bound(inputs, Lifetime.INPUT, port(name, Scalar.I32, Storage.DENSE, List.of(), range, axes));
  }

  public Sketch weight(String name, Scalar element, Storage storage, List<Integer> format, String... axes) {
    return bound(weights, Lifetime.WEIGHT, port(name, element, storage, format, Optional.empty(), axes));
  }

  public Sketch output(String name, Scalar element, Storage storage, String... axes) {
    Plan.Port port = port(name, element, storage, List.of(), Optional.empty(), axes);
    outputs.add(port);
    StoredBuffers.of(port).forEach((b, e) -> buffers.add(new Plan.PlanBuffer(b, e, expressions(axes), Lifetime.OUTPUT, List.of())));
    return this;
  }

  public Sketch buffer(String name, Scalar element, Lifetime lifetime, String... shape) {
    buffers.add(new Plan.PlanBuffer(name, element, expressions(shape), lifetime, List.of()));
    return this;
  }

  public Sketch constant(String name, Scalar element, double... values) {
    buffers.add(
        new Plan.PlanBuffer(name, element, expressions(values.length + "L"), Lifetime.CONSTANT, Arrays.stream(values).boxed().toList()));
    return this;
  }

  public Sketch site(String message, String size, String axis, String extent) {
    sites.add(new Plan.Site(message, List.of(axis), expressions(extent), expression(size)));
    return this;
  }

  public Sketch atOpen(String kernel) {
    open.add(launch(kernel));
    return this;
  }

  public Sketch atRun(String kernel) {
    run.add(launch(kernel));
    return this;
  }

  /// Takes the last `steps` steps of the run into a loop.
  ///
  /// @param until the flag that ends it, null if nothing does
  public Sketch loop(String counter, String count, int steps, String until, Plan.Swap... swaps) {
    List<Plan.Step> body = run.subList(run.size() - steps, run.size());
    Plan.Loop loop = new Plan.Loop(counter, expression(count), body, List.of(swaps), Optional.ofNullable(until));
    body.clear();
    run.add(loop);
    return this;
  }

  private Plan.Port port(
      String name, Scalar element, Storage storage, List<Integer> format, Optional<Plan.IndexRange> range, String... axes) {
    boolean pattern = element == Scalar.BOOL && storage == Storage.BITMAP;
    return new Plan.Port(name, pattern, element, expressions(axes), storage, format, "port " + name, range);
  }

  private Sketch bound(List<Plan.Port> ports, Lifetime lifetime, Plan.Port port) {
    ports.add(port);
    if (StoredBuffers.counts(port.storage())) sizes.add(new Plan.Size(StoredBuffers.stored(port), Scalar.I64, Origin.STORED, ""));
    StoredBuffers.of(port)
        .forEach((name, element) -> buffers.add(new Plan.PlanBuffer(name, element, shape(port, name), lifetime, List.of())));
    return this;
  }

  private List<Expr> shape(Plan.Port port, String buffer) {
    String stored = StoredBuffers.stored(port);
    List<Expr> axes = port.axes();
    Map<String, List<Expr>> special = new HashMap<>();
    switch (port.storage()) {
      case DENSE, BITMAP, MEMBERS -> {}
      case CSR -> {
        special.put(StoredBuffers.offsets(port), List.of(Build.add(axes.getFirst(), Build.i64(1))));
        special.put(StoredBuffers.indices(port), expressions(stored));
        special.put(StoredBuffers.values(port), expressions(stored));
      }
      case NM -> {
        Expr slots = Build.mul(
            Build.div(axes.getLast(), Build.i64(port.format().get(1))), Build.i64(port.format().get(0)));
        List<Expr> shape = new ArrayList<>(axes.subList(0, axes.size() - 1));
        shape.add(slots);
        special.put(StoredBuffers.indices(port), shape);
        special.put(StoredBuffers.values(port), shape);
      }
      case BLOCKS -> {
        String r = port.format().get(0) + "L";
        Expr rows = Build.div(
            Build.add(axes.getFirst(), expression(r + " - 1L")), expression(r));
        special.put(StoredBuffers.offsets(port), List.of(Build.add(rows, Build.i64(1))));
        special.put(StoredBuffers.indices(port), expressions(stored));
        special.put(StoredBuffers.values(port), expressions(stored, r, port.format().get(1) + "L"));
      }
    }
    return special.getOrDefault(buffer, axes);
  }

  private Plan.Launch launch(String text) {
    try {
      Kernel kernel = KernelParser.parse("tulle-kernel 1 kernel " + text);
      kernels.add(kernel);
      Map<String, String> bufferNames = new LinkedHashMap<>();
      for (Buffer b : kernel.buffers()) bufferNames.put(b.name(), b.name().replace('_', '.'));
      Map<String, String> sizeNames = new LinkedHashMap<>();
      for (Kernel.SizeParameter s : kernel.sizes()) sizeNames.put(s.name(), s.name().replace('_', '.'));
      return new Plan.Launch(kernel.name(), bufferNames, sizeNames);
    } catch (KernelTextException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private List<Expr> expressions(String... texts) {
    return Arrays.stream(texts).map(this::expression).toList();
  }

  public Expr expression(String text) {
    Map<String, Type> names = new HashMap<>();
    sizes.forEach(s -> names.put(s.name(), Type.I64));
    try {
      return KernelParser.expression(text, names);
    } catch (KernelTextException e) {
      throw new IllegalArgumentException(e);
    }
  }

  public Plan plan() {
    return new Plan(
        Plan.VERSION, model, "", "model " + model, List.of(new Plan.Parameter("K", "2")), sizes, requirements, inputs, weights, outputs,
        List.of(), List.of(),
        buffers, open, run, List.of(), sites);
  }

  public List<Kernel> kernels() {
    return List.copyOf(kernels);
  }

  /// For each lane count of the interpreter that is asked for.
  public Bundle bundle(int... lanes) {
    Backend backend = new InterpreterBackend();
    List<TargetCode> targets = Arrays.stream(lanes)
        .mapToObj(
            n -> {
              Target target = InterpreterBackend.target(n);
              return new TargetCode(target, Optional.empty(), Optional.empty(), List.of(plan()), kernels, backend.compile(kernels, target));
            })
        .toList();
    return new Bundle(targets, Optional.of("model " + model + " {}\n"));
  }

  public Session open(Map<String, ? extends Value> weights) {
    return Model.of(bundle(1)).open(Devices.of(new InterpreterBackend()), WeightSource.of(weights));
  }
}
