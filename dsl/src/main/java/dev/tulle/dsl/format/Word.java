package dev.tulle.dsl.format;

/// A word of an item, or a comment between two words.
///
/// @param type of the lexer
/// @param spaceBefore whether a blank stands before it on the same line
/// @param startsLine a comment that stands on a line of its own
record Word(int type, String text, boolean spaceBefore, boolean isComment, boolean startsLine) {}
