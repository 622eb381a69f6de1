/// Rewriting of Tensor IR, a pass a file. Each says what it does, what must have run before and what is no longer legal after it. Start at [Pipeline].
package dev.tulle.compiler.pass;
