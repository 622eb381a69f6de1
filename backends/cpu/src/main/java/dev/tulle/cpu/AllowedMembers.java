package dev.tulle.cpu;

import java.util.Map;
import java.util.Set;

/// The classes, methods and fields that generated kernels name; see [ClassGuard]. Nothing here has an effect outside of the memory that a
/// kernel is given.
final class AllowedMembers {
  private static final String VECTOR_PACKAGE = "jdk/incubator/vector/";

  /// Of the JDK and of [Memory]: with their descriptors, because an overload may do something else.
  private static final Map<String, Set<String>> EXACT = Map.of(
      "java/lang/Object",
      Set.of("<init>()V"),
      "java/lang/Math",
      words("""
          abs(I)I abs(J)J abs(F)F sqrt(D)D floor(D)D ceil(D)D rint(D)D fma(FFF)F min(II)I min(JJ)J min(FF)F max(II)I max(JJ)J max(FF)F
          floorDiv(II)I floorDiv(JJ)J floorMod(II)I floorMod(JJ)J"""),
      "java/lang/Float",
      words("float16ToFloat(S)F floatToFloat16(F)S intBitsToFloat(I)F floatToRawIntBits(F)I"),
      "java/lang/foreign/MemorySegment",
      words("""
          get(Ljava/lang/foreign/ValueLayout$OfByte;J)B set(Ljava/lang/foreign/ValueLayout$OfByte;JB)V
          get(Ljava/lang/foreign/ValueLayout$OfShort;J)S set(Ljava/lang/foreign/ValueLayout$OfShort;JS)V
          get(Ljava/lang/foreign/ValueLayout$OfInt;J)I set(Ljava/lang/foreign/ValueLayout$OfInt;JI)V
          get(Ljava/lang/foreign/ValueLayout$OfLong;J)J set(Ljava/lang/foreign/ValueLayout$OfLong;JJ)V
          get(Ljava/lang/foreign/ValueLayout$OfFloat;J)F set(Ljava/lang/foreign/ValueLayout$OfFloat;JF)V"""),
      "dev/tulle/cpu/Memory",
      words("""
          ALLLjava/lang/foreign/MemorySegment; FLOATLjava/lang/foreign/ValueLayout$OfFloat; INTLjava/lang/foreign/ValueLayout$OfInt;
          LONGLjava/lang/foreign/ValueLayout$OfLong; SHORTLjava/lang/foreign/ValueLayout$OfShort;
          BYTELjava/lang/foreign/ValueLayout$OfByte;
          ORDERLjava/nio/ByteOrder; clear(JJ)V fail(JII)V atomicAdd(JI)V atomicAdd(JJ)V atomicOr(JI)V atomicOr(JJ)V
          atomicMin(JI)V atomicMin(JJ)V atomicMax(JI)V atomicMax(JJ)V"""));

  /// Methods of vectors, of any of their classes; none of them reads or writes arrays.
  private static final Set<String> VECTOR_METHODS = words(
      """
          broadcast zero addIndex add sub mul div min max and or neg abs sqrt not lanewise compare blend fma convertShape rearrange
          lane reduceLanes
          reinterpretAsInts reinterpretAsFloats fromMemorySegment intoMemorySegment""");

  private static final Map<String, Set<String>> VECTORS = Map.of(
      "FloatVector",
      VECTOR_METHODS,
      "IntVector",
      VECTOR_METHODS,
      "LongVector",
      VECTOR_METHODS,
      "ShortVector",
      VECTOR_METHODS,
      "ByteVector",
      VECTOR_METHODS,
      "Vector",
      VECTOR_METHODS,
      "VectorMask",
      words("cast and or xor not andNot eq laneIsSet allTrue anyTrue"),
      "VectorShuffle",
      words("iota"),
      "VectorSpecies",
      words("maskAll indexInRange"),
      "VectorOperators",
      words("ADD MUL MIN MAX AND OR XOR LSHL ASHR LSHR LT LE GT GE EQ NE I2F F2I I2L L2I L2F F2L B2I I2B S2I I2S ZERO_EXTEND_B2I"));

  private static final Set<String> SPECIES = words("SPECIES_64 SPECIES_128 SPECIES_256 SPECIES_512");

  private static final Set<String> OTHER_CLASSES = words("java/lang/foreign/ValueLayout java/nio/ByteOrder [J");

  private AllowedMembers() {}

  private static Set<String> words(String text) {
    return Set.of(text.strip().split("\\s+"));
  }

  static boolean contains(String owner, String member, String descriptor) {
    Set<String> exact = EXACT.get(owner);
    if (exact != null) return exact.contains(member + descriptor);
    if (!owner.startsWith(VECTOR_PACKAGE)) return false;
    Set<String> named = VECTORS.get(owner.substring(VECTOR_PACKAGE.length()));
    return named != null && (named.contains(member) || named == VECTOR_METHODS && SPECIES.contains(member));
  }

  static boolean containsClass(String name) {
    if (name.startsWith(VECTOR_PACKAGE)) {
      String vector = name.substring(VECTOR_PACKAGE.length());
      return VECTORS.containsKey(vector) || vector.startsWith("VectorOperators$");
    }
    return EXACT.containsKey(name) || OTHER_CLASSES.contains(name) || name.startsWith("java/lang/foreign/ValueLayout$Of");
  }
}
