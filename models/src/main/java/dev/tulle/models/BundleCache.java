package dev.tulle.models;

import dev.tulle.compiler.Compiler;
import dev.tulle.dsl.Front;
import dev.tulle.kernel.ir.Kernel;
import dev.tulle.models.source.UserCache;
import dev.tulle.runtime.DeviceChoice;
import dev.tulle.runtime.Model;
import dev.tulle.runtime.TulleException;
import dev.tulle.runtime.bundle.BundleWriter;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/// Compiled models, kept in the user's cache. What a bundle is kept under is a digest of all that it follows from: the text, the options, the target, and the jars of
/// the compiler itself. Where Tulle does not run from jars, while it is being developed, nothing is kept.
public final class BundleCache {
  private BundleCache() {}

  /// The model for one device, compiled now or earlier.
  ///
  /// @param progress gets a line before what takes long
  public static Model compile(Specification specification, Front.Options options, DeviceChoice device, Consumer<String> progress) {
    var file = key(specification, options, device).map(key -> UserCache.folder("bundles").resolve(key + ".bolt"));
    if (file.isPresent() && Files.isRegularFile(file.get())) {
      try {
        return Model.load(file.get());
      } catch (TulleException e) {
        progress.accept("compiling again, the kept bundle is damaged: " + e.getMessage());
      }
    }
    var how = new Compiler.Options(Set.of(), Optional.of(specification.text()), progress);
    var bundle = Compiler.compile(specification.check(options), List.of(device.info().target()), how);
    file.ifPresent(path -> BundleWriter.write(bundle, path));
    return Model.of(bundle);
  }

  private static Optional<String> key(Specification specification, Front.Options options, DeviceChoice device) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      for (var part : List.of(Front.class, Compiler.class, Kernel.class, Model.class, device.backend().getClass())) {
        var jar = Path.of(part.getProtectionDomain().getCodeSource().getLocation().toURI());
        if (!Files.isRegularFile(jar)) return Optional.empty();
        digest.update(Files.readAllBytes(jar));
      }
      var formats = new TreeMap<>(options.formats());
      var parameters = new TreeMap<>(options.parameters());
      var choice = options.model() + "\0" + parameters + "\0" + formats + "\0" + device.info().target() + "\0" + specification.text();
      digest.update(choice.getBytes(StandardCharsets.UTF_8));
      return Optional.of(HexFormat.of().formatHex(digest.digest(), 0, 16));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    } catch (URISyntaxException | IOException _) {
      // The compiler's own files cannot be read where they are: nothing says what a kept bundle would follow from.
      return Optional.empty();
    }
  }
}
