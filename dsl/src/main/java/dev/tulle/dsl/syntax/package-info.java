/// The syntax tree: a Tulle text as its author wrote it, and the parser that makes it, reports every slip of syntax and reads on. Names are unresolved and nothing is
/// typed; no rule of meaning lives here, and nothing outside sees ANTLR. Start at [Parser] and [SyntaxFile], then [Item] and [Expression].
package dev.tulle.dsl.syntax;
