package dev.tulle.perf;

import dev.tulle.perf.device.MeasureDevice;
import dev.tulle.runtime.DeviceChoice;
import dev.tulle.runtime.Devices;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `tulle perf [NAME]`: runs the benchmarks, checks their results, and prints the report.
@Command(name = "perf", description = "Runs the benchmarks and prints a table of ours beside its peers (Markdown).", mixinStandardHelpOptions = true)
final class PerfCommand implements Callable<Integer> {
  @Spec
  private CommandSpec spec;

  @Parameters(paramLabel = "NAME", arity = "0..1", defaultValue = ".*", description = "Only the benchmarks whose name matches (a regular expression).")
  private String name;

  @Option(names = "-p", paramLabel = "PARAMETER=VALUE", description = "Only this value of a parameter.")
  private Map<String, String> parameters = Map.of();

  @Option(names = "--device", paramLabel = "DEVICE", description = "Measures this device alone, cuda say, by its own clock and without the harness.")
  private Optional<String> device = Optional.empty();

  @Option(names = "--size", paramLabel = "N", defaultValue = "2048", description = "With --device: how long a dense axis is; ${DEFAULT-VALUE} if not given.")
  private int size;

  @Override
  public Integer call() throws RunnerException {
    if (device.isPresent()) {
      if (size < 1) throw new ParameterException(spec.commandLine(), "--size must be at least 1");
      DeviceChoice choice = Devices.named(device.get());
      spec.commandLine().getOut().println(choice.info().name() + ": " + choice.info().remark() + "\n");
      spec.commandLine().getOut().println(MeasureDevice.table(choice, size));
      return 0;
    }
    ChainedOptionsBuilder options = new OptionsBuilder().include(name).shouldFailOnError(true);
    parameters.forEach(options::param);
    spec.commandLine().getOut().println(Report.of(new Runner(options.build()).run()));
    return 0;
  }
}
