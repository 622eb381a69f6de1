/// From syntax to meaning: names, index ranges, types, existence, layers inlined. Reports what is wrong; never runs anything. Start at [CheckFile], then
/// [CheckItems] and [CheckExpression].
package dev.tulle.dsl.check;
