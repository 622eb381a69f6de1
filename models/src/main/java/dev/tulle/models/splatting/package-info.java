/// Gaussian splatting: scenes of 3D Gaussians from their usual files, cameras, and the pictures that `splatting/splat.tulle` makes of them.
/// What projects, sorts, joins and
/// blends is that specification; here is none of it. Start at [dev.tulle.models.splatting.SceneFile] and
/// [dev.tulle.models.splatting.Renderer].
package dev.tulle.models.splatting;
