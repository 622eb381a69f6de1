package dev.tulle.compiler.constructs;

import dev.tulle.runtime.DeviceChoice;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// The largest error of each construct on each device, and the table of them as Markdown.
final class Table {
  private final List<DeviceChoice> devices;
  private final Map<Construct, Map<DeviceChoice, Double>> errors = new LinkedHashMap<>();

  Table(List<DeviceChoice> devices) {
    this.devices = List.copyOf(devices);
  }

  void add(Construct construct, DeviceChoice device, double error) {
    errors.computeIfAbsent(construct, _ -> new LinkedHashMap<>()).merge(device, error, Math::max);
  }

  /// @param missing why devices are absent
  String markdown(List<String> missing) {
    List<String> lines = new ArrayList<>();
    lines.add("# Every construct on every device");
    lines.add("");
    lines.add("The largest error of each construct of the language, in units of the tolerance: 1 is the most that is allowed, 0 is exact. "
        + "The tolerance of a float is 8 times as far as naive `f32` arithmetic strays from the reference interpreter's double precision, and "
        + "2 units in the last place; integers, booleans and existence have to be exact. Random data, sizes around the lengths of vectors.");
    lines.add("");
    lines.add(LocalDate.now() + ", " + System.getProperty("os.name") + " on " + System.getProperty("os.arch") + ", Java "
        + System.getProperty("java.version") + ". " + errors.size() + " constructs. The largest errors:");
    lines.add("");
    for (DeviceChoice device : devices) lines.add("- " + name(device) + ": " + text(largest(device)) + remark(device));
    for (String reason : missing) lines.add("- " + reason);
    errors.keySet().stream().map(Construct::section).distinct().forEach(section -> section(section, lines));
    return String.join("\n", lines) + "\n";
  }

  private void section(String section, List<String> lines) {
    lines.add("");
    lines.add("## " + section);
    lines.add("");
    lines.add("| construct | " + devices.stream().map(Table::name).collect(Collectors.joining(" | ")) + " |");
    lines.add("| --- |" + " ---: |".repeat(devices.size()));
    errors.forEach((construct, found) -> {
      if (!construct.section().equals(section)) return;
      String cells = devices.stream().map(d -> found.containsKey(d) ? text(found.get(d)) : "not run").collect(Collectors.joining(" | "));
      lines.add("| " + construct.name().replace("|", "\\|") + " | " + cells + " |");
    });
  }

  private double largest(DeviceChoice device) {
    return errors.values().stream().mapToDouble(found -> found.getOrDefault(device, 0.0)).max().orElse(0);
  }

  private static String name(DeviceChoice device) {
    return device.info().target().name();
  }

  private static String remark(DeviceChoice device) {
    return device.info().name().equals(name(device)) ? "" : " (" + device.info().name() + ")";
  }

  private static String text(double error) {
    return error == 0 ? "0" : error < 0.005 ? "< 0.01" : String.format(Locale.ROOT, "%.2f", error);
  }
}
