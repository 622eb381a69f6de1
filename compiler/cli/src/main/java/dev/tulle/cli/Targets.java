package dev.tulle.cli;

import dev.tulle.kernel.device.Backend;
import dev.tulle.kernel.device.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/// What backends can be compiled for; none of their devices is needed.
final class Targets {
  private Targets() {}

  /// The targets of some backends, in the order given, each once.
  ///
  /// @param names as for [#of(String, CommandSpec)]
  /// @param spec of the command that was given them
  /// @throws ParameterException for a backend or a target that is not there
  static List<Target> of(List<String> names, CommandSpec spec) {
    return names.stream().flatMap(name -> of(name, spec).stream()).distinct().toList();
  }

  /// The targets of a backend, best first; or of `backend:target` that one, without the backend in its name: `cuda:sm_80`.
  static List<Target> of(String name, CommandSpec spec) {
    int colon = name.indexOf(':');
    String backend = colon < 0 ? name : name.substring(0, colon);
    List<String> known = new ArrayList<>();
    for (Backend candidate : ServiceLoader.load(Backend.class)) {
      if (candidate.name().equals(backend))
        return colon < 0 ? candidate.targets() : List.of(one(candidate, name.substring(colon + 1), spec));
      known.add(candidate.name());
    }
    throw new ParameterException(spec.commandLine(), "there is no backend `" + backend + "`; there are " + String.join(", ", known));
  }

  private static Target one(Backend backend, String name, CommandSpec spec) {
    String prefix = backend.name() + "-";
    return backend.target(prefix + name)
        .orElseThrow(() -> new ParameterException(spec.commandLine(), "the backend `" + backend.name() + "` has no target `" + name
            + "`; it has " + backend.targets().stream().map(t -> t.name().substring(prefix.length())).collect(Collectors.joining(", "))));
  }
}
