package dev.tulle.cpu;

import dev.tulle.kernel.CompilerBug;
import dev.tulle.kernel.ir.Scalar;

/// A vector species of the Vector API: the class of the vectors, the boxed element type, the letter in the names of conversions, and the
/// constant a kernel's class keeps it in.
record JavaSpecies(String vector, String box, String letter, String constant, int bits) {
  /// @throws CompilerBug if the API has no such vectors
  static JavaSpecies of(Scalar element, int lanes) {
    int bits = element.bytes() * 8 * lanes;
    if (bits < 64 || bits > 512) throw new CompilerBug("emit: no Java vector of " + lanes + " " + element);
    return switch (element) {
      case I32 -> new JavaSpecies("IntVector", "Integer", "I", "INTS_" + lanes, bits);
      case I64 -> new JavaSpecies("LongVector", "Long", "L", "LONGS_" + lanes, bits);
      case F32 -> new JavaSpecies("FloatVector", "Float", "F", "FLOATS_" + lanes, bits);
      case F16, BF16 -> new JavaSpecies("ShortVector", "Short", "S", "SHORTS_" + lanes, bits);
      case BOOL, I8, U8 -> new JavaSpecies("ByteVector", "Byte", "B", "BYTES_" + lanes, bits);
    };
  }

  /// The declaration of the constant.
  String declaration() {
    return "private static final VectorSpecies<" + box + "> " + constant + " = " + vector + ".SPECIES_" + bits + ";";
  }
}
