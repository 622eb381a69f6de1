package dev.tulle.cli.run;

import dev.tulle.cli.data.Bindings;
import dev.tulle.cli.data.Port;
import dev.tulle.runtime.session.Result;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A program that is ready to run.
public interface Runner {
  /// What it takes.
  List<Port> ports();

  /// What it keeps from run to run.
  List<Port> states();

  /// The names of its outputs, in program order.
  List<String> outputs();

  /// @throws dev.tulle.runtime.TulleException or [dev.tulle.dsl.interpret.InterpretException] if the data does not fit
  Outcome run(Bindings data, Job job);

  /// What is to be done with the data.
  ///
  /// @param runs how often the programs are run, all of them in their order each time, in one session
  /// @param show names of further tensors and patterns to return of the last run
  /// @param saved where the states are written that the runs leave
  record Job(int runs, Set<String> show, Optional<Path> saved) {
    public Job {
      show = Set.copyOf(show);
    }
  }

  /// @param last what the last run of the last program returned
  /// @param nanoseconds of each run of that program
  record Outcome(Result last, List<Long> nanoseconds) {
    public Outcome {
      nanoseconds = List.copyOf(nanoseconds);
    }
  }
}
