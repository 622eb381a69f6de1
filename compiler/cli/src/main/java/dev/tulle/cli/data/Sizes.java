package dev.tulle.cli.data;

import dev.tulle.cli.UserError;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// The run-time sizes that are known before anything is drawn: given with `--size`, or found in the shapes of files.
public final class Sizes {
  private final Map<String, Long> known;

  private Sizes(Map<String, Long> known) {
    this.known = Map.copyOf(known);
  }

  /// Data that disagrees with itself or with what is given is not reported here but when it is bound.
  ///
  /// @param shapes of the ports whose data is already there, by name
  public static Sizes settle(List<Port> ports, Map<String, long[]> shapes, Map<String, Long> given) {
    Map<String, Long> known = new HashMap<>(given);
    for (Port port : ports) {
      long[] shape = shapes.get(port.name());
      if (shape == null || shape.length != port.axes().size()) continue;
      for (int axis = 0; axis < shape.length; axis++) {
        long extent = shape[axis];
        port.axes().get(axis).size().ifPresent(name -> known.putIfAbsent(name, extent));
      }
    }
    return new Sizes(known);
  }

  /// Those that the axes of some ports mention, as far as they are known.
  public Map<String, Long> of(List<Port> ports) {
    Map<String, Long> mentioned = new HashMap<>();
    for (Port port : ports) {
      for (Extent axis : port.axes()) for (String name : axis.mentions()) if (known.containsKey(name)) mentioned.put(name, known.get(name));
    }
    return mentioned;
  }

  /// The shape that the data of a port has, where the data does not say it.
  ///
  /// @throws UserError if it depends on a size that nothing says
  public long[] shape(Port port) {
    long[] shape = new long[port.axes().size()];
    for (int axis = 0; axis < shape.length; axis++) shape[axis] = value(port, port.axes().get(axis));
    return shape;
  }

  /// What random whole numbers of a port stay below.
  public long limit(Port port) {
    return port.limits().stream().mapToLong(limit -> value(port, limit)).min().orElse(RandomData.WHOLE_NUMBERS);
  }

  private long value(Port port, Extent extent) {
    TreeSet<String> missing = new TreeSet<>(extent.mentions());
    missing.removeAll(known.keySet());
    if (missing.isEmpty()) return extent.formula().at(known);
    String size = missing.first();
    throw new UserError(
        "`" + port.name() + "` needs a size that nothing says: `" + size
            + "` is; give it, for instance with --size " + size + "=64");
  }
}
