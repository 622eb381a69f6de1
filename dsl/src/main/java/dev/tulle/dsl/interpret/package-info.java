/// The reference interpreter: what a checked model means, evaluated densely in double precision with *absent* as a value of its own. It
/// never looks at formats, schedules or devices, and shares nothing with the compiler but the checked model; where the two differ, the
/// compiler is wrong. Start at [Interpreter] and [Session], then [CompileStatement], which says what each statement does, and
/// [CompileTerm], which says what each expression means.
package dev.tulle.dsl.interpret;
