package dev.tulle.dsl.check;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tulle.dsl.Front;
import dev.tulle.dsl.diagnostic.PairedFiles;
import dev.tulle.dsl.interpret.InterpretException;
import dev.tulle.dsl.interpret.Interpreter;
import dev.tulle.dsl.interpret.Session;
import dev.tulle.dsl.model.CheckedModel;
import dev.tulle.dsl.model.Entry;
import dev.tulle.dsl.model.Size;
import dev.tulle.dsl.source.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What the checker has proved holds on random data: the interpreter carries what is absent as a value and checks every position, so a false proof is a `CheckerBug`.
class SoundProgramsTest {
  private static final int ROUNDS = 12;

  static Stream<CheckedModel> models() throws IOException {
    List<CheckedModel> models = new ArrayList<>();
    for (Path file : PairedFiles.under("check").filter(p -> p.getFileName().toString().startsWith("sound")).toList()) {
      Source source = new Source(file.getFileName().toString(), Files.readString(file));
      for (String name : Front.check(source, Front.Options.defaults()).models()) {
        Front.Result result = Front.check(source, new Front.Options(Optional.of(name), Map.of(), Map.of()));
        models.add(result.model().orElseThrow(() -> new AssertionError(name + ": " + result.diagnostics())));
      }
    }
    return models.stream();
  }

  @ParameterizedTest
  @MethodSource("models")
  void whatIsProvedHolds(CheckedModel model) {
    int ran = 0;
    for (int seed = 0; seed < ROUNDS; seed++) {
      RandomData data = new RandomData(new Random(seed));
      Optional<Map<String, Long>> sizes = data.sizes(model);
      if (sizes.isEmpty()) continue;
      for (Entry entry : model.entries()) ran += runs(model, entry, data, sizes.get(), seed);
    }
    assertTrue(ran > 0, () -> "model `" + model.name() + "` never ran: the random data does not fit it");
  }

  /// Twice, so that states are read as they are left. Data may be refused: gathered positions are random.
  private static int runs(CheckedModel model, Entry entry, RandomData data, Map<String, Long> sizes, int seed) {
    try {
      Session session = Interpreter.open(model, data.values(model.weights(), sizes), sizes);
      Map<String, Long> own = new HashMap<>(sizes);
      own.keySet().retainAll(entry.sizes().stream().map(Size::name).toList());
      for (int n = 0; n < 2; n++) session.run(entry.name(), data.values(entry.inputs(), sizes), own);
      return 1;
    } catch (InterpretException _) {
      return 0;
    } catch (RuntimeException e) {
      throw new AssertionError("model `" + model.name() + "`, seed " + seed + ", sizes " + sizes, e);
    }
  }
}
