package dev.tulle.runtime;

import dev.tulle.kernel.device.Backend;
import dev.tulle.kernel.device.DeviceInfo;
import dev.tulle.kernel.device.Target;
import dev.tulle.kernel.interpret.InterpreterBackend;
import dev.tulle.runtime.TulleException.Code;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// The devices of this machine: those of every backend on the class path.
public final class Devices {
  private Devices() {}

  /// All devices, those that cannot be used with the reason; of each backend the best first.
  public static List<DeviceInfo> all() {
    return choices(_ -> true).stream().map(DeviceChoice::info).toList();
  }

  /// All devices that can be used.
  public static List<DeviceChoice> usable() {
    return choices(_ -> true).stream().filter(choice -> choice.info().unavailable().isEmpty()).toList();
  }

  /// The devices of some backends: the others, whose drivers may be slow to start, are not asked.
  private static List<DeviceChoice> choices(Predicate<String> backends) {
    List<DeviceChoice> choices = new ArrayList<>();
    ServiceLoader.load(Backend.class, Devices.class.getClassLoader())
        .stream()
        .forEach(
            provider -> {
              try {
                Backend backend = provider.get();
                if (backends.test(backend.name())) backend.devices().forEach(info -> choices.add(new DeviceChoice(backend, info)));
              } catch (ServiceConfigurationError | LinkageError e) {
                choices.add(new DeviceChoice(null, broken(provider.type().getName(), e)));
              }
            });
    return choices;
  }

  private static DeviceInfo broken(String backend, Throwable cause) {
    return new DeviceInfo(backend, backend, new Target(backend, "none", 1, 0), Optional.of("its backend cannot be loaded: " + cause),
        "");
  }

  /// The CPU.
  ///
  /// @throws TulleException `DEVICE` if it cannot be used or its backend is not on the class path
  public static DeviceChoice cpu() {
    return named("cpu");
  }

  /// The first usable device of the backend of this name.
  ///
  /// @throws TulleException `DEVICE` with what there is and why each was not chosen
  public static DeviceChoice named(String backend) {
    for (DeviceChoice choice : choices(backend::equals)) {
      if (choice.info().backend().equals(backend) && choice.info().unavailable().isEmpty()) return choice;
    }
    throw none("there is no usable device '" + backend + "'", all());
  }

  /// The device that should be the fastest: a GPU, else the CPU by its own backend, which has no driver in between, else any other. The
  /// kernel interpreter is never the best.
  ///
  /// @param fits which devices will do: those that a bundle has code for, say
  /// @throws TulleException `DEVICE` with what there is if none can be used or none will do
  public static BestDevice best(Predicate<DeviceInfo> fits) {
    List<DeviceChoice> usable = choices(name -> !name.equals(InterpreterBackend.NAME)).stream()
        .filter(choice -> choice.info().unavailable().isEmpty() && fits.test(choice.info()))
        .toList();
    for (DeviceChoice choice : usable) {
      if (choice.info().target().groupMemory() > 0) return new BestDevice(choice, "a GPU comes before the CPU");
    }
    for (DeviceChoice choice : usable) {
      if (choice.info().backend().equals("cpu"))
        return new BestDevice(choice, "no GPU can be used, and to the CPU there is no driver in between");
    }
    if (!usable.isEmpty()) return new BestDevice(usable.getFirst(), "no other device can be used");
    throw none("there is no usable device", all());
  }

  /// The first usable device of a backend that the caller made: with an executor of its own, say.
  ///
  /// @throws TulleException `DEVICE` with why there is none
  public static DeviceChoice of(Backend backend) {
    List<DeviceInfo> all = backend.devices();
    for (DeviceInfo info : all) if (info.unavailable().isEmpty()) return new DeviceChoice(backend, info);
    throw none("the backend '" + backend.name() + "' has no usable device", all);
  }

  private static TulleException none(String message, List<DeviceInfo> all) {
    String list = all.stream()
        .map(i -> i.backend() + " (" + i.name() + ": " + i.unavailable().orElse("usable") + ")")
        .collect(Collectors.joining("; "));
    return new TulleException(Code.DEVICE,
        message + "; " + (list.isEmpty() ? "no backend is on the class path: add tulle-backend-cpu" : "there are: " + list));
  }
}
