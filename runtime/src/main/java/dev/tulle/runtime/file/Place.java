package dev.tulle.runtime.file;

import dev.tulle.runtime.TulleException;
import dev.tulle.runtime.TulleException.Code;
import java.nio.file.Path;

/// Where in which file something is wrong: the beginning of every message of this package.
record Place(Path file, String entry) {
  static Place of(Path file) {
    return new Place(file, "");
  }

  Place in(String name) {
    return new Place(file, name);
  }

  TulleException error(String message) {
    return new TulleException(Code.FILE, this + ": " + message);
  }

  TulleException error(String message, Throwable cause) {
    return new TulleException(Code.FILE, this + ": " + message, cause);
  }

  @Override
  public String toString() {
    return entry.isEmpty() ? file.toString() : file + ", entry '" + entry + "'";
  }
}
