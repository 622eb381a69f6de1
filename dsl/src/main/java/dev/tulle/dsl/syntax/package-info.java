/// The syntax tree: a Tulle text as its author wrote it, and the parser that makes it. Names are unresolved and nothing is typed; no rule of meaning lives here.
/// Start at [SyntaxFile], then [Item] and [Expression].
package dev.tulle.dsl.syntax;
