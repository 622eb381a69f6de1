package dev.tulle.cli.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tulle.runtime.tensor.ElementType;
import dev.tulle.runtime.tensor.SparseTensor;
import dev.tulle.runtime.tensor.Tensor;
import dev.tulle.runtime.tensor.Value;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ListingTest {
  private static final SparseTensor SPARSE = SparseTensor.of(Tensor.of(new int[] {0, 1, 1, 0}, 2, 2), Tensor.of(new float[] {-1.5f, 0}, 2),
      2, 2);

  private static String listing(Value value) {
    StringWriter text = new StringWriter();
    PrintWriter out = new PrintWriter(text);
    Listing.print("x", value, out);
    out.flush();
    return text.toString();
  }

  @Test
  void anAbsentElementIsADotAndAZeroIsAZero() {
    String[] lines = listing(SPARSE).lines().toArray(String[]::new);
    assertEquals("x: f32[2, 2]  2 of 4 elements  min -1.50000  mean -0.750000  max 0", lines[0]);
    assertEquals(". -1.50000", lines[1].strip().replaceAll(" +", " "));
    assertEquals("0 .", lines[2].strip().replaceAll(" +", " "));
    assertEquals(3, lines.length);
  }

  @Test
  void longRowsManyRowsAndManyMatricesAreCut() {
    String text = listing(Tensor.zeros(ElementType.I32, 9, 40, 100));
    assertTrue(text.contains("… 68 more\n"), text);
    assertTrue(text.contains("… 24 more rows\n"), text);
    assertTrue(text.contains("… 5 more matrices\n"), text);
    assertTrue(text.contains("[3, :, :]"), text);
    assertTrue(text.lines().count() < 100, text);
  }

  @Test
  void scalarsAndEmptyTensorsAreListed() {
    assertTrue(listing(Tensor.scalar(2.5f)).startsWith("x: f32  min 2.50000"), listing(Tensor.scalar(2.5f)));
    assertEquals("x: f32[0, 3]  no elements\n", listing(Tensor.zeros(ElementType.F32, 0, 3)));
  }

  @Test
  void whatIsNotANumberIsCountedApart() {
    float nan = Float.NaN;
    assertEquals("x: f32[3]  min 1  mean 1.50000  max 2  (1 NaN apart)", Summary.of("x", Tensor.of(new float[] {1, nan, 2}, 3)));
    assertEquals("x: f32[1]  all NaN", Summary.of("x", Tensor.of(new float[] {nan}, 1)));
    assertEquals("x: f32[2]  min -inf  mean -inf  max 1", Summary.of("x", Tensor.of(new float[] {Float.NEGATIVE_INFINITY, 1}, 2)));
    assertEquals("x: bool[3]  2 true, 1 false", Summary.of("x", Tensor.of(new boolean[] {true, false, true}, 3)));
  }

  @Test
  void numbersHaveSixDigits() {
    assertEquals("0.333333", Summary.number(1 / 3.0));
    assertEquals("123457", Summary.number(123456.7).substring(0, 6));
    assertEquals("1.23457e-05", Summary.number(0.0000123456789));
    assertEquals("-42", Summary.number(-42));
    assertEquals("1.00000e+12", Summary.number(1e12));
  }
}
