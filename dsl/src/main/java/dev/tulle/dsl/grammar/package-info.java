/// What ANTLR makes of `Tulle.g4`: lexer and parser, written into the build folder and nowhere kept. Holds no code of ours; only [dev.tulle.dsl.syntax] uses it.
/// Start at the grammar itself.
package dev.tulle.dsl.grammar;
