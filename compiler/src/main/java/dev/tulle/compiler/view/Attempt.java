package dev.tulle.compiler.view;

import dev.tulle.compiler.tensor.Names;
import dev.tulle.compiler.tensor.Program;
import dev.tulle.compiler.tensor.Term;
import dev.tulle.compiler.tensor.Terms;
import java.util.Map;
import java.util.Set;

/// What one attempt knows: the tensors that it stores in views, and those that turned out to be read otherwise.
record Attempt(Program program, Names names, Lists lists, Map<String, Packed> packed, Set<String> refused) {
  /// The operand of an operator over a row is a whole tensor.
  Term inRow(Term value) {
    Terms.reads(value).stream().filter(packed::containsKey).forEach(refused::add);
    return value;
  }
}
