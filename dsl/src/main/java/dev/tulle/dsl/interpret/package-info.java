/// The reference interpreter: what a checked model means, evaluated densely in double precision with *absent* as a value of its own. It
/// never looks at formats, schedules or devices, and shares nothing with the compiler but the checked model; where the two differ, the
/// compiler is wrong. Start at [Interpreter], then [CompileTerm], which says what each expression means.
package dev.tulle.dsl.interpret;
