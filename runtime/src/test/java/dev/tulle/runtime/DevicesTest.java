package dev.tulle.runtime;

import static dev.tulle.runtime.Refusals.refuses;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tulle.kernel.device.Backend;
import dev.tulle.kernel.device.DeviceInfo;
import dev.tulle.kernel.device.Target;
import dev.tulle.kernel.interpret.InterpreterBackend;
import dev.tulle.runtime.TulleException.Code;
import dev.tulle.runtime.bundle.Bundle;
import dev.tulle.runtime.bundle.TargetCode;
import dev.tulle.runtime.file.WeightSource;
import dev.tulle.runtime.plan.Plan;
import dev.tulle.runtime.session.Session;
import dev.tulle.runtime.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DevicesTest {
  private static final Tensor W = Tensor.of(new float[] {1, 2}, 1, 2);

  private static DeviceChoice device(Target target) {
    Backend backend = new InterpreterBackend();
    return new DeviceChoice(backend, new DeviceInfo(target.backend(), "a machine", target, Optional.empty(), ""));
  }

  @Test
  void theWidestCodeThatTheDeviceRunsIsTaken() {
    Bundle bundle = Sketches.linear().bundle(1, 4, 16);
    List<Integer> chosen = new ArrayList<>();
    for (int lanes : new int[] {1, 2, 4, 8, 16}) {
      // The bundle's codes differ in what their bias says, so that the result tells which of them ran.
      Session session = Model.of(marked(bundle)).open(device(InterpreterBackend.target(lanes)), WeightSource.of(Map.of("w", W)));
      chosen.add((int) session.run(Map.of("x", W)).tensor("y").get(0) - 25);
      session.close();
    }
    assertEquals(List.of(1, 1, 4, 4, 16), chosen);
  }

  private static Bundle marked(Bundle bundle) {
    return new Bundle(
        bundle.targets()
            .stream()
            .map(
                t -> {
                  Sketch sketch = Sketches.linear();
                  var plan = sketch.plan();
                  var buffers = plan.buffers()
                      .stream()
                      .map(b -> b.name().equals("bias")
                          ? new Plan.PlanBuffer(b.name(), b.element(), b.shape(), b.lifetime(), List.of((double) t.target().lanes()))
                          : b)
                      .toList();
                  var other = new Plan(
                      plan.version(), plan.model(), plan.entry(), plan.doc(), plan.parameters(), plan.sizes(), plan.requirements(),
                      plan.inputs(),
                      plan.weights(), plan.outputs(), plan.states(), plan.updates(), buffers, plan.open(),
                      plan.run(), plan.commit(), plan.sites());
                  return new TargetCode(t.target(), t.initial(), t.existence(), List.of(other), t.kernels(), t.code());
                })
            .toList(),
        bundle.spec());
  }

  @Test
  void aBundleWithoutFittingCodeSaysWhatThereIs() {
    Model model = Model.of(Sketches.linear().bundle(8, 16));
    refuses(
        Code.DEVICE, () -> model.open(device(InterpreterBackend.target(4)), WeightSource.of(Map.of("w", W))),
        "interpreter-8, interpreter-16", "a machine",
        "interpreter-4 or narrower");
    Target other = new Target("opencl", "opencl-1", 16, 32);
    refuses(Code.DEVICE, () -> model.open(device(other), WeightSource.of(Map.of("w", W))), "backend 'opencl'");
  }

  @Test
  void theCatalogSaysWhyADeviceWasNotChosen() {
    refuses(Code.DEVICE, () -> Devices.named("abacus"), "no usable device 'abacus'");
    Backend broken = new ChangedBackend() {
      @Override
      public List<DeviceInfo> devices() {
        return List.of(new DeviceInfo("broken", "Broken", InterpreterBackend.target(1), Optional.of("no driver is installed"), ""));
      }
    };
    refuses(Code.DEVICE, () -> Devices.of(broken), "no driver is installed");
    assertTrue(Devices.all().stream().allMatch(info -> !info.backend().isEmpty()));
  }

  @Test
  void modelsDescribeThemselves() {
    Model model = Model.of(Sketches.gather().bundle(1));
    assertEquals("Gather", model.name());
    assertEquals("model Gather", model.doc());
    assertArrayEquals(new String[] {"ids", "emb", "y"}, new String[] {
        model.inputs().getFirst().name(), model.weights().getFirst().name(), model.outputs().getFirst().name()});
    assertEquals(3, model.sizes().size());
  }
}
