package dev.tulle.perf.cases;

import dev.tulle.compiler.Compiler;
import dev.tulle.dsl.Front;
import dev.tulle.dsl.model.CheckedModel;
import dev.tulle.dsl.model.Format;
import dev.tulle.dsl.source.Source;
import dev.tulle.perf.measure.Contestant;
import dev.tulle.runtime.DeviceChoice;
import dev.tulle.runtime.Devices;
import dev.tulle.runtime.Model;
import dev.tulle.runtime.file.WeightSource;
import dev.tulle.runtime.session.Session;
import dev.tulle.runtime.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// A specification, compiled for the CPU and opened: as an application would have it, with copies of the outputs at every run.
final class Ours {
  private final Session session;
  private final Map<String, Tensor> inputs;
  private final String output;
  private Tensor last;

  private Ours(Session session, Map<String, Tensor> inputs, String output) {
    this.session = session;
    this.inputs = inputs;
    this.output = output;
  }

  /// How a specification is compiled: its parameters, and the formats of its weights.
  static Front.Options options(Map<String, Double> parameters, Map<String, Format> formats) {
    return new Front.Options(Optional.empty(), parameters, formats);
  }

  /// @param file beside this package
  static Contestant open(
      String file, Front.Options options, int threads, Map<String, Tensor> weights, Map<String, Tensor> inputs, String output) {
    useThreads(threads);
    DeviceChoice device = Devices.cpu();
    CheckedModel model = Front.check(new Source(file, text(file)), options).model().orElseThrow();
    var bundle = Compiler.compile(model, List.of(device.info().target()), Compiler.Options.defaults());
    Ours ours = new Ours(Model.of(bundle).open(device, WeightSource.of(weights)), inputs, output);
    return new Contestant("ours", ours::run, () -> ours.last.data());
  }

  /// Read when the device is opened; each case has its own process.
  static void useThreads(int threads) {
    System.setProperty("tulle.threads", Integer.toString(threads));
  }

  private static String text(String file) {
    try (InputStream in = Objects.requireNonNull(Ours.class.getResourceAsStream(file), file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void run() {
    last = session.run(inputs).tensor(output);
  }
}
