package dev.tulle.perf.peer;

/// A peer cannot be had on this machine; the message says why, for the report.
public final class Unavailable extends Exception {
  Unavailable(String message) {
    super(message);
  }
}
