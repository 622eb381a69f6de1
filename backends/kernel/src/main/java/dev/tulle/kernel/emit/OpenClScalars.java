package dev.tulle.kernel.emit;

import dev.tulle.kernel.ir.Scalar;
import dev.tulle.kernel.ir.Type;

/// Scalar expressions in OpenCL C.
final class OpenClScalars extends CScalars {
  @Override
  String wide() {
    return "long";
  }

  @Override
  String wideSuffix() {
    return "L";
  }

  @Override
  Code squareRoot(Code x) {
    return Code.call("sqrt", x);
  }

  @Override
  Code product(Code a, Code b) {
    return Code.infix(a, "*", b, Code.PRODUCT);
  }

  @Override
  Code quotient(Code a, Code b) {
    return Code.infix(a, "/", b, Code.PRODUCT);
  }

  @Override
  public Code fma(Type type, Code a, Code b, Code c) {
    return Code.call("fma", a, b, c);
  }

  @Override
  public Code bits(Type to, Code x) {
    return Code.call(to.scalar() == Scalar.F32 ? "as_float" : "as_int", x);
  }

  @Override
  Code loadHalf(Access access) {
    return Code.call("vload_half", index(access), halves(access));
  }

  @Override
  String storeHalf(Access access, Code value) {
    return Code.call("vstore_half_rte", value, index(access), halves(access)).text() + ";";
  }

  /// The bits of halves.
  static Code shorts(Access access) {
    Code array = Code.primary(access.array());
    return switch (access.place()) {
      case BUFFER -> Code.cast("__global ushort*", array);
      case GROUP, ITEM, KEPT -> array;
    };
  }

  /// A program can be given halves, but cannot declare them.
  static Code halves(Access access) {
    Code array = Code.primary(access.array());
    return switch (access.place()) {
      case BUFFER -> array;
      case GROUP -> Code.cast("__local half*", array);
      case ITEM, KEPT -> Code.cast("half*", array);
    };
  }
}
