package dev.tulle.perf.cases;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tulle.dsl.Front;
import dev.tulle.dsl.source.Source;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpecificationsTest {
  @ParameterizedTest
  @ValueSource(strings = {"linear", "columns", "window", "causal", "experts", "neurons"})
  void everySpecificationIsFreeOfReports(String name) throws IOException {
    String file = name + ".tulle";
    try (var in = Objects.requireNonNull(Ours.class.getResourceAsStream(file), file)) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(List.of(), Front.check(new Source(file, text), Front.Options.defaults()).diagnostics());
    }
  }
}
