package dev.tulle.runtime.plan;

import dev.tulle.kernel.ir.Scalar;
import java.util.LinkedHashMap;
import java.util.Map;

/// The convention of [Plan.Storage], by which the buffers of a port are named.
public final class StoredBuffers {
  /// Appended to the name of a sparse tensor: the buffer that says which of its elements exist.
  public static final String MEMBERS = ".members";

  /// Appended to the name of a sparse state: the pattern, computed anew, of which elements of it exist.
  public static final String EXISTENCE = ".where";

  private StoredBuffers() {}

  public static String offsets(Plan.Port port) {
    return port.name() + ".offsets";
  }

  public static String indices(Plan.Port port) {
    return port.name() + ".indices";
  }

  public static String values(Plan.Port port) {
    return port.name() + ".values";
  }

  /// The size that counts stored elements.
  public static String stored(Plan.Port port) {
    return port.name() + ".stored";
  }

  /// Whether the number of stored elements is known only from the data.
  public static boolean counts(Plan.Storage storage) {
    return storage == Plan.Storage.CSR || storage == Plan.Storage.BLOCKS;
  }

  /// The buffers of a port and their element types.
  public static Map<String, Scalar> of(Plan.Port port) {
    Map<String, Scalar> buffers = new LinkedHashMap<>();
    switch (port.storage()) {
      case DENSE -> buffers.put(port.name(), port.element());
      case BITMAP -> buffers.put(port.name(), Scalar.BOOL);
      case MEMBERS -> {
        buffers.put(port.name(), port.element());
        buffers.put(port.name() + MEMBERS, Scalar.BOOL);
      }
      case CSR, BLOCKS -> {
        buffers.put(offsets(port), Scalar.I64);
        buffers.put(indices(port), Scalar.I32);
        buffers.put(values(port), port.element());
      }
      case NM -> {
        buffers.put(indices(port), Scalar.I32);
        buffers.put(values(port), port.element());
      }
    }
    return buffers;
  }
}
