package dev.tulle.compiler.pass;

import dev.tulle.compiler.tensor.Program;

/// One rewriting of a whole program. The same object comes back if nothing changed.
@FunctionalInterface
public interface Pass {
  Program run(Program program);
}
