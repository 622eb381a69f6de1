package dev.tulle.cli.run;

import dev.tulle.cli.data.Bindings;
import dev.tulle.cli.data.Port;
import dev.tulle.runtime.session.Result;
import java.util.List;
import java.util.Set;

/// A program that is ready to run.
public interface Runner {
  /// What it takes.
  List<Port> ports();

  /// The names of its outputs, in program order.
  List<String> outputs();

  /// @param show names of further tensors and patterns to return
  /// @throws dev.tulle.runtime.TulleException or [dev.tulle.dsl.interpret.InterpretException] if the data does not fit
  Result run(Bindings data, Set<String> show);
}
