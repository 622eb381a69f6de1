/// The one style of programs: blanks, line breaks and indentation are the formatter's, words and comments stay as they are. It never changes what a program
/// means: the words of the text before and after are the same. Start at [Formatter].
package dev.tulle.dsl.format;
