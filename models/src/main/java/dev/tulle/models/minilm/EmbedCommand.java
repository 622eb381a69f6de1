package dev.tulle.models.minilm;

import dev.tulle.cli.DeviceOption;
import dev.tulle.cli.ExitStatus;
import dev.tulle.models.pruning.Pruning;
import dev.tulle.runtime.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// How alike sentences are, by MiniLM; and what holes in the model do to that.
@Command(
    name = "embed", mixinStandardHelpOptions = true, description = "Prints the cosines between sentences, by all-MiniLM-L6-v2 written in Tulle; with --prune or --window also what such holes cost and gain.")
final class EmbedCommand implements Callable<Integer> {
  @Spec
  private CommandSpec spec;

  @Parameters(paramLabel = "SENTENCE", arity = "1..*", description = "At least one; in quotes.")
  private List<String> sentences;

  @Option(
      names = "--prune", paramLabel = "N:M|csr:D", description = "Stores the linear layers sparse, by magnitude: N of every M weights stay (2:4), or the share D of each matrix (csr:0.5). May be repeated.")
  private List<String> prune = List.of();

  @Option(names = "--window", paramLabel = "W", description = "Lets a token see those at most W places away. May be repeated.")
  private List<Integer> windows = List.of();

  @Mixin
  private DeviceOption device;

  @Override
  public Integer call() {
    var holes = variants();
    var model = MiniLm.obtain(this::progress);
    var tokens = tokens(model);
    var report = new EmbedReport(spec.commandLine().getOut(), sentences);
    var dense = model.tensors();
    var opened = new ArrayList<Embedder>();
    try {
      opened.add(open(Variant.DENSE, dense));
      report.cosines(embeddings(opened.getFirst(), tokens));
      if (holes.isEmpty()) return ExitStatus.OK;
      for (var variant : holes) opened.add(open(variant, dense));
      progress("measuring");
      var rows = new ArrayList<EmbedReport.Row>();
      var medians = device.isReference() ? Map.<Embedder, Double> of()
          : MeasureInTurns.medians(opened, embedder -> embeddings(embedder, tokens));
      for (var i = 0; i < opened.size(); i++) {
        var embedder = opened.get(i);
        var variant = i == 0 ? Variant.DENSE : holes.get(i - 1);
        var seconds = Optional.ofNullable(medians.get(embedder)).map(median -> median / sentences.size());
        rows.add(new EmbedReport.Row(variant.label(), embeddings(embedder, tokens), seconds, embedder.weightBytes()));
      }
      report.comparison(rows);
      return ExitStatus.OK;
    } finally {
      opened.forEach(Embedder::close);
    }
  }

  private List<Variant> variants() {
    var variants = new ArrayList<Variant>();
    for (var text : prune) {
      try {
        variants.add(new Variant(Optional.of(Pruning.parse(text)), OptionalInt.empty()));
      } catch (IllegalArgumentException e) {
        throw new ParameterException(spec.commandLine(), "--prune: " + e.getMessage());
      }
    }
    for (int places : windows) {
      if (places < 0)
        throw new ParameterException(spec.commandLine(), "--window: a token cannot see " + places + " places away; write 0 or more");
      variants.add(new Variant(Optional.empty(), OptionalInt.of(places)));
    }
    return variants;
  }

  private List<int[]> tokens(MiniLm model) {
    try (var tokenizer = model.openTokenizer()) {
      var result = new ArrayList<int[]>();
      for (var i = 0; i < sentences.size(); i++) {
        var tokens = tokenizer.encode(sentences.get(i));
        if (tokens.cut()) progress(
            "warning: sentence " + (i + 1) + " has " + tokens.length() + " tokens; the model reads the first " + tokens.ids().length);
        if (tokens.empty()) progress("warning: sentence " + (i + 1) + " has no words; where the model puts it means nothing");
        result.add(tokens.ids());
      }
      return result;
    }
  }

  private Embedder open(Variant variant, Map<String, Tensor> dense) {
    progress("preparing " + variant.label());
    return device.isReference() ? Embedder.reference(variant, dense)
        : Embedder.compiled(variant, dense, device.choose(), this::progress);
  }

  private static List<double[]> embeddings(Embedder embedder, List<int[]> tokens) {
    return tokens.stream().map(embedder::embed).toList();
  }

  private void progress(String line) {
    var err = spec.commandLine().getErr();
    err.println(line);
    err.flush();
  }
}
