package dev.tulle.kernel.ir;

import dev.tulle.kernel.CompilerBug;

/// The typing checks that the records share.
final class Types {
  private Types() {}

  static CompilerBug bug(String message) {
    return new CompilerBug("Kernel IR: " + message);
  }

  static void same(Type a, Type b, String node) {
    if (!a.equals(b)) throw bug(node + " of " + a + " and " + b);
  }

  static void require(boolean holds, String node, Type type) {
    if (!holds) throw bug(node + " of " + type);
  }

  static void scalarInteger(Type type, String node) {
    require(type.lanes() == 1 && type.scalar().isInteger(), node, type);
  }

  static void mask(Expr mask, int lanes, String node) {
    require(mask.type().scalar() == Scalar.BOOL && mask.type().lanes() == lanes, node + " mask", mask.type());
  }
}
