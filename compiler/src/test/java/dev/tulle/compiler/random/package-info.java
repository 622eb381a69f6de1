/// Random programs: drawn from a seed over the whole language ([DrawModel]), run beside the reference interpreter ([Trial]), made small
/// where they fail ([Shrink]) and told once for each kind of failure ([Buckets]). Nothing here knows what is right: the interpreter does.
/// Start with [RandomProgramsTest].
package dev.tulle.compiler.random;
