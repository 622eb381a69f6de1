package dev.tulle.tornado.emulated;

/// A graph that is complete.
public record ImmutableTaskGraph(TaskGraph graph) {}
