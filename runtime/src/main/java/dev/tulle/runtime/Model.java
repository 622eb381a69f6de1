package dev.tulle.runtime;

import dev.tulle.kernel.device.DeviceInfo;
import dev.tulle.runtime.bundle.Bundle;
import dev.tulle.runtime.bundle.BundleReader;
import dev.tulle.runtime.bundle.CheckBundle;
import dev.tulle.runtime.file.WeightSource;
import dev.tulle.runtime.plan.Plan;
import dev.tulle.runtime.session.Session;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// A compiled model, ready to be opened on a device:
///
///     Model model = Model.load(Path.of("attention.bolt"));
///     try (Session session = model.open(Devices.cpu(), WeightSource.none())) {
///       Tensor o = session.run(Map.of("q", q, "k", k, "v", v)).tensor("o");
///     }
///
/// Immutable and safe to share between threads. A bundle's kernels run with the rights of the application: load bundles as you would load a
/// jar.
public final class Model {
  private final Bundle bundle;

  private Model(Bundle bundle) {
    CheckBundle.check(bundle);
    this.bundle = bundle;
  }

  /// Reads a `.bolt` file.
  ///
  /// @throws TulleException `FILE`, `VERSION` or `UNTRUSTED`: see [BundleReader]
  public static Model load(Path file) {
    return of(BundleReader.read(file));
  }

  /// A bundle that was just compiled.
  ///
  /// @throws dev.tulle.kernel.CompilerBug if it does not hold together
  public static Model of(Bundle bundle) {
    return new Model(bundle);
  }

  public Bundle bundle() {
    return bundle;
  }

  public String name() {
    return bundle.plan().model();
  }

  /// The `///` text of the model.
  public String doc() {
    return bundle.plan().doc();
  }

  public List<Plan.Port> inputs() {
    return bundle.plan().inputs();
  }

  /// The names of its programs; of a model without entries `""` alone. [#inputs], [#outputs] and [#sizes] are those of the first.
  public List<String> entries() {
    return bundle.plans().stream().map(Plan::entry).toList();
  }

  /// What a session keeps between runs.
  public List<Plan.Port> states() {
    return bundle.plan().states();
  }

  public List<Plan.Port> weights() {
    return bundle.plan().weights();
  }

  public List<Plan.Port> outputs() {
    return bundle.plan().outputs();
  }

  public List<Plan.Size> sizes() {
    return bundle.plan().sizes();
  }

  /// Whether there is code for a device.
  public boolean runsOn(DeviceInfo device) {
    return bundle.targets().stream().anyMatch(code -> device.target().runs(code.target()));
  }

  /// Opens the model without sizes given by name.
  public Session open(DeviceChoice device, WeightSource weights) {
    return open(device, weights, Map.of());
  }

  /// Takes the code that the device runs best, binds the weights and computes what depends on them alone.
  ///
  /// @param sizes sizes given by name; those that weights and states need must be here unless weights say them; the others may also be given at each run
  /// @throws TulleException `DEVICE` if the bundle has no code for the device or its driver fails; `NAME`, `TYPE`, `SIZE`, `FORMAT`, `INDEX`, `REQUIREMENT` for
  ///     weights that do not fit;
  ///     `MEMORY`; `UNTRUSTED` for code that the device will not run
  public Session open(DeviceChoice device, WeightSource weights, Map<String, Long> sizes) {
    return Session.open(device, bundle, weights, sizes);
  }
}
