package dev.tulle.models.coding;

import dev.tulle.cli.Demo;

/// `tulle demo denoise IMAGE -o OUT.png`.
public final class DenoiseDemo implements Demo {
  @Override
  public String name() {
    return "denoise";
  }

  @Override
  public Object command() {
    return new DenoiseCommand();
  }
}
