/// Reports about the user's text: a code, a place, the two things that disagree, a mend. Holds no rule of the language. Start at [Diagnostic].
package dev.tulle.dsl.diagnostic;
