package dev.tulle.models.source;

import dev.tulle.runtime.TulleException;
import java.net.URI;
import java.util.Optional;

/// The repository that artifacts are fetched from: Maven Central, or what the system property `tulle.maven.repository` or the environment variable
/// `TULLE_MAVEN_REPOSITORY` names (an `http` or `https` address).
final class MavenRepository {
  private static final String CENTRAL = "https://repo.maven.apache.org/maven2";

  private MavenRepository() {}

  /// The address of its root; it ends in a slash, so that paths resolve below it.
  static URI configured() {
    var text = Optional.ofNullable(System.getProperty("tulle.maven.repository"))
        .or(() -> Optional.ofNullable(System.getenv("TULLE_MAVEN_REPOSITORY")))
        .orElse(CENTRAL);
    try {
      var root = URI.create(text.endsWith("/") ? text : text + "/");
      if ("http".equals(root.getScheme()) || "https".equals(root.getScheme())) return root;
    } catch (IllegalArgumentException e) {
      // Not an address at all: the message below says what one looks like.
    }
    throw new TulleException(
        TulleException.Code.FILE, "TULLE_MAVEN_REPOSITORY is `" + text + "`, which is not an http(s) address such as " + CENTRAL);
  }
}
