/// Reports about the user's text: a code, a place, the two things that disagree, a mend; how they are printed, and the long explanation of each code. Holds no rule
/// of the language: who finds a mistake makes the report. Start at [Diagnostic], then [DiagnosticCode] and [DiagnosticPrinter].
package dev.tulle.dsl.diagnostic;
