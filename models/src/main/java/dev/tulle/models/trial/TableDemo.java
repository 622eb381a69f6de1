package dev.tulle.models.trial;

import dev.tulle.cli.Demo;

/// `tulle demo table`: every model beside plain Java, on every device.
public final class TableDemo implements Demo {
  @Override
  public String name() {
    return "table";
  }

  @Override
  public Object command() {
    return new TableCommand();
  }
}
