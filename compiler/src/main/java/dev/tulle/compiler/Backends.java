package dev.tulle.compiler;

import dev.tulle.kernel.device.Backend;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/// The backends on the class path.
public final class Backends {
  private Backends() {}

  public static List<Backend> all() {
    return ServiceLoader.load(Backend.class).stream().map(ServiceLoader.Provider::get).toList();
  }

  public static Optional<Backend> find(String name) {
    return all().stream().filter(b -> b.name().equals(name)).findFirst();
  }

  static Backend named(String name) {
    return find(name)
        .orElseThrow(
            () -> {
              String known = all().stream().map(Backend::name).collect(Collectors.joining(", "));
              return new IllegalArgumentException("no backend `" + name + "` is on the class path, only: " + known);
            });
  }
}
