package dev.tulle.models.splatting;

import dev.tulle.cli.Demo;

/// `tulle demo splat SCENE -o OUT.png`.
public final class SplatDemo implements Demo {
  @Override
  public String name() {
    return "splat";
  }

  @Override
  public Object command() {
    return new SplatCommand();
  }
}
