/// The checked model: what a program means after names, ranges, types and existence are settled and layers are inlined. The interpreter and the compiler read
/// this and nothing else of the language; it never mentions syntax. Start at [CheckedModel], then [Expr].
package dev.tulle.dsl.model;
