package dev.tulle.kernel.verify;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tulle.kernel.CompilerBug;
import dev.tulle.kernel.device.Target;
import dev.tulle.kernel.ir.Kernel;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/// A right kernel, made wrong in one place.
class CheckStructureTest {
  @Test
  void scopesAndTypes() {
    VerifierTest.refuse(VerifierTest.PINNED, "y[0] = x[t]", "y[0] = x[t] let t: i32 = 1", "'t' is declared where it already has a meaning");
    VerifierTest.refuse(VerifierTest.PINNED, "y[0] = x[t]", "y[0] = q:f32", "no name 'q' in scope");
    VerifierTest.refuse(VerifierTest.PINNED, "y[0] = x[t]", "y[0] = x[t:i64]", "'t' has type i32, not i64");
    VerifierTest.refuse(VerifierTest.PINNED, "y[0] = x[t]", "t = 1", "'t' is no variable in scope");
    VerifierTest.refuse(VerifierTest.PINNED, "y[0] = x[t]", "y[0, 0] = x[t]", "y has 1 axes, not 2");
    VerifierTest.refuse(VerifierTest.PINNED, "y[0] = x[t]", "y[0] = 1", "y has elements of F32, not i32");
    VerifierTest.refuse(VerifierTest.PINNED, "y[0] = x[t]", "x[t] = 1.0f", "x, which may only be read");
    VerifierTest.refuse(VerifierTest.PINNED, "y[0] = x[t]", "y[0] = y[0]", "y may only be written");
    VerifierTest.refuse(VerifierTest.PINNED, "y[0] = x[t]", "var v: i32 = 0 v = 1.0f", "a variable of i32 is given f32");
    VerifierTest.refuse(VerifierTest.PINNED, "y[0] = x[t]", "{ let v: i32 = 0 } y[0] = f32(v:i32)", "no name 'v' in scope");
  }

  @Test
  void phases() {
    VerifierTest.refuse(VerifierTest.PINNED, "y[0] = x[t]", "items l < 2 { items k < 2 { } }", "items inside of items");
    VerifierTest.refuse(VerifierTest.PINNED, "y[0] = x[t]", "var v: i32 = 0 items l < 2 { v = l }",
        "an item changes a variable of its group");
    VerifierTest.refuse(VerifierTest.PINNED, "y[0] = x[t]", "items l < 2 { alloc group a: i32[2] }", "a group array declared by an item");
    VerifierTest.refuse(VerifierTest.PINNED, "y[0] = x[t]", "alloc item a: i32[2] items l < 2 { a[l] = l }", "private outside of items");
    VerifierTest.refuse(VerifierTest.PINNED, "y[0] = x[t]", "items l < 2 { alloc kept a: i32[2, 1] }", "a kept array declared by an item");
    VerifierTest.refuse(VerifierTest.PINNED, "y[0] = x[t]", "alloc kept a: i32[2]",
        "a kept array without an axis beside that of the items");
    VerifierTest.refuse(VerifierTest.PINNED, "y[0] = x[t]", "alloc kept a: i32[2, 1] a[0, 0] = 1", "none of which touches it here");
    VerifierTest.refuse(VerifierTest.PINNED, "y[0] = x[t]", "alloc kept a: i32[2, 1] items l < 1 { a[l, 0] = 1 }",
        "kept for each of 2 items");
    VerifierTest.refuse(VerifierTest.PINNED, "y[0] = x[t]", "alloc kept a: i32[2, 1] items l < 2 { a[1 - l, 0] = 1 }",
        "none of which touches it here as its own");
    VerifierTest.refuse(VerifierTest.PINNED, "y[0] = x[t]", "alloc item a: i32[2] collect s = add a[2]",
        "'a' is no group array of one axis");
    VerifierTest.refuse(VerifierTest.PINNED, "y[0] = x[t]", "alloc group a: i32[2] collect s = add a[3]", "3 elements of 2");
    VerifierTest.refuse(VerifierTest.PINNED, "y[0] = x[t]", "alloc group a: f32[2] scan s = a[2]", "prefix sums in elements of F32");
  }

  @Test
  void whatTheTargetHolds() {
    Kernel kernel = VerifierTest.kernel("{ alloc group a: f32[100, 10] let v: f32x8 = vector(8, 0.0f) }");
    Verifier.verify(kernel, new Target("b", "b-8", 8, 32, 4000, 64, false, 0));
    Kernel wrong = kernel;
    Target small = new Target("b", "b-4", 4, 32, 3999, 64, false, 0);
    String message = Assertions.assertThrows(CompilerBug.class, () -> Verifier.verify(wrong, small)).getMessage();
    assertTrue(message.contains("group arrays take 4000 bytes, b-4 has 3999"), message);
    assertTrue(message.contains("8 lanes, b-4 has 4"), message);
  }
}
