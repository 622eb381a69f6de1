package dev.tulle.kernel.device;

import dev.tulle.kernel.ir.Kernel;
import java.util.List;
import java.util.Optional;

/// A way to run kernels; found by [java.util.ServiceLoader].
public interface Backend {
  /// One word: `cpu`.
  String name();

  /// The targets that a bundle for this backend holds code for, best first.
  List<Target> targets();

  /// A target by its name: one of [#targets], or another that the backend can compile for.
  default Optional<Target> target(String name) {
    return targets().stream().filter(t -> t.name().equals(name)).findFirst();
  }

  /// The kernels as text, without compiling; pure: the same kernels give the same text.
  String source(Kernel kernel, Target target);

  /// Emits and compiles. Needs whatever compiler the backend uses; a missing one is an [UnsupportedOperationException] whose message says
  /// what to install.
  List<KernelCode> compile(List<Kernel> kernels, Target target);

  /// The devices that can be used here, and those that cannot with the reason.
  List<DeviceInfo> devices();

  /// Opens a device that [#devices] listed as available.
  Device open(DeviceInfo info);
}
