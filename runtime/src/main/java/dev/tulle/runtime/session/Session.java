package dev.tulle.runtime.session;

import dev.tulle.kernel.device.Device;
import dev.tulle.kernel.device.Device.LoadedCode;
import dev.tulle.kernel.device.DeviceException;
import dev.tulle.kernel.ir.Kernel;
import dev.tulle.runtime.DeviceChoice;
import dev.tulle.runtime.TulleException;
import dev.tulle.runtime.TulleException.Code;
import dev.tulle.runtime.bundle.Bundle;
import dev.tulle.runtime.bundle.TargetCode;
import dev.tulle.runtime.file.TensorFiles;
import dev.tulle.runtime.file.WeightSource;
import dev.tulle.runtime.plan.Plan;
import dev.tulle.runtime.tensor.Value;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// An opened model: weights bound, code loaded. Buffers are kept between runs, so a run with the sizes of the last one allocates nothing on
/// the device but for outputs.
///
/// One thread at a time: a second call while one is running is a [TulleException] `STATE`, at once, and does not disturb the first. Several
/// sessions of one model can run side by side. After any exception the session can be used again, unless
/// the device was lost, which the exception then says: a later run says it again, and closing works.
public final class Session implements AutoCloseable {
  private enum State {
    IDLE,
    RUNNING,
    CLOSED
  }

  private final AtomicReference<State> state = new AtomicReference<>(State.IDLE);
  private final Device device;
  private final LoadedCode code;
  private final String model;
  private final Kept kept;
  /// By entry; the one of a model without entries is `""`.
  private final Map<String, Program> programs;
  /// What says which elements of sparse states exist.
  private final Optional<Program> existence;

  private Session(Device device, LoadedCode code, String model, Kept kept, Map<String, Program> programs, Optional<Program> existence) {
    this.device = device;
    this.code = code;
    this.model = model;
    this.kept = kept;
    this.programs = programs;
    this.existence = existence;
  }

  /// For `Model.open`, which says what is thrown.
  public static Session open(DeviceChoice choice, Bundle bundle, WeightSource weights, Map<String, Long> sizes) {
    TargetCode target = ChooseTarget.choose(bundle, choice.info());
    Device device = open(choice, bundle);
    LoadedCode code = null;
    Kept kept = new Kept(target, device);
    Map<String, Program> programs = new LinkedHashMap<>();
    Optional<Program> existence = Optional.empty();
    try {
      code = device.load(target.code());
      kept.bindWeights(weights, sizes);
      Map<String, Kernel> kernels = target.kernels().stream().collect(Collectors.toMap(Kernel::name, Function.identity()));
      if (target.initial().isPresent()) {
        try (Program initial = new Program(target.initial().get(), kernels, device, code, kept)) {
          initial.open();
          initial.run(Call.of(Map.of()));
        }
      }
      if (target.existence().isPresent()) {
        existence = Optional.of(new Program(target.existence().get(), kernels, device, code, kept));
        existence.get().open();
      }
      for (Plan plan : target.plans()) {
        Program program = new Program(plan, kernels, device, code, kept);
        programs.put(plan.entry(), program);
        program.open();
      }
      return new Session(device, code, bundle.plan().model(), kept, programs, existence);
    } catch (Throwable e) {
      programs.values().forEach(Program::close);
      existence.ifPresent(Program::close);
      kept.close();
      if (code != null) code.close();
      device.close();
      throw explained(e, bundle.plan().model());
    }
  }

  private static Device open(DeviceChoice choice, Bundle bundle) {
    try {
      return choice.backend().open(choice.info());
    } catch (DeviceException e) {
      throw explained(e, bundle.plan().model());
    }
  }

  /// What a device throws, in the user's terms.
  private static RuntimeException explained(Throwable e, String model) {
    return switch (e) {
      case OutOfMemoryError memory -> new TulleException(
          Code.MEMORY, "model `" + model + "` does not fit into memory: " + memory.getMessage(), memory);
      case DeviceException failed -> new TulleException(Code.DEVICE, "model `" + model + "`: " + failed.getMessage(), failed);
      case SecurityException refused ->
          new TulleException(Code.UNTRUSTED, "the code of model `" + model + "` is refused: " + refused.getMessage(), refused);
      case RuntimeException other -> other;
      case Error error -> throw error;
      default -> throw new IllegalStateException(e);
    };
  }

  /// Runs the model.
  ///
  /// @throws TulleException naming what does not fit: `NAME`, `TYPE`, `SIZE`, `FORMAT`, `INDEX`, `REQUIREMENT`, `MEMORY`, `DEVICE`, `STATE`
  public Result run(Map<String, ? extends Value> inputs) {
    return run(Call.of(inputs));
  }

  /// As above, with sizes by name, memory for the outputs and tensors to show.
  public Result run(Call call) {
    return run("", call);
  }

  /// Runs one of the programs of a model with entries.
  ///
  /// @throws TulleException as above; `NAME` for an entry that the model does not have
  public Result run(String entry, Map<String, ? extends Value> inputs) {
    return run(entry, Call.of(inputs));
  }

  /// As above. States change if the run ends without an exception, all together, and not at all otherwise.
  public Result run(String entry, Call call) {
    return alone(
        () -> Optional.ofNullable(programs.get(entry)).orElseThrow(() -> Names.noEntry(model, entry, programs.keySet())).run(call));
  }

  /// A state as the runs so far have left it: a [dev.tulle.runtime.tensor.Tensor], or a sparse tensor if it exists only where a pattern says.
  ///
  /// @throws TulleException `NAME` if there is no state of this name
  public Value state(String name) {
    return alone(() -> kept.state(name));
  }

  /// All states, in the order of declaration.
  public Map<String, Value> states() {
    return alone(kept::states);
  }

  /// Gives some states other values, all or, if one does not fit, none.
  ///
  /// @throws TulleException `NAME`, `TYPE`, `SIZE`, `FORMAT` as for weights; `FORMAT`, too, if a sparse state would not exist exactly where its pattern says,
  ///     with the first position that differs
  public void setStates(Map<String, ? extends Value> values) {
    alone(() -> {
      kept.setStates(Map.copyOf(values), existence);
      return values;
    });
  }

  /// Writes all states into a `.npz` or `.safetensors` file, for [#loadStates].
  ///
  /// @throws TulleException `FILE` if it cannot be written
  public void saveStates(Path file) {
    TensorFiles.writeAll(states(), file);
  }

  /// Goes on with the states of a file: every state of the model must be in it.
  ///
  /// @throws TulleException `FILE`, and what [#setStates] throws; the states stay as they were then
  public void loadStates(Path file) {
    WeightSource source = TensorFiles.weights(file);
    Map<String, Value> values = new LinkedHashMap<>();
    for (Plan.Port port : kept.statePorts()) {
      values.put(port.name(), source.find(port.name())
          .orElseThrow(() -> new TulleException(
              Code.NAME,
              file + ": has no state `" + port.name() + "` of model `" + model + "`; it has " + Names.list(source.names(), n -> n))));
    }
    setStates(values);
  }

  /// What must not happen beside anything else.
  private <T> T alone(Supplier<T> action) {
    if (!state.compareAndSet(State.IDLE, State.RUNNING)) throw notIdle();
    try {
      return action.get();
    } catch (OutOfMemoryError | DeviceException e) {
      throw explained(e, model);
    } finally {
      state.set(State.IDLE);
    }
  }

  private TulleException notIdle() {
    String message = state.get() == State.CLOSED ? "the session of model `" + model + "` is closed"
        : "the session of model `" + model
            + "` is running in another thread; a session serves one thread at a time: open one for each";
    return new TulleException(Code.STATE, message);
  }

  /// Frees the device's memory. Closing again does nothing; a run afterwards is a `STATE` error.
  ///
  /// @throws TulleException `STATE` while another thread runs it; it stays open then
  @Override
  public void close() {
    if (!state.compareAndSet(State.IDLE, State.CLOSED)) {
      if (state.get() == State.CLOSED) return;
      throw notIdle();
    }
    programs.values().forEach(Program::close);
    existence.ifPresent(Program::close);
    kept.close();
    code.close();
    device.close();
  }
}
