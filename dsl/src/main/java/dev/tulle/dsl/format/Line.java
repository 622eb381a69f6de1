package dev.tulle.dsl.format;

import java.util.List;

/// What stands on lines of its own: an item, the head or the end of a block, or a comment.
///
/// @param depth how many blocks it stands in
/// @param words without the comment at the end
/// @param comment at the end, empty if there is none
record Line(int depth, boolean blankBefore, List<Word> words, String comment) {
  Line {
    words = List.copyOf(words);
  }
}
