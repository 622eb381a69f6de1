package dev.tulle.models.minilm;

import dev.tulle.cli.Demo;

/// `tulle demo embed SENTENCE SENTENCE…`.
public final class EmbedDemo implements Demo {
  @Override
  public String name() {
    return "embed";
  }

  @Override
  public Object command() {
    return new EmbedCommand();
  }
}
