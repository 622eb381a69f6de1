package dev.tulle.kernel.text;

import dev.tulle.kernel.ir.Buffer;
import dev.tulle.kernel.ir.Kernel;
import dev.tulle.kernel.ir.Scalar;
import dev.tulle.kernel.ir.Stmt;
import dev.tulle.kernel.ir.Type;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The types of names and arrays at one point of a kernel. Printer and parser keep the same scopes in the same order, so a type that the
/// printer leaves out is the one that the parser puts in.
final class Scope {
  private record Level(Map<String, Type> names, Map<String, Scalar> arrays) {}

  private final Deque<Level> levels = new ArrayDeque<>();

  Scope() {
    open();
  }

  void open() {
    levels.push(new Level(new HashMap<>(), new HashMap<>()));
  }

  void close() {
    levels.pop();
  }

  void declare(String name, Type type) {
    levels.getFirst().names.put(name, type);
  }

  void declareArray(String name, Scalar element) {
    levels.getFirst().arrays.put(name, element);
  }

  Optional<Type> type(String name) {
    return levels.stream().filter(l -> l.names.containsKey(name)).findFirst().map(l -> l.names.get(name));
  }

  /// The type that a scalar load of a buffer or array gives.
  Optional<Type> element(String array) {
    return levels.stream().filter(l -> l.arrays.containsKey(array)).findFirst().map(l -> new Type(l.arrays.get(array).compute(), 1));
  }

  void declare(Kernel.SizeParameter size) {
    declare(size.name(), new Type(size.type(), 1));
  }

  void declare(Buffer buffer) {
    declareArray(buffer.name(), buffer.element());
  }

  void declare(Kernel.GridAxis axis) {
    declare(axis.name(), axis.extent().type());
  }

  /// What a statement declares for those after it.
  void declare(Stmt s) {
    switch (s) {
      case Stmt.Let l -> declare(l.name(), l.value().type());
      case Stmt.Var v -> declare(v.name(), v.initial().type());
      case Stmt.Alloc a -> declareArray(a.name(), a.element());
      case Stmt.Collect c -> element(c.array()).ifPresent(t -> declare(c.name(), t));
      case Stmt.Scan c -> element(c.array()).ifPresent(t -> declare(c.total(), t));
      case Stmt.Block _, Stmt.Assign _, Stmt.If _, Stmt.For _, Stmt.While _, Stmt.Store _, Stmt.Atomic _, Stmt.Items _, Stmt.Multiply _, Stmt.Fail _ ->
          {}
    }
  }
}
