package dev.tulle.cli;

import dev.tulle.kernel.device.Backend;
import dev.tulle.kernel.device.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/// What backends can be compiled for; none of their devices is needed.
final class Targets {
  private Targets() {}

  /// The targets of some backends, in the order given, each once.
  ///
  /// @param spec of the command that was given them
  /// @throws ParameterException for a backend that is not there
  static List<Target> of(List<String> backends, CommandSpec spec) {
    return backends.stream().distinct().flatMap(name -> of(name, spec).stream()).toList();
  }

  /// The targets of a backend, best first.
  static List<Target> of(String backend, CommandSpec spec) {
    List<String> known = new ArrayList<>();
    for (Backend candidate : ServiceLoader.load(Backend.class)) {
      if (candidate.name().equals(backend)) return candidate.targets();
      known.add(candidate.name());
    }
    throw new ParameterException(spec.commandLine(), "there is no backend `" + backend + "`; there are " + String.join(", ", known));
  }
}
