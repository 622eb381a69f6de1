package dev.tulle.models.minilm;

import dev.tulle.models.DenseWeight;
import dev.tulle.models.Specification;
import dev.tulle.models.source.UserCache;
import dev.tulle.runtime.TulleException;
import dev.tulle.runtime.file.SafeTensors;
import dev.tulle.runtime.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/// Everything that MiniLM needs on this machine: the specification, the published weights as a safetensors file in the user's cache, and the tokenizer.
///
/// @param weights a file that `tulle run --weights` takes, too
/// @param tokenizer the published `tokenizer.json`
public record MiniLm(Path weights, Path tokenizer) {
  public static final Specification SPECIFICATION = Specification.of("minilm/minilm.tulle");

  /// Finds the model in the cache, or fetches and converts it once.
  ///
  /// @param progress gets lines for a person to read while this takes its time
  /// @throws TulleException `FILE` if it cannot be had
  public static MiniLm obtain(Consumer<String> progress) {
    var folder = UserCache.folder("minilm-" + MiniLmFiles.VERSION);
    var model = new MiniLm(folder.resolve("minilm.safetensors"), folder.resolve("tokenizer.json"));
    if (!Files.isRegularFile(model.weights) || !Files.isRegularFile(model.tokenizer)) model.convert(MiniLmFiles.obtain(progress), progress);
    return model;
  }

  private void convert(MiniLmFiles published, Consumer<String> progress) {
    progress.accept("converting the weights to " + weights);
    store(published.tokenizer(), tokenizer);
    var tensors = new LinkedHashMap<String, Tensor>();
    for (var weight : published.weights()) tensors.put(weight.name(), tensor(weight));
    SafeTensors.write(tensors, weights);
  }

  /// The weights by name; the memory is the mapped file's.
  public Map<String, Tensor> tensors() {
    var file = SafeTensors.open(weights);
    var tensors = new LinkedHashMap<String, Tensor>();
    for (var name : file.names()) tensors.put(name, file.find(name).orElseThrow());
    return tensors;
  }

  /// A tokenizer, which the caller closes.
  public MiniLmTokenizer openTokenizer() {
    try {
      return new MiniLmTokenizer(Files.readAllBytes(tokenizer));
    } catch (IOException e) {
      throw new TulleException(TulleException.Code.FILE, "cannot read " + tokenizer + ": " + e.getMessage(), e);
    }
  }

  static Tensor tensor(DenseWeight weight) {
    return Tensor.of(weight.values(), weight.shape().stream().mapToLong(Integer::longValue).toArray());
  }

  static DenseWeight dense(String name, Tensor tensor) {
    return new DenseWeight(name, Arrays.stream(tensor.shape()).mapToObj(Math::toIntExact).toList(), tensor.toFloats());
  }

  /// Other processes see the old file or the whole new one.
  private static void store(byte[] bytes, Path file) {
    try {
      var part = Files.createTempFile(file.getParent(), file.getFileName().toString(), ".part");
      Files.write(part, bytes);
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new TulleException(TulleException.Code.FILE, "cannot write " + file + ": " + e.getMessage(), e);
    }
  }
}
