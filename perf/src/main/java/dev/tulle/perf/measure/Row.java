package dev.tulle.perf.measure;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A case as a row of a Markdown table.
public final class Row {
  /// The head of the table.
  public static final List<String> HEAD = List.of(
      "| case | threads | ours, ms (middle half) | of FMA peak | of memory bandwidth | largest error | peer: its time / ours (middle half), largest error |",
      "| --- | ---: | ---: | ---: | ---: | ---: | --- |");

  /// Our share of the machine's ceilings.
  record Shares(double peak, double ofPeak, double bandwidth, double ofBandwidth) {}

  private Row() {}

  static String unfinished(String title) {
    return "| " + title + " | | did not finish; the log says why | | | | |";
  }

  static String of(Case measured, List<Turns> turns, Shares shares) {
    Turns ours = turns.getFirst();
    List<String> peers = new ArrayList<>();
    for (int i = 1; i < turns.size(); i++) {
      Contestant peer = measured.contestants().get(i);
      Turns.Spread ratio = ours.fitsInto(turns.get(i));
      peers.add(
          "%s: **%s** (%s–%s), %s".formatted(
              peer.name(), ratio(ratio.median()), ratio(ratio.low()), ratio(ratio.high()), error(measured, peer)));
    }
    peers.addAll(measured.missing());
    Turns.Spread time = ours.seconds();
    return String.format(
        Locale.ROOT, "| %s | %d | %s (%s–%s) | %s of %.0f GFLOP/s | %s of %.1f GB/s | %s | %s |", measured.name(), measured.threads(),
        milliseconds(time.median()), milliseconds(time.low()), milliseconds(time.high()),
        percent(shares.ofPeak()), shares.peak() / 1e9, percent(shares.ofBandwidth()), shares.bandwidth() / 1e9,
        error(measured, measured.contestants().getFirst()), String.join("<br>", peers));
  }

  private static String error(Case measured, Contestant contestant) {
    MemorySegment result = contestant.result().get();
    return String.format(Locale.ROOT, "%.1e", measured.wanted().error(result));
  }

  private static String milliseconds(double seconds) {
    double value = seconds * 1e3;
    return String.format(Locale.ROOT, value < 1 ? "%.3f" : value < 100 ? "%.2f" : "%.0f", value);
  }

  private static String ratio(double value) {
    return String.format(Locale.ROOT, value < 0.1 ? "%.3f" : value < 10 ? "%.2f" : "%.1f", value);
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, share < 0.1 ? "%.1f%%" : "%.0f%%", 100 * share);
  }
}
