package dev.tulle.perf;

import dev.tulle.cli.Subcommand;

/// `tulle perf`.
public final class Perf implements Subcommand {
  @Override
  public String name() {
    return "perf";
  }

  @Override
  public Object command() {
    return new PerfCommand();
  }
}
