package dev.tulle.cli.run;

import dev.tulle.cli.data.Bindings;
import dev.tulle.cli.data.BundlePorts;
import dev.tulle.cli.data.Port;
import dev.tulle.runtime.DeviceChoice;
import dev.tulle.runtime.Model;
import dev.tulle.runtime.file.WeightSource;
import dev.tulle.runtime.plan.Plan;
import dev.tulle.runtime.session.Call;
import dev.tulle.runtime.session.Result;
import dev.tulle.runtime.session.Session;
import java.util.List;
import java.util.Set;

/// Runs a bundle on a device. It can show only what its plan keeps.
public record BundleRunner(Model model, DeviceChoice device) implements Runner {
  @Override
  public List<Port> ports() {
    return BundlePorts.of(model);
  }

  @Override
  public List<String> outputs() {
    return model.outputs().stream().map(Plan.Port::name).toList();
  }

  @Override
  public Result run(Bindings data, Set<String> show) {
    try (Session session = model.open(device, WeightSource.of(data.weights()), data.sizes())) {
      Call call = Call.of(data.inputs());
      for (String name : show) call = call.show(name);
      return session.run(call);
    }
  }
}
