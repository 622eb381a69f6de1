package dev.tulle.models.active;

import dev.tulle.cli.DeviceOption;
import dev.tulle.cli.ExitStatus;
import dev.tulle.cli.UserError;
import dev.tulle.models.minilm.MiniLm;
import dev.tulle.runtime.DeviceChoice;
import dev.tulle.runtime.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// MiniLM with fewer inputs in each of its linear layers: how far do the embeddings of sentences move?
@Command(
    name = "active", mixinStandardHelpOptions = true, description = "Runs all-MiniLM-L6-v2 with activation sparsity in its 36 linear layers, in several ways, and prints a table: how far the embeddings of 200 sentences move from those of the dense model.")
final class ActiveCommand implements Callable<Integer> {
  private static final int PROGRESS = 50;
  /// Layers are looked at one by one for every fifth sentence, which has enough tokens for a mean.
  private static final int EVERY = 5;

  @Spec
  private CommandSpec spec;

  @Option(names = "--sentences", paramLabel = "FILE", description = "A text with one sentence a line, at least two, in place of the 200 that come with this.")
  private Path file;

  @Option(names = "--sparsity", paramLabel = "PERCENT", description = "How much of the work is left out, 1 to 90. May be repeated; 50, 65 and 90 if not given.")
  private List<Integer> sparsities = List.of(50, 65, 90);

  @Mixin
  private DeviceOption device;

  @Override
  public Integer call() {
    for (int percent : sparsities) {
      if (percent < 1 || percent > Selection.MOST_PERCENT)
        throw new ParameterException(spec.commandLine(), "--sparsity: " + percent + " is not 1 to " + Selection.MOST_PERCENT);
    }
    var sentences = sentences();
    var choice = device.choose();
    var model = MiniLm.obtain(this::progress);
    var tokens = tokens(model, sentences);
    var weights = model.tensors();
    var dense = embeddings(Selection.DENSE, weights, tokens, choice);
    progress("dense: what each layer gets");
    var some = IntStream.range(0, tokens.size()).filter(i -> i % EVERY == 0).mapToObj(tokens::get).toList();
    var layers = new LayerErrors(choice, weights, some, this::progress);
    var out = spec.commandLine().getOut();
    out.println(
        "| sparsity | selection | inputs kept | work left | error of a layer | cosine with dense: mean | least | change of pairs: mean | largest |");
    out.println("| ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
    for (int percent : sparsities) {
      for (var selection : Selection.at(percent)) {
        var error = layers.of(selection);
        var change = Change.between(dense, embeddings(selection, weights, tokens, choice));
        out.println("| " + percent + " % " + row(selection, error, change));
        out.flush();
      }
    }
    out.println();
    out.println(
        sentences.size() + " sentences, " + tokens.stream().mapToInt(ids -> ids.length).sum() + " tokens, on " + device.description());
    out.flush();
    return ExitStatus.OK;
  }

  private static String row(Selection selection, double error, Change change) {
    return String.format(
        Locale.ROOT, "| %s | %d of 384, %d of 1536 | %.1f %% | %.3f | %.4f | %.4f | %.4f | %.4f |", selection.label(), selection.keep(),
        selection.keepHidden(), 100 * selection.work(), error, change.mean(), change.least(), change.pairMean(), change.pairLargest());
  }

  private List<String> sentences() {
    var lines = (file == null ? published() : read()).lines().filter(line -> !line.isBlank()).toList();
    if (lines.size() < 2) throw new UserError(file + " has " + lines.size() + " sentences; at least two are needed, one a line");
    return lines;
  }

  private String read() {
    try {
      return Files.readString(file);
    } catch (CharacterCodingException e) {
      throw new UserError(file + " is no text in UTF-8", e);
    } catch (IOException e) {
      throw new UserError("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  private static String published() {
    try (var in = Objects.requireNonNull(ActiveCommand.class.getResourceAsStream("sentences.txt"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<int[]> tokens(MiniLm model, List<String> sentences) {
    try (var tokenizer = model.openTokenizer()) {
      var result = new ArrayList<int[]>();
      for (var sentence : sentences) {
        var tokens = tokenizer.encode(sentence);
        if (tokens.cut())
          progress("warning: a sentence of " + tokens.length() + " tokens is cut; the model reads the first " + tokens.ids().length);
        result.add(tokens.ids());
      }
      return result;
    }
  }

  private List<double[]> embeddings(Selection selection, Map<String, Tensor> weights, List<int[]> tokens, DeviceChoice choice) {
    progress(selection.label() + ": preparing");
    try (var model = ActiveMiniLm.open(selection, weights, choice, this::progress)) {
      var result = new ArrayList<double[]>();
      for (var ids : tokens) {
        result.add(model.embed(ids));
        if (result.size() % PROGRESS == 0) progress(selection.label() + ": " + result.size() + " of " + tokens.size() + " sentences");
      }
      return result;
    }
  }

  private void progress(String line) {
    var err = spec.commandLine().getErr();
    err.println(line);
    err.flush();
  }
}
