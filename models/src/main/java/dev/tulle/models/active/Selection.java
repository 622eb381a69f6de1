package dev.tulle.models.active;

import dev.tulle.dsl.Front;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/// Which inputs the linear layers of `minilm.tulle` meet for each token.
///
/// @param label for a table
/// @param keep of the 384 inputs of five layers in six
/// @param keepHidden of the 1536 hidden units, which are the inputs of the sixth
/// @param weighed by the lengths of their columns (WINA)
/// @param rank of what stands for the other inputs (R-Sparse); 0 for nothing
record Selection(String label, int keep, int keepHidden, boolean weighed, int rank) {
  static final int WIDTH = 384;
  static final int HIDDEN = 1536;
  /// Beyond it nothing is left beside the low rank of R-Sparse.
  static final int MOST_PERCENT = 90;
  private static final int RANK = 16;
  static final Selection DENSE = new Selection("dense", WIDTH, HIDDEN, false, 0);

  /// Extents of a layer: its outputs and its inputs.
  record Layer(int outputs, int inputs) {}

  /// The linear layers of a block by the names that they have in `minilm.tulle`.
  static final Map<String, Layer> LAYERS = Map.of(
      "q", new Layer(WIDTH, WIDTH),
      "k", new Layer(WIDTH, WIDTH),
      "v", new Layer(WIDTH, WIDTH),
      "o", new Layer(WIDTH, WIDTH),
      "up", new Layer(HIDDEN, WIDTH),
      "down", new Layer(WIDTH, HIDDEN));

  /// The rows of the table for a sparsity in percent: four ways to leave out that share of the work, the last of them in one layer of six only.
  ///
  /// @param percent 0 to [#MOST_PERCENT]
  static List<Selection> at(int percent) {
    var keep = WIDTH - WIDTH * percent / 100;
    var keepHidden = HIDDEN - HIDDEN * percent / 100;
    return List.of(
        new Selection("by size", keep, keepHidden, false, 0), new Selection("WINA", keep, keepHidden, true, 0), rankSparse(percent),
        new Selection("lazy neurons", WIDTH, keepHidden, false, 0));
  }

  /// As many of the largest inputs as the low rank leaves of the work.
  private static Selection rankSparse(int percent) {
    return IntStream.iterate(WIDTH, keep -> keep >= 0, keep -> keep - 1)
        .mapToObj(keep -> new Selection("R-Sparse, rank " + RANK, keep, keep * (HIDDEN / WIDTH), false, RANK))
        .filter(selection -> selection.work() <= 1 - percent / 100.0)
        .findFirst()
        .orElseThrow();
  }

  Front.Options options() {
    var parameters = Map.of(
        "KEEP", (double) keep, "KEEP_HIDDEN", (double) keepHidden, "WEIGHED", weighed ? 1.0 : 0.0, "RANK", (double) rank);
    return new Front.Options(Optional.empty(), parameters, Map.of());
  }

  /// Multiplications in linear layers, as a share of those of the dense model.
  double work() {
    var done = 0L;
    var dense = 0L;
    for (var layer : LAYERS.values()) {
      var kept = layer.inputs() == WIDTH ? keep : keepHidden;
      done += (long) kept * layer.outputs() + (long) rank * (layer.inputs() - kept + layer.outputs());
      dense += (long) layer.inputs() * layer.outputs();
    }
    return (double) done / dense;
  }
}
