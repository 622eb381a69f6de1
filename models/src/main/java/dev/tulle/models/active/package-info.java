/// Activation sparsity: linear layers of which each token meets only the inputs that matter for it. Holds the plain loops that `active.tulle` is compared with, planted data, and the
/// demonstration that puts MiniLM's real layers through `minilm.tulle`; no arithmetic of the network itself. Start at [ActiveDemo] or [ActiveTrials].
package dev.tulle.models.active;
