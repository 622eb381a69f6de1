/// Mixtures of experts: what their specifications are compared with. The plain loops over experts here are only ever the other side of a comparison. Start at
/// [dev.tulle.models.moe.MoeTrials].
package dev.tulle.models.moe;
