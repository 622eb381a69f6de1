package dev.tulle.compiler.random;

import java.util.Map;

/// A program that the checker accepts.
///
/// @param seed draws it again
/// @param text as a user would write it
/// @param refused how many drawn statements the checker refused on the way, by the code of its report
record RandomProgram(long seed, String text, Map<String, Integer> refused) {
  static RandomProgram draw(long seed) {
    return new DrawModel(seed).draw();
  }
}
