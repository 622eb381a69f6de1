package dev.tulle.dsl.check;

import dev.tulle.dsl.diagnostic.DiagnosticCode;
import dev.tulle.dsl.model.Existence;
import dev.tulle.dsl.model.Expr;
import dev.tulle.dsl.model.Pattern;
import dev.tulle.dsl.model.State;
import dev.tulle.dsl.model.Statement;
import dev.tulle.dsl.model.Symbol;
import dev.tulle.dsl.model.Tensor;
import dev.tulle.dsl.syntax.Declaration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// What is legal in a model and probably not meant.
final class Warnings {
  /// Names of one or two letters are all alike.
  private static final int SHORTEST_SLIP = 3;

  private Warnings() {}

  /// @param programs of the entries, or the model's own
  static void add(Problems problems, Declaration.Model m, Declarations model, List<Declarations> programs) {
    Set<String> warned = new HashSet<>();
    for (Declarations program : programs) sizes(problems, program, programs, warned);
    for (State state : model.states) {
      if (programs.stream().noneMatch(p -> p.updated.contains(state.symbol()) || follows(state.symbol(), p))) {
        problems.add(DiagnosticCode.T1104, state.symbol().span(), "state `" + state.symbol().name() + "` is never updated", "",
            "make it a `let` or a `weight`, or update it");
      }
    }
    if (programs.stream().anyMatch(Warnings::gives)) {
      unread(problems, m, model, programs);
    } else {
      problems.add(DiagnosticCode.T0110, m.name().span(), "model `" + m.name().text() + "` returns nothing", "",
          "name its result: `output y[…] = …`");
    }
  }

  /// Whether a state changes with a state pattern that it is declared on.
  private static boolean follows(Symbol state, Declarations program) {
    return state instanceof Tensor t && t.existence() instanceof Existence.Where w
        && w.condition().all().anyMatch(e -> e instanceof Expr.Member m && program.updated.contains(m.pattern()));
  }

  /// What the text of the model declares or defines and no expression reads. An input that makes a size known is there for that.
  private static void unread(Problems problems, Declaration.Model m, Declarations model, List<Declarations> programs) {
    Set<Symbol> read = Collections.newSetFromMap(new IdentityHashMap<>());
    Set<Symbol> written = new LinkedHashSet<>(model.weights);
    read.addAll(model.used);
    model.states.forEach(s -> reads(s.initial(), read));
    model.states.forEach(s -> existence(s.symbol(), read));
    model.weights.forEach(w -> existence(w, read));
    for (Declarations program : programs) {
      program.inputs.forEach(i -> existence(i, read));
      program.inputs.stream().filter(i -> !makesKnown(program, i)).forEach(written::add);
      program.statements().forEach(s -> s.expressions().forEach(e -> reads(e, read)));
      program.statements().forEach(s -> s.defined().filter(Warnings::isForReading).forEach(written::add));
    }
    for (Symbol symbol : written) {
      boolean here = symbol.span().source() == m.span().source() && m.span().start() <= symbol.span().start()
          && symbol.span().end() <= m.span().end();
      if (here && !read.contains(symbol)) {
        problems.add(DiagnosticCode.T0111, symbol.span(), "nothing reads `" + symbol.span().text() + "`", "", "leave it out, or use it");
      }
    }
  }

  private static boolean isForReading(Symbol symbol) {
    return symbol instanceof Pattern || symbol instanceof Tensor t && t.role() == Tensor.Role.LET;
  }

  private static boolean makesKnown(Declarations program, Symbol input) {
    return input.axes().stream().anyMatch(a -> a instanceof Expr.SizeValue(String size) && program.sizeUses.getOrDefault(size, 0) > 1);
  }

  private static void existence(Symbol symbol, Set<Symbol> read) {
    if (symbol instanceof Tensor t && t.existence() instanceof Existence.Where w) reads(w.condition(), read);
  }

  private static void reads(Expr e, Set<Symbol> read) {
    e.all().forEach(x -> {
      if (x instanceof Expr.Read r) read.add(r.tensor());
      if (x instanceof Expr.Member m) read.add(m.pattern());
    });
  }

  private static boolean gives(Declarations program) {
    return program.statements()
        .stream()
        .anyMatch(s -> s instanceof Statement.Update || s instanceof Statement.Define d && d.target().role() == Tensor.Role.OUTPUT);
  }

  /// A name without its digits: `DIM1` and `DIM2` are told apart on purpose.
  private static String letters(String name) {
    return name.replaceAll("[0-9]", "");
  }

  /// A size that the caller gives for nothing; a size that only one axis makes known and that is spelt almost like one before it.
  private static void sizes(Problems problems, Declarations program, List<Declarations> programs, Set<String> warned) {
    List<String> before = new ArrayList<>();
    program.sizes.forEach(
        (name, size) -> {
          int uses = programs.stream().mapToInt(p -> p.sizeUses.getOrDefault(name, 0)).max().orElse(0);
          if (size.given() && uses == 0 && warned.add(name)) {
            problems.add(DiagnosticCode.T0108, program.sizeSpans.get(name), "size `" + name + "` is never used");
          }
          if (!size.given() && uses == 1 && name.length() >= SHORTEST_SLIP && warned.add(name)) {
            String message = "`" + name + "` is a size of its own, used only here";
            Suggest.nearest(name, before)
                .filter(o -> !letters(o).equals(letters(name)))
                .ifPresent(o -> problems.add(DiagnosticCode.T0109, program.sizeSpans.get(name), message, "", "did you mean `" + o + "`?"));
          }
          before.add(name);
        });
  }
}
