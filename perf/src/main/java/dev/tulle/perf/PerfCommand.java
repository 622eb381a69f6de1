package dev.tulle.perf;

import dev.tulle.perf.device.MeasureDevice;
import dev.tulle.perf.measure.SideBySide;
import dev.tulle.perf.peer.PeerJar;
import dev.tulle.runtime.DeviceChoice;
import dev.tulle.runtime.Devices;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `tulle perf [NAME]`: runs the benchmarks, checks their results, and prints the report; what goes on meanwhile is told on standard error.
@Command(name = "perf", description = "Runs the benchmarks and prints a table of ours beside its peers (Markdown).", mixinStandardHelpOptions = true)
final class PerfCommand implements Callable<Integer> {
  @Spec
  private CommandSpec spec;

  @Parameters(paramLabel = "NAME", arity = "0..1", defaultValue = ".*", description = "Only the benchmarks whose name matches (a regular expression).")
  private String name;

  @Option(names = "-p", paramLabel = "PARAMETER=VALUE", description = "Only this value of a parameter. May be repeated.")
  private Map<String, String> parameters = Map.of();

  @Option(names = "--device", paramLabel = "DEVICE", description = "Measures this device alone, cuda say, by its own clock and without the harness.")
  private Optional<String> device = Optional.empty();

  @Option(names = "--size", paramLabel = "N", defaultValue = "2048", description = "With --device: how long a dense axis is; ${DEFAULT-VALUE} if not given.")
  private int size;

  @Option(names = "--peers", description = "Fetches the libraries to compare with that are not on this machine yet: some 400 MB, once.")
  private boolean peers;

  @Override
  public Integer call() throws RunnerException, IOException {
    if (device.isPresent()) {
      if (size < 1) throw new ParameterException(spec.commandLine(), "--size must be at least 1");
      DeviceChoice choice = Devices.named(device.get());
      spec.commandLine().getOut().println(choice.info().name() + ": " + choice.info().remark() + "\n");
      spec.commandLine().getOut().println(MeasureDevice.table(choice, size));
      return 0;
    }
    Path rows = Files.createTempDirectory("tulle-perf");
    ChainedOptionsBuilder options = new OptionsBuilder().include(name)
        .jvmArgsPrepend("-D" + SideBySide.FOLDER + "=" + rows, "-D" + PeerJar.MAY_FETCH + "=" + peers);
    parameters.forEach(options::param);
    Report report = Report.begin(rows);
    var log = OutputFormatFactory.createFormatInstance(System.err, VerboseMode.NORMAL);
    spec.commandLine().getOut().println(report.of(new Runner(options.build(), log).run()));
    return 0;
  }
}
