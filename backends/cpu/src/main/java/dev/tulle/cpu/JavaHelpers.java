package dev.tulle.cpu;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// Methods that a kernel's class gets when it calls them: what takes more than one expression of Java. `#` stands for the lane count.
final class JavaHelpers {
  private static final Pattern NAME = Pattern.compile(" (\\w+)\\(");

  private static final List<String> SCALARS = List.of(
      """
          private static int divide(int a, int b) {
            return b == 0 ? 0 : Math.floorDiv(a, b);
          }
          """,
      """
          private static long divide(long a, long b) {
            return b == 0 ? 0 : Math.floorDiv(a, b);
          }
          """,
      """
          private static int modulo(int a, int b) {
            return b == 0 ? 0 : Math.floorMod(a, b);
          }
          """,
      """
          private static long modulo(long a, long b) {
            return b == 0 ? 0 : Math.floorMod(a, b);
          }
          """,
      """
          private static short narrowBfloat16(float x) {
            int bits = Float.floatToRawIntBits(x);
            if (x != x) return (short) (bits >>> 16 | 0x40);
            return (short) (bits + 0x7fff + (bits >>> 16 & 1) >>> 16);
          }
          """,
      """
          private static VectorMask<Integer> choose(VectorMask<Integer> which, VectorMask<Integer> a, VectorMask<Integer> b) {
            return which.and(a).or(b.andNot(which));
          }
          """);

  /// Those of one lane count; a helper comes before the ones it calls.
  private static final List<String> VECTORS = List.of(
      """
          private static FloatVector floor#(FloatVector x) {
            FloatVector near = round#(x);
            FloatVector whole = near.sub(1.0f, near.compare(VectorOperators.GT, x));
            return signed#(whole, x);
          }
          """,
      """
          private static FloatVector ceil#(FloatVector x) {
            FloatVector near = round#(x);
            FloatVector whole = near.add(1.0f, near.compare(VectorOperators.LT, x));
            return signed#(whole, x);
          }
          """,
      """
          private static FloatVector round#(FloatVector x) {
            FloatVector size = x.abs();
            FloatVector whole = signed#(size.add(0x1p23f).sub(0x1p23f), x);
            return x.blend(whole, size.compare(VectorOperators.LT, 0x1p23f));
          }
          """,
      """
          private static FloatVector signed#(FloatVector whole, FloatVector x) {
            return whole.reinterpretAsInts().or(x.reinterpretAsInts().and(0x80000000)).reinterpretAsFloats();
          }
          """,
      """
          private static IntVector divide#(IntVector a, IntVector b) {
            VectorMask<Integer> none = b.compare(VectorOperators.EQ, 0);
            IntVector divisor = b.blend(1, none);
            IntVector quotient = a.div(divisor);
            IntVector rest = a.sub(quotient.mul(divisor));
            VectorMask<Integer> opposite = rest.lanewise(VectorOperators.XOR, divisor).compare(VectorOperators.LT, 0);
            VectorMask<Integer> below = rest.compare(VectorOperators.NE, 0).and(opposite);
            return quotient.sub(1, below).blend(0, none);
          }
          """,
      """
          private static LongVector divide#(LongVector a, LongVector b) {
            VectorMask<Long> none = b.compare(VectorOperators.EQ, 0L);
            LongVector divisor = b.blend(1L, none);
            LongVector quotient = a.div(divisor);
            LongVector rest = a.sub(quotient.mul(divisor));
            VectorMask<Long> opposite = rest.lanewise(VectorOperators.XOR, divisor).compare(VectorOperators.LT, 0L);
            VectorMask<Long> below = rest.compare(VectorOperators.NE, 0L).and(opposite);
            return quotient.sub(1L, below).blend(0L, none);
          }
          """,
      """
          private static IntVector modulo#(IntVector a, IntVector b) {
            VectorMask<Integer> none = b.compare(VectorOperators.EQ, 0);
            IntVector divisor = b.blend(1, none);
            IntVector rest = a.sub(a.div(divisor).mul(divisor));
            VectorMask<Integer> opposite = rest.lanewise(VectorOperators.XOR, divisor).compare(VectorOperators.LT, 0);
            VectorMask<Integer> below = rest.compare(VectorOperators.NE, 0).and(opposite);
            return rest.add(divisor, below).blend(0, none);
          }
          """,
      """
          private static LongVector modulo#(LongVector a, LongVector b) {
            VectorMask<Long> none = b.compare(VectorOperators.EQ, 0L);
            LongVector divisor = b.blend(1L, none);
            LongVector rest = a.sub(a.div(divisor).mul(divisor));
            VectorMask<Long> opposite = rest.lanewise(VectorOperators.XOR, divisor).compare(VectorOperators.LT, 0L);
            VectorMask<Long> below = rest.compare(VectorOperators.NE, 0L).and(opposite);
            return rest.add(divisor, below).blend(0L, none);
          }
          """,
      """
          private static FloatVector widenFloat16_#(ShortVector x) {
            IntVector bits = (IntVector) x.convertShape(VectorOperators.S2I, INTS_#, 0);
            IntVector size = bits.and(0x7fff).lanewise(VectorOperators.LSHL, 13);
            IntVector value = size.reinterpretAsFloats().mul(0x1p112f).reinterpretAsInts();
            IntVector special = size.or(0x7f800000);
            IntVector finite = value.blend(special, size.compare(VectorOperators.GE, 0x0f800000));
            return finite.or(bits.and(0x80000000)).reinterpretAsFloats();
          }
          """,
      """
          private static ShortVector narrowFloat16_#(FloatVector x) {
            IntVector bits = x.reinterpretAsInts();
            IntVector size = bits.and(0x7fffffff);
            IntVector odd = size.lanewise(VectorOperators.LSHR, 13).and(1);
            IntVector normal = size.add(0xc8000fff).add(odd).lanewise(VectorOperators.LSHR, 13);
            IntVector small = size.reinterpretAsFloats().add(0.5f).reinterpretAsInts().sub(0x3f000000);
            IntVector finite = normal.blend(small, size.compare(VectorOperators.LT, 0x38800000));
            IntVector limited = finite.blend(0x7c00, size.compare(VectorOperators.GE, 0x47800000));
            IntVector all = limited.blend(0x7e00, size.compare(VectorOperators.GT, 0x7f800000));
            IntVector sign = bits.lanewise(VectorOperators.LSHR, 16).and(0x8000);
            return (ShortVector) all.or(sign).convertShape(VectorOperators.I2S, SHORTS_#, 0);
          }
          """,
      """
          private static FloatVector widenBfloat16_#(ShortVector x) {
            IntVector bits = (IntVector) x.convertShape(VectorOperators.S2I, INTS_#, 0);
            return bits.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
          }
          """,
      """
          private static ShortVector narrowBfloat16_#(FloatVector x) {
            IntVector bits = x.reinterpretAsInts();
            IntVector high = bits.lanewise(VectorOperators.LSHR, 16);
            IntVector rounded = bits.add(0x7fff).add(high.and(1)).lanewise(VectorOperators.LSHR, 16);
            VectorMask<Integer> nan = x.compare(VectorOperators.NE, x).cast(INTS_#);
            return (ShortVector) rounded.blend(high.or(0x40), nan).convertShape(VectorOperators.I2S, SHORTS_#, 0);
          }
          """,
      """
          private static int gatherBytes#(long address, VectorMask<Integer> mask) {
            int bytes = 0;
            for (int i = 0; i < #; i++) if (mask.laneIsSet(i)) bytes |= (ALL.get(BYTE, address + i) & 0xff) << 8 * i;
            return bytes;
          }
          """,
      """
          private static void scatterBytes#(long address, IntVector values, VectorMask<Integer> mask) {
            for (int i = 0; i < #; i++) if (mask.laneIsSet(i)) ALL.set(BYTE, address + i, (byte) values.lane(i));
          }
          """,
      """
          private static IntVector spread#(int bytes) {
            return spreadHigh#(bytes).lanewise(VectorOperators.ASHR, 24);
          }
          """,
      """
          private static IntVector spreadUnsigned#(int bytes) {
            return spreadHigh#(bytes).lanewise(VectorOperators.LSHR, 24);
          }
          """,
      """
          private static IntVector spreadHigh#(int bytes) {
            IntVector left = IntVector.broadcast(INTS_#, 24).sub(IntVector.zero(INTS_#).addIndex(8));
            return IntVector.broadcast(INTS_#, bytes).lanewise(VectorOperators.LSHL, left);
          }
          """);

  private JavaHelpers() {}

  /// The helpers that `body` and they themselves call, in the order of the tables.
  static List<String> calledFrom(String body, List<Integer> laneCounts) {
    StringBuilder text = new StringBuilder(body);
    List<String> called = new ArrayList<>();
    Predicate<String> add = helper -> {
      var name = NAME.matcher(helper);
      boolean wanted = name.find() && Pattern.compile("\\b" + name.group(1) + "\\(").matcher(text).find();
      if (wanted) called.add(helper);
      if (wanted) text.append(helper);
      return wanted;
    };
    for (int lanes : laneCounts) {
      for (String helper : VECTORS)
        if (!helper.contains("LongVector") || body.contains("LONGS_" + lanes)) add.test(helper.replace("#", Integer.toString(lanes)));
      for (String op : List.of("ADD", "MUL", "MIN", "MAX")) add.test(fold(op, lanes));
    }
    for (String helper : SCALARS) add.test(helper);
    return called;
  }

  /// The fold of a float vector: the upper half onto the lower, until one lane is left.
  private static String fold(String op, int lanes) {
    StringBuilder out = new StringBuilder("private static float fold" + op + "_" + lanes + "(FloatVector x) {\n");
    String upper = "x";
    for (int half = lanes / 2; half >= 1; half /= 2) {
      String next = "x" + half;
      String shuffle = "VectorShuffle.iota(FLOATS_" + lanes + ", " + half + ", 1, true)";
      String method = op.toLowerCase(Locale.ROOT);
      out.append("  FloatVector " + next + " = " + upper + "." + method + "(" + upper + ".rearrange(" + shuffle + "));\n");
      upper = next;
    }
    return out.append("  return ").append(upper).append(".lane(0);\n}\n").toString();
  }
}
