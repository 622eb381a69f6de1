package dev.tulle.models.splatting;

import dev.tulle.runtime.session.Result.Launch;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// What a picture's time is spent on. Kernels bear the names of what they compute in `splat.tulle`.
enum Stage {
  PROJECTION("projection and colours"),
  ORDER("order"),
  TILES("tiles"),
  BLENDING("blending"),
  OUTPUT("output");

  private final String label;

  Stage(String label) {
    this.label = label;
  }

  /// A few words for people.
  String label() {
    return label;
  }

  static Stage of(String kernel) {
    if (kernel.startsWith("over")) return TILES;
    if (kernel.contains("order")) return ORDER;
    if (kernel.startsWith("light")) return BLENDING;
    return List.of("image", "alpha", "distance", "normals").contains(kernel) ? OUTPUT : PROJECTION;
  }

  /// Nanoseconds by stage.
  static Map<Stage, Long> times(List<Launch> launches) {
    var times = new EnumMap<Stage, Long>(Stage.class);
    for (var stage : values()) times.put(stage, 0L);
    for (var launch : launches) times.merge(of(launch.kernel()), launch.nanoseconds(), Long::sum);
    return times;
  }
}
