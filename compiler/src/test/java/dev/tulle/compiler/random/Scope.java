package dev.tulle.compiler.random;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/// What is in scope where something is drawn, and the chance that draws it.
final class Scope {
  private static final List<String> LETTERS = List.of("i", "j", "k", "l", "m", "n", "q", "r", "s", "u", "v", "w", "y", "z");

  final Random random;
  final List<String> sizes;
  final List<Thing> things;
  private final AtomicInteger names;

  private Scope(Random random, List<String> sizes, List<Thing> things, AtomicInteger names) {
    this.random = random;
    this.sizes = sizes;
    this.things = things;
    this.names = names;
  }

  Scope(Random random, List<String> sizes) {
    this(random, List.copyOf(sizes), new ArrayList<>(), new AtomicInteger());
  }

  /// The same things; what is added here is not seen outside.
  Scope inner() {
    return new Scope(random, sizes, new ArrayList<>(things), names);
  }

  /// Other sizes and nothing to read: the inside of a layer.
  Scope of(List<String> other) {
    return new Scope(random, List.copyOf(other), new ArrayList<>(), names);
  }

  boolean chance(int one, int in) {
    return random.nextInt(in) < one;
  }

  @SafeVarargs
  final <T> T pick(T... of) {
    return of[random.nextInt(of.length)];
  }

  <T> T pick(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  String size() {
    return pick(sizes);
  }

  /// A name that nothing has.
  String name(String prefix) {
    return prefix + names.incrementAndGet();
  }

  /// A variable that is not among those of `taken`.
  Variable variable(List<Variable> taken, String size) {
    int letter = 0;
    while (true) {
      String name = letter < LETTERS.size() ? LETTERS.get(letter) : "i" + letter + "i";
      if (taken.stream().noneMatch(v -> v.name().equals(name))) return new Variable(name, size);
      letter++;
    }
  }

  /// Up to `most` variables, none taken.
  List<Variable> variables(int least, int most) {
    List<Variable> drawn = new ArrayList<>();
    int count = least + random.nextInt(most - least + 1);
    for (int i = 0; i < count; i++) drawn.add(variable(drawn, size()));
    return drawn;
  }

  static List<Variable> with(List<Variable> all, Variable one) {
    List<Variable> more = new ArrayList<>(all);
    more.add(one);
    return more;
  }

  static List<String> axes(List<Variable> variables) {
    return variables.stream().map(Variable::size).toList();
  }

  static List<String> names(List<Variable> variables) {
    return variables.stream().map(Variable::name).toList();
  }

  static String brackets(List<Variable> variables) {
    return variables.isEmpty() ? "" : "[" + String.join(", ", variables.stream().map(Variable::binder).toList()) + "]";
  }

  List<Thing> things(Thing.Kind kind) {
    return things.stream().filter(t -> t.kind() == kind).toList();
  }

  /// Variables for the axes of `thing`, each of that axis' size; empty if there are none.
  Optional<List<String>> aligned(Thing thing, List<Variable> variables) {
    List<String> indices = new ArrayList<>();
    for (String axis : thing.axes()) {
      List<Variable> fitting = variables.stream().filter(v -> v.size().equals(axis)).toList();
      if (fitting.isEmpty()) return Optional.empty();
      indices.add(pick(fitting).name());
    }
    return Optional.of(indices);
  }

  /// An element of something that can be read with these variables alone; empty if there is none.
  Optional<String> read(Thing.Kind kind, List<Variable> variables, boolean sparse, boolean exact) {
    List<String> readable = things(kind).stream()
        .filter(t -> t.isSparse() == sparse && (t.exact() || !exact))
        .flatMap(t -> aligned(t, variables).map(t::at).stream())
        .toList();
    return readable.isEmpty() ? Optional.empty() : Optional.of(pick(readable));
  }
}
