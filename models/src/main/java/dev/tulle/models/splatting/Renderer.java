package dev.tulle.models.splatting;

import dev.tulle.dsl.Front;
import dev.tulle.models.BundleCache;
import dev.tulle.models.Specification;
import dev.tulle.runtime.DeviceChoice;
import dev.tulle.runtime.file.WeightSource;
import dev.tulle.runtime.session.Call;
import dev.tulle.runtime.session.Result;
import dev.tulle.runtime.session.Session;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// A scene on a device, ready to be seen from anywhere. For one thread at a time.
final class Renderer implements AutoCloseable {
  private static final Front.Options OPTIONS = new Front.Options(Optional.of("Splat"), Map.of(), Map.of());

  private final Session session;

  /// @param progress gets lines for a person to read
  Renderer(Scene scene, DeviceChoice device, Consumer<String> progress) {
    var model = BundleCache.compile(Specification.of("splatting/splat.tulle"), OPTIONS, device, progress);
    session = model.open(device, WeightSource.of(scene.weights()));
  }

  Frame render(Camera camera, double[] background) {
    return Frame.of(run(call(camera, background)), camera);
  }

  /// What the device is told to make a picture.
  static Call call(Camera camera, double[] background) {
    return Call.of(camera.inputs(background)).size("HEIGHT", camera.height()).size("WIDTH", camera.width());
  }

  /// For who wants to see more of a run than its outputs.
  Result run(Call call) {
    return session.run(call);
  }

  @Override
  public void close() {
    session.close();
  }
}
