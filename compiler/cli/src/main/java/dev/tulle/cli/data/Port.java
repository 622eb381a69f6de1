package dev.tulle.cli.data;

import dev.tulle.dsl.model.ElementType;
import dev.tulle.dsl.model.Format;
import java.util.List;
import java.util.Optional;

/// Something that a program takes, be it a checked source or a bundle.
///
/// @param weight whether it is bound when the program is opened, not at every run
/// @param pattern whether it is a pattern; its elements are then `BOOL`
/// @param sparse whether only the elements that the data stores exist
/// @param limits for whole numbers: they stay below each of these, because they are used as positions there
public record Port(
    String name, boolean weight, boolean pattern, boolean sparse, ElementType element, List<Extent> axes, Optional<Format> format,
    List<Extent> limits) {
  public Port {
    axes = List.copyOf(axes);
    limits = List.copyOf(limits);
  }
}
