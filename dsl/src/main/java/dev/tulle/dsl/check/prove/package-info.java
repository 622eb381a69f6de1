/// What the checker can prove: integer inequalities over indices and sizes, and implications between conditions. Sound, bounded in effort, not complete: what it
/// cannot prove is for the checker to report. Start at [Knowledge].
package dev.tulle.dsl.check.prove;
