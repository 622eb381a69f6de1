package dev.tulle.models.splatting;

import dev.tulle.dsl.Front;
import dev.tulle.models.BundleCache;
import dev.tulle.models.Specification;
import dev.tulle.runtime.DeviceChoice;
import dev.tulle.runtime.file.WeightSource;
import dev.tulle.runtime.session.Call;
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
    var call = Call.of(camera.inputs(background)).size("HEIGHT", camera.height()).size("WIDTH", camera.width());
    var begin = System.nanoTime();
    var result = session.run(call);
    var nanoseconds = System.nanoTime() - begin;
    return new Frame(camera.width(), camera.height(), result.tensor("image").toFloats(), result.tensor("alpha").toFloats(),
        result.tensor("distance").toFloats(), nanoseconds);
  }

  @Override
  public void close() {
    session.close();
  }
}
