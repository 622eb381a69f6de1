package dev.tulle.runtime.session;

import dev.tulle.kernel.device.Device;
import dev.tulle.kernel.device.Device.LoadedCode;
import dev.tulle.kernel.device.DeviceException;
import dev.tulle.runtime.DeviceChoice;
import dev.tulle.runtime.TulleException;
import dev.tulle.runtime.TulleException.Code;
import dev.tulle.runtime.bundle.Bundle;
import dev.tulle.runtime.bundle.TargetCode;
import dev.tulle.runtime.file.WeightSource;
import dev.tulle.runtime.tensor.Value;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

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
  private final Program program;

  private Session(Device device, LoadedCode code, Program program) {
    this.device = device;
    this.code = code;
    this.program = program;
  }

  /// For `Model.open`, which says what is thrown.
  public static Session open(DeviceChoice choice, Bundle bundle, WeightSource weights, Map<String, Long> sizes) {
    TargetCode target = ChooseTarget.choose(bundle, choice.info());
    Device device = open(choice, bundle);
    LoadedCode code = null;
    Program program = null;
    try {
      code = device.load(target.code());
      program = new Program(target, device, code);
      program.open(weights, sizes);
      return new Session(device, code, program);
    } catch (Throwable e) {
      if (program != null) program.close();
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
    if (!state.compareAndSet(State.IDLE, State.RUNNING)) throw notIdle();
    try {
      return program.run(call);
    } catch (OutOfMemoryError | DeviceException e) {
      throw explained(e, program.name());
    } finally {
      state.set(State.IDLE);
    }
  }

  private TulleException notIdle() {
    String message = state.get() == State.CLOSED ? "the session of model `" + program.name() + "` is closed"
        : "the session of model `" + program.name()
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
    program.close();
    code.close();
    device.close();
  }
}
