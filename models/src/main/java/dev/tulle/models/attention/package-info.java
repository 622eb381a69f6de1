/// Attention over patterns: what its specifications are compared with. The plain loops here, dense attention that skips the pairs that a mask leaves out, are only ever the other side of a comparison.
/// Start at [dev.tulle.models.attention.AttentionTrials].
package dev.tulle.models.attention;
