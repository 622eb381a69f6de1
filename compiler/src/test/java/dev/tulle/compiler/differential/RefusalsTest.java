package dev.tulle.compiler.differential;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tulle.runtime.DeviceChoice;
import dev.tulle.runtime.TulleException;
import dev.tulle.runtime.file.WeightSource;
import dev.tulle.runtime.session.Call;
import dev.tulle.runtime.session.Session;
import dev.tulle.runtime.tensor.ElementType;
import dev.tulle.runtime.tensor.Tensor;
import dev.tulle.runtime.tensor.Value;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What a session refuses because of its data, on every target.
class RefusalsTest {
  private static Stream<DeviceChoice> devices() {
    return Stream.of(Targets.interpreters(), Targets.cpus(), Targets.others()).flatMap(List::stream);
  }

  private static TulleException refusal(DeviceChoice device, String text, Map<String, Value> inputs) {
    CompiledSpec spec = new CompiledSpec("refused.tulle", text);
    try (Session session = spec.on(device.info().target()).open(device, WeightSource.none())) {
      return assertThrows(TulleException.class, () -> session.run(Call.of(inputs)));
    }
  }

  @ParameterizedTest
  @MethodSource("devices")
  void aComputedPositionOutOfRangeIsNamedWithItsValueAndThePlace(DeviceChoice device) {
    TulleException refused = refusal(device, """
        model Gather {
          input x: f32[N]
          input ids: i32[T]
          output y[t] = x[ids[t] * 2]
        }
        """, Map.of("x", Tensor.zeros(ElementType.F32, 5), "ids", Tensor.of(new int[] {0, 2, 1, 3, 4}, 5)));
    assertEquals(TulleException.Code.INDEX, refused.code());
    for (String part : new String[] {"`x`", "position 6", "3"}) assertTrue(refused.getMessage().contains(part), refused.getMessage());
  }

  /// What is asked for first fits, what is asked for next does not; then a run that fits.
  @ParameterizedTest
  @MethodSource("devices")
  void aResultThatNoMachineHoldsIsRefusedAndTheSessionGoesOn(DeviceChoice device) {
    CompiledSpec spec = new CompiledSpec("outer.tulle",
        "model Outer { input x: f32[N]\n output y[i] = x[i] + 1.0\n output z[i: N, j: N, k: N] = x[i] * x[j] * x[k] }");
    try (Session session = spec.on(device.info().target()).open(device, WeightSource.none())) {
      TulleException refused = assertThrows(TulleException.class,
          () -> session.run(Call.of(Map.of("x", Tensor.zeros(ElementType.F32, 70_000)))));
      assertEquals(TulleException.Code.MEMORY, refused.code(), refused.getMessage());
      Tensor z = session.run(Call.of(Map.of("x", Tensor.of(new float[] {2, 3}, 2)))).tensor("z");
      assertArrayEquals(new float[] {8, 12, 12, 18, 12, 18, 18, 27}, z.toFloats());
    }
  }
}
