package dev.tulle.models.active;

import dev.tulle.cli.Demo;

/// `tulle demo active`: what activation sparsity does to MiniLM.
public final class ActiveDemo implements Demo {
  @Override
  public String name() {
    return "active";
  }

  @Override
  public Object command() {
    return new ActiveCommand();
  }
}
