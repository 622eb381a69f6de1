/// Sparse coding: what its specifications are compared with, and the demonstration that denoises an image. The plain loops here are only ever the other side of a comparison.
/// Start at [dev.tulle.models.coding.CodingTrials].
package dev.tulle.models.coding;
