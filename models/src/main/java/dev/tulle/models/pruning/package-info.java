/// Decides which elements of a trained weight stay. Returns changed copies and never touches what it was given; how the rest is stored is the specification's matter.
/// Start at [Pruning].
package dev.tulle.models.pruning;
